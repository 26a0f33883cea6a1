import { join } from "node:path";
import type { Cluster, Parsed } from "@ovn-sim/model";
import { type FlowSet, parseFlows, parseGroups, parseMeters, parsePortsDesc, type PortsDesc } from "@ovn-sim/pipeline";
import { loadSnapshot } from "ovn-sim";
import { type Recording, readRecorded } from "../recordings/index.ts";

/** The value of something that must parse. */
export function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.errors.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return parsed.value;
}

/**
 * The files of a recording's databases as the lab kept them, without any dump of flows and without other forms. Of a
 * chassis whose MTUs count there is a dump besides the backup: no other file has them.
 */
export function databaseFiles(recording: Recording): string[] {
  const files = recording.files.filter((file) =>
    /^(?:[^/]+\/)?(?:(?:sb|nb|ovs)\.backup\.db|ovs\.dump\.json)$/.test(file),
  );
  return files.map((file) => join(recording.path, file));
}

/** The cluster of a recording from its databases alone. */
export function recordedCluster(recording: Recording): Cluster {
  const { snapshot, diagnostics } = loadSnapshot(databaseFiles(recording));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (snapshot === undefined || errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  if (snapshot.installed.size > 0) throw new Error("a flow dump is in reach");
  return snapshot.cluster;
}

/** What a chassis of a recording had installed. */
export function recordedFlows(recording: Recording, chassis: string): FlowSet {
  const read = (kind: string): string => readRecorded(recording, `${chassis}/${kind}.txt`);
  return {
    flows: valueOf(parseFlows(read("flows"))).flows,
    groups: valueOf(parseGroups(read("groups"))),
    meters: valueOf(parseMeters(read("meters"))),
  };
}

export function recordedPorts(recording: Recording, chassis: string): Parsed<PortsDesc> {
  return parsePortsDesc(readRecorded(recording, `${chassis}/ports.txt`));
}

import { join } from "node:path";
import { compareDatabases, type Database, readDatabase } from "@ovn-sim/model";
import { compareChassis, compileChassis, formatFlow, summariseCluster } from "@ovn-sim/pipeline";
import { readFileSync } from "node:fs";
import { loadSnapshot, readInstalledFlows, type Snapshot } from "ovn-sim";
import { describe, expect, test } from "vitest";
import { listRecordings } from "../recordings/index.ts";
import { databaseFiles, recordedCluster, recordedFlows, valueOf } from "./recorded-cluster.ts";

/** The recording that keeps one cluster in every form in which people hold it. */
const recording = listRecordings().find(({ files }) => files.some((file) => file.startsWith("forms/")))!;
const form = (file: string): string => join(recording.path, "forms", file);
const backup = (file: string): string => join(recording.path, file);
const chassis = recording.chassis;

function load(paths: readonly string[]): Snapshot {
  const { snapshot, diagnostics } = loadSnapshot(paths);
  expect(diagnostics).toEqual([]);
  return snapshot!;
}

function compiledFlows(snapshot: Snapshot, name: string): string[] {
  const compiled = valueOf(compileChassis(snapshot.cluster, name));
  return compiled.flows.map((flow) => formatFlow(flow)).sort();
}

function read(file: string): Database {
  return valueOf(readDatabase(readFileSync(file), { file }));
}

const wanted = recordedCluster(recording);
const summary = summariseCluster(wanted);

describe("each form of a database holds the same rows", () => {
  const copies = [
    ...["sb.log.db", "sb.raft.db", "sb.dump.json", "sb.dump.txt", "sb.port-binding.list.json"].map((file) => ({
      file,
      of: "sb.backup.db",
    })),
    ...["nb.log.db", "nb.raft.db", "nb.dump.json", "nb.dump.txt"].map((file) => ({ file, of: "nb.backup.db" })),
    ...chassis.flatMap((name) =>
      ["ovs.dump.json", "ovs.dump.txt", "interface.list.json", "interface.list.txt"].map((file) => ({
        file: `${name}/${file}`,
        of: `${name}/ovs.backup.db`,
      })),
    ),
  ];

  test.each(copies)("$file", ({ file, of }) => {
    const copy = read(form(file));
    expect(compareDatabases(read(backup(of)), copy, { limit: 3 })).toEqual([]);
    const rows = [...copy.tables.values()].reduce((sum, table) => sum + table.rows.size, 0);
    expect(rows).toBeGreaterThan(0);
  });
});

describe.each(["sb.log.db", "sb.raft.db", "sb.dump.json", "sb.dump.txt"])("the Southbound as %s", (southbound) => {
  test.each(["ovs.dump.json", "ovs.dump.txt"])("with each Open_vSwitch as %s: the same cluster and flows", (ovs) => {
    const snapshot = load([form(southbound), backup("nb.backup.db"), ...chassis.map((name) => form(`${name}/${ovs}`))]);
    expect(summariseCluster(snapshot.cluster)).toEqual(summary);
    for (const name of chassis) {
      const compared = compareChassis(snapshot.cluster, name, recordedFlows(recording, name));
      expect(valueOf(compared).differences).toEqual([]);
    }
  });
});

test.each(["nb.log.db", "nb.raft.db", "nb.dump.json", "nb.dump.txt"])(
  "the Northbound as %s: the same names",
  (file) => {
    const ovs = chassis.map((name) => backup(`${name}/ovs.backup.db`));
    expect(summariseCluster(load([backup("sb.backup.db"), form(file), ...ovs]).cluster)).toEqual(summary);
  },
);

test.each(["interface.list.json", "interface.list.txt"])("%s is a copy of a part of its chassis's database", (file) => {
  const snapshot = load([...databaseFiles(recording), form(`${chassis[0]!}/${file}`)]);
  expect(summariseCluster(snapshot.cluster)).toEqual(summary);
});

describe.each(chassis)("the flows of %s", (name) => {
  const plain = recordedFlows(recording, name)
    .flows.map((flow) => formatFlow(flow))
    .sort();

  test.each(["flows.with-names.txt", "flows.with-statistics.txt"])("as %s are the same", (file) => {
    const snapshot = load([...databaseFiles(recording), form(`${name}/${file}`)]);
    const installed = valueOf(readInstalledFlows(snapshot)(name));
    const flows = installed.flows.map((flow) => formatFlow(flow)).sort();
    expect(flows).toEqual(plain);
    expect(compiledFlows(snapshot, name)).toEqual(plain);
  });
});

test("every form at once is one cluster, and each chassis's dumps of flows agree", () => {
  const snapshot = load([recording.path]);
  expect(summariseCluster(snapshot.cluster)).toEqual(summary);
  for (const name of chassis) {
    expect(snapshot.installed.get(name)!.flows).toHaveLength(3);
    const installed = readInstalledFlows(snapshot)(name);
    expect(installed.ok && installed.notes).toEqual([]);
  }
});

test("the ephemeral columns of a dump are kept beside a backup", () => {
  const name = chassis[0]!;
  const both = load([backup("sb.backup.db"), backup(`${name}/ovs.backup.db`), form(`${name}/ovs.dump.json`)]);
  const interfaces = both.cluster.chassis.get(name)!.ovs!.integrationBridge!;
  expect([...interfaces.byOfport.keys()].length).toBeGreaterThan(0);
  expect(summariseCluster(both.cluster).chassis).toEqual(
    summariseCluster(load([backup("sb.backup.db"), backup(`${name}/ovs.backup.db`)]).cluster).chassis,
  );
});

test("what is no form of either says so", () => {
  const { snapshot, diagnostics } = loadSnapshot([form("lflow-list.txt")]);
  expect(snapshot).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(["OVN8004"]);
});

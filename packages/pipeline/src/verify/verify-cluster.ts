import { type Cluster, createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { compileChassis } from "../compile/index.ts";
import { profileFor } from "../release/index.ts";
import type { Station } from "../trace/station.ts";
import { createTracing } from "../trace/tracer.ts";
import { checkChassisRows } from "./check-chassis-rows.ts";
import { checkHaGroups } from "./check-ha-groups.ts";
import { checkInterfaces } from "./check-interfaces.ts";
import { checkVersions } from "./check-skew.ts";
import { checkTunnelPorts } from "./check-tunnel-ports.ts";
import { checkUniqueVteps, checkVtepSettings } from "./check-vtep-settings.ts";
import { checkUnderlay } from "./check-underlay.ts";
import { checkZoneNumbers } from "./check-zone-numbers.ts";
import { checkZones } from "./check-zones.ts";
import { distinctNotes } from "./distinct-notes.ts";
import { FindingBook } from "./finding-book.ts";
import { flowlessReason } from "./ports.ts";
import type { VerifyOptions, VerifyReport } from "./report.ts";
import { type Ground, runSteps } from "./run-steps.ts";
import { selectSources, sourcesOf } from "./sources.ts";
import { stepsOf } from "./steps.ts";

/** A cluster with its flows, ready for verifying one part of the work after the other. */
export type Verification = {
  readonly verifyPart: (part: Pick<VerifyOptions, "shard" | "onProgress">) => VerifyReport;
};

/**
 * Holds a whole cluster against the rules: its rows against each other, the flows of each chassis, and what flows do
 * to a packet from every port to every other. Rules that lack what they need (an Open_vSwitch database, a host's
 * routes) say so in `notJudged`. Fails only when no answer is possible: an unknown release, no chassis at all.
 */
export function verifyCluster(cluster: Cluster, options: VerifyOptions = {}): Parsed<VerifyReport> {
  const prepared = prepareVerification(cluster, options);
  return prepared.ok ? { ...prepared, value: prepared.value.verifyPart(options) } : prepared;
}

/**
 * More flows than these are not held at once: about 600 bytes each, as they are laid out for packets. Then one chassis at a time has all of its
 * flows, the one whose step it is, and the others have those that packets to their ports need.
 */
const MOST_FLOWS_AT_ONCE = 3_000_000;

/** Whether the flows of all chassis together are too many to be held at once. Physical flows are about two for each port and VTEP. */
function isLarge({ chassis, southbound }: Cluster): boolean {
  const { Logical_Flow, Port_Binding } = southbound.tables;
  return chassis.size * (Logical_Flow.size + 3 * Port_Binding.size) > MOST_FLOWS_AT_ONCE;
}

/** Makes the flows that all parts of the work need. Fails as `verifyCluster` does. */
export function prepareVerification(cluster: Cluster, options: VerifyOptions = {}): Parsed<Verification> {
  const profile = profileFor(options.release ?? cluster.release ?? "");
  if (!profile.ok) return profile;
  if (cluster.chassis.size === 0) {
    const place = { file: cluster.southbound.file, table: "Chassis" };
    const message = "found no chassis in the Southbound, expected one at least to verify";
    return { ok: false, errors: [createDiagnostic("OVN5002", place, message)] };
  }
  const compiledInstead: string[] = [];
  const flowSource = orCompiled(cluster, options, compiledInstead);
  const isOneAtATime = options.onDemand ?? isLarge(cluster);
  const tracing = createTracing(cluster, { ...flowSource, onDemand: isOneAtATime });
  /** Of each chassis that has flows. */
  const predictions = new Map<string, readonly string[]>();
  const notes: Diagnostic[] = [];
  const lost: { readonly chassis: string; readonly why: string }[] = [];
  for (const chassis of cluster.chassis.values()) {
    if (flowlessReason(chassis) !== undefined) continue;
    const station = tracing.stationOf(chassis.name);
    if (station.ok) {
      predictions.set(chassis.name, predictionsOf(station.value));
      continue;
    }
    notes.push(...station.errors);
    lost.push({ chassis: chassis.name, why: `a chassis has no flows: ${station.errors[0].message}` });
  }
  const all = sourcesOf(cluster, predictions);
  const senders = { all, chosen: selectSources(all, options.pairs) };
  const steps = stepsOf(predictions.keys(), senders.chosen);
  const verifyPart: Verification["verifyPart"] = ({ shard, onProgress }) => {
    const book = new FindingBook(options.rules, shard !== undefined);
    if ((shard?.index ?? 0) === 0) {
      checkRows(cluster, book);
      checkUnderlay(cluster, options.underlay, book);
      for (const { chassis, why } of lost) book.notJudged("delivered-once", chassis, why);
    }
    const part = {
      ...options,
      ...(shard !== undefined && { shard }),
      ...(onProgress !== undefined && { onProgress }),
    };
    const { counted, notes: losses } = runSteps({ cluster, tracing, isOneAtATime, senders, steps }, book, part);
    const assumptions = new Set([
      ...(options.assumptions ?? []),
      ...leftOut(senders),
      ...compiledInstead,
      ...[...predictions.values()].flat(),
    ]);
    const checked = { chassis: cluster.chassis.size, ...counted };
    return book.finish({ checked, assumptions: [...assumptions], notes: distinctNotes(losses) });
  };
  return { ok: true, value: { verifyPart }, notes };
}

/** Where there is no dump of a chassis's flows, the compiled ones have to do, and the report says so. */
function orCompiled(cluster: Cluster, options: VerifyOptions, told: string[]): VerifyOptions {
  const { installed } = options;
  if (installed === undefined) return options;
  return {
    ...options,
    installed: (chassis) => {
      const found = installed(chassis);
      if (found.ok) return found;
      told.push(`${chassis}: ${found.errors[0].message}; the flows compiled for it are used`);
      const { release } = options;
      return compileChassis(cluster, chassis, release === undefined ? {} : { release });
    },
  };
}

/** What the databases say, without any flow. */
function checkRows(cluster: Cluster, book: FindingBook): void {
  for (const chassis of cluster.chassis.values()) {
    if (chassis.isRemote) continue;
    checkInterfaces(cluster, chassis, book);
    checkVtepSettings(chassis, book);
    checkZoneNumbers(chassis, book);
  }
  checkUniqueVteps(cluster, book);
  checkChassisRows(cluster, book);
  checkTunnelPorts(cluster, book);
  checkZones(cluster, book);
  checkHaGroups(cluster, book);
  checkVersions(cluster, book);
}

/** What is not looked at since one port stands for others. */
function leftOut({ all, chosen }: Ground["senders"]): readonly string[] {
  if (chosen.length >= all.length) return [];
  return [
    `packets are followed between ${chosen.length} of ${all.length} ports: one of each chassis, logical switch and VTEP stands for those like it`,
  ];
}

function predictionsOf({ name, view }: Station): readonly string[] {
  return view.predictions.map(({ message }) => `${name}: ${message}`);
}

import type { Cluster, Parsed } from "@ovn-sim/model";
import { type CompiledChassis, type CompileOptions, compileChassis } from "../compile/index.ts";
import { diffFlows, type DiffOptions, type FlowDiff, type FlowSet } from "./diff-flows.ts";
import type { TunnelEnd } from "./fan-out.ts";
import { findNotJudged, type NotJudged, withoutTables } from "./judged-tables.ts";

export type ChassisDiff = FlowDiff & {
  readonly chassis: string;
  /** Tables that the dump does not hold whole; they are left out of all else. */
  readonly notJudged?: NotJudged;
};

/** Compiles a chassis's flows and compares them with the installed ones. */
export function compareChassis(
  cluster: Cluster,
  chassis: string,
  installed: FlowSet,
  options: CompileOptions = {},
): Parsed<ChassisDiff> {
  const compiled = compileChassis(cluster, chassis, options);
  if (!compiled.ok) return compiled;
  const notJudged = findNotJudged(compiled.value, installed);
  const [wanted, present] =
    notJudged === undefined
      ? [compiled.value, installed]
      : [withoutTables(compiled.value, notJudged), withoutTables(installed, notJudged)];
  const diff = diffFlows(wanted, present, diffOptionsOf(compiled.value));
  const value = { ...diff, chassis, ...(notJudged === undefined ? {} : { notJudged }) };
  return { ok: true, value, notes: compiled.notes };
}

/**
 * Compares what a chassis's flows are in one cluster with what they are in another, such as before and after a change;
 * in the result those of `before` are the compiled ones and those of `after` the installed.
 */
export function compareClusters(
  before: Cluster,
  after: Cluster,
  chassis: string,
  options: CompileOptions = {},
): Parsed<ChassisDiff> {
  const old = compileChassis(before, chassis, options);
  if (!old.ok) return old;
  const now = compileChassis(after, chassis, options);
  if (!now.ok) return now;
  const diff = diffFlows(old.value, now.value, { ...diffOptionsOf(now.value), isExact: true });
  return { ok: true, value: { ...diff, chassis }, notes: now.notes };
}

function diffOptionsOf({ view }: CompiledChassis): DiffOptions {
  const tunnelByOfport = new Map<number, TunnelEnd>();
  for (const tunnel of view.tunnels) tunnelByOfport.set(tunnel.ofport, { chassis: tunnel.chassis, type: tunnel.type });
  const chassisByUnderlayAddress = new Map<string, string>();
  for (const other of view.cluster.chassis.values()) {
    for (const encap of other.encaps) chassisByUnderlayAddress.set(encap.ip, other.name);
  }
  return { tunnelByOfport, chassisByUnderlayAddress };
}

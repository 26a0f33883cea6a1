import type { Cluster, Parsed } from "@ovn-sim/model";
import { type CompileOptions, compileChassis } from "../compile/index.ts";
import { diffFlows, type FlowDiff, type FlowSet } from "./diff-flows.ts";
import type { TunnelEnd } from "./fan-out.ts";

export type ChassisDiff = FlowDiff & { readonly chassis: string };

/** Compiles a chassis's flows and compares them with the installed ones. */
export function compareChassis(
  cluster: Cluster,
  chassis: string,
  installed: FlowSet,
  options: CompileOptions = {},
): Parsed<ChassisDiff> {
  const compiled = compileChassis(cluster, chassis, options);
  if (!compiled.ok) return compiled;
  const { view } = compiled.value;
  const tunnelByOfport = new Map<number, TunnelEnd>();
  for (const tunnel of view.tunnels) tunnelByOfport.set(tunnel.ofport, { chassis: tunnel.chassis, type: tunnel.type });
  const chassisByUnderlayAddress = new Map<string, string>();
  for (const other of cluster.chassis.values()) {
    for (const encap of other.encaps) chassisByUnderlayAddress.set(encap.ip, other.name);
  }
  const diff = diffFlows(compiled.value, installed, { tunnelByOfport, chassisByUnderlayAddress });
  return { ok: true, value: { ...diff, chassis }, notes: compiled.notes };
}

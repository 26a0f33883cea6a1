import { compileChassis, type TracerOptions } from "@ovn-sim/pipeline";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import type { FlowSource } from "../config/config-schema.ts";
import { type CommandContext, compileOptionsOf } from "../context.ts";
import { readInstalledFlows, readInstalledPorts } from "../snapshot/installed-flows.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";

/** Where packets find their flows: compiled from the databases, dumped from the nodes, or dumped where there is a dump. */
export function tracerOptionsOf(
  context: Pick<CommandContext, "release">,
  snapshot: Snapshot,
  source: FlowSource,
): TracerOptions {
  const compile = compileOptionsOf(context);
  const { assumptions } = snapshot;
  const base = { ports: readInstalledPorts(snapshot), assumptions, ...compile };
  if (source === "compiled") return base;
  if (assumptions.length > 0) return { ...base, installed: (chassis) => unchanged(chassis) };
  const dumped = readInstalledFlows(snapshot);
  if (source === "installed") return { ...base, installed: dumped };
  const isDumped = (chassis: string): boolean => snapshot.installed.get(chassis)?.flows !== undefined;
  return {
    ...base,
    installed: (chassis) => (isDumped(chassis) ? dumped(chassis) : compileChassis(snapshot.cluster, chassis, compile)),
  };
}

/** Flows that were dumped know nothing of changes that are only asked about. */
function unchanged(chassis: string): { readonly ok: false; readonly errors: readonly [Diagnostic] } {
  const message = `the flows dumped from ${chassis} do not change with --set and --unset`;
  return { ok: false, errors: [createDiagnostic("OVN8012", { chassis }, message, "take --flows compiled")] };
}

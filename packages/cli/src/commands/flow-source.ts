import { compileChassis, type TracerOptions } from "@ovn-sim/pipeline";
import type { FlowSource } from "../config/config-schema.ts";
import { type CommandContext, compileOptionsOf } from "../context.ts";
import { readInstalledFlows, readInstalledPorts } from "../snapshot/installed-flows.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";

/** Where packets find their flows: compiled from the databases, dumped from the nodes, or dumped where there is a dump. */
export function tracerOptionsOf(
  context: CommandContext<string>,
  snapshot: Snapshot,
  source: FlowSource,
): TracerOptions {
  const compile = compileOptionsOf(context);
  const base = { ports: readInstalledPorts(snapshot), ...compile };
  if (source === "compiled") return base;
  const dumped = readInstalledFlows(snapshot);
  if (source === "installed") return { ...base, installed: dumped };
  const isDumped = (chassis: string): boolean => snapshot.installed.get(chassis)?.flows !== undefined;
  return {
    ...base,
    installed: (chassis) => (isDumped(chassis) ? dumped(chassis) : compileChassis(snapshot.cluster, chassis, compile)),
  };
}

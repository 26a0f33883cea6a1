import { compileChassis, formatMatch } from "@ovn-sim/pipeline";
import { loadSnapshot } from "ovn-sim";
import type { RecordingResult } from "../parity/compare-recording.ts";

/**
 * Whether a packet ended elsewhere because its arrival is a flow that OVN leaves to chance (OVN5018): a port and a mirror
 * into it want it. What the installed flow makes of the packet is compared all the same, over the installed flows.
 */
export function isLeftToChance(recording: string, { flows, trace }: RecordingResult["mismatches"][number]): boolean {
  if (flows === "installed") return false;
  const { snapshot } = loadSnapshot([recording]);
  const compiled = snapshot === undefined ? undefined : compileChassis(snapshot.cluster, trace.chassis);
  if (compiled?.ok !== true || !compiled.notes.some(({ code }) => code === "OVN5018")) return false;
  const sender = /\bin_port=([^,]+)/.exec(trace.flow)?.[1] ?? "";
  const arrival = `in_port=${compiled.value.view.interfaces.get(sender)?.ofport}`;
  return compiled.value.flows.some(
    ({ table, match, rivals }) => table === 0 && rivals !== undefined && formatMatch(match) === arrival,
  );
}

import { createTracer, type Trace, type Tracer, type TracerOptions } from "@ovn-sim/pipeline";
import { readInstalledFlows, readInstalledPorts, type Snapshot } from "ovn-sim";
import type { RecordedTrace } from "./recorded-traces.ts";
import { isOneOfTies } from "./ties.ts";

/** A recorded packet that ended elsewhere. */
export type TraceMismatch = {
  readonly flows: "compiled" | "installed";
  readonly trace: RecordedTrace;
  readonly got: string;
};

/** How many of the packets that agree do so by less than the whole list of outputs over the first choice of flows. */
export type TraceAllowances = {
  /** `ofproto/trace` stopped before the packet did: its outputs are the first of ours. */
  cutShort: number;
  /** Flows of equal priority select the packet, which OpenFlow leaves open, and by one of them it ends as recorded. */
  tie: number;
};

export type TraceComparison = { readonly mismatches: readonly TraceMismatch[]; readonly allowed: TraceAllowances };

/** Runs recorded packets over compiled and over installed flows; outputs are compared in their order. */
export function compareTraces(snapshot: Snapshot, recorded: readonly RecordedTrace[]): TraceComparison {
  const ports = readInstalledPorts(snapshot);
  const allowed: TraceAllowances = { cutShort: 0, tie: 0 };
  const mismatches = [
    ...mismatchesOf(snapshot, "compiled", { ports }, recorded, allowed),
    ...mismatchesOf(snapshot, "installed", { ports, installed: readInstalledFlows(snapshot) }, recorded, allowed),
  ];
  return { mismatches, allowed };
}

function mismatchesOf(
  { cluster }: Snapshot,
  flows: TraceMismatch["flows"],
  options: TracerOptions,
  recorded: readonly RecordedTrace[],
  allowed: TraceAllowances,
): TraceMismatch[] {
  const tracer = createTracer(cluster, options);
  return recorded.flatMap((trace) => {
    const traced = traceOf(tracer, trace);
    if (!traced.ok) return [{ flows, trace, got: traced.errors[0].message }];
    const outputs = outputsOf(traced.value);
    if (outputs === trace.outputs.join(",")) return [];
    if (trace.cutShort && isCut(trace.outputs.join(","), outputs)) {
      allowed.cutShort++;
      return [];
    }
    const endsSo = (other: Trace): boolean => outputsOf(other) === trace.outputs.join(",");
    const retrace = (prefer: ReadonlySet<bigint>): Trace | undefined => {
      const again = traceOf(createTracer(cluster, { ...options, prefer }), trace);
      return again.ok ? again.value : undefined;
    };
    if (isOneOfTies(traced.value, retrace, endsSo)) {
      allowed.tie++;
      return [];
    }
    return [{ flows, trace, got: `outputs ${outputs || "none"}` }];
  });
}

const traceOf = (tracer: Tracer, { chassis, flow }: RecordedTrace): ReturnType<Tracer["trace"]> =>
  tracer.trace({ kind: "flow", chassis, flow, oneHop: true });

const outputsOf = ({ hops }: Trace): string => hops[0]!.outputs.map(({ ofPort }) => ofPort).join(",");

const isCut = (beginning: string, whole: string): boolean => beginning === "" || whole.startsWith(`${beginning},`);

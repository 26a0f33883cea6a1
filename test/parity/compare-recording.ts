import type { Diagnostic } from "@ovn-sim/model";
import { type ChassisDiff, compareChassis, createTracer, type Tracer } from "@ovn-sim/pipeline";
import { loadSnapshot, readInstalledFlows, readInstalledPorts, type Snapshot } from "ovn-sim";
import { readRecordedTraces, type RecordedTrace } from "./recorded-traces.ts";

/** What one chassis's comparison came to. */
export type ChassisResult =
  | {
      readonly kind: "compared";
      readonly chassis: string;
      readonly diff: ChassisDiff;
      readonly lost: readonly Diagnostic[];
    }
  | { readonly kind: "failed"; readonly chassis: string; readonly errors: readonly Diagnostic[] };

/** A recorded packet that ended elsewhere. */
export type TraceMismatch = {
  readonly flows: "compiled" | "installed";
  readonly trace: RecordedTrace;
  readonly got: string;
};

export type RecordingResult = {
  readonly errors: readonly Diagnostic[];
  readonly chassis: readonly ChassisResult[];
  readonly traces: number;
  readonly mismatches: readonly TraceMismatch[];
};

/** Compares one recording: flows of each chassis, and outputs of each recorded packet over both sets of flows. */
export function compareRecording(path: string, options: { readonly traces: boolean }): RecordingResult {
  const { snapshot, diagnostics } = loadSnapshot([path]);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (snapshot === undefined) return { errors, chassis: [], traces: 0, mismatches: [] };
  const recorded = options.traces ? readRecordedTraces(path) : [];
  return {
    errors,
    chassis: [...snapshot.installed.keys()].map((chassis) => compareOne(snapshot, chassis)),
    traces: recorded.length,
    mismatches: recorded.length === 0 ? [] : compareTraces(snapshot, recorded),
  };
}

function compareOne(snapshot: Snapshot, chassis: string): ChassisResult {
  const installed = readInstalledFlows(snapshot)(chassis);
  if (!installed.ok) return { kind: "failed", chassis, errors: installed.errors };
  const compared = compareChassis(snapshot.cluster, chassis, installed.value);
  if (!compared.ok) return { kind: "failed", chassis, errors: compared.errors };
  const unread = installed.notes.filter(({ severity }) => severity === "error");
  if (unread.length > 0) return { kind: "failed", chassis, errors: unread };
  const lost = compared.notes.filter(({ severity }) => severity === "error");
  return { kind: "compared", chassis, diff: compared.value, lost };
}

function compareTraces(snapshot: Snapshot, recorded: readonly RecordedTrace[]): TraceMismatch[] {
  const ports = readInstalledPorts(snapshot);
  const compiled = createTracer(snapshot.cluster, { ports });
  const installed = createTracer(snapshot.cluster, { ports, installed: readInstalledFlows(snapshot) });
  return [...mismatchesOf(compiled, "compiled", recorded), ...mismatchesOf(installed, "installed", recorded)];
}

/** Outputs are compared in their order. */
function mismatchesOf(
  tracer: Tracer,
  flows: TraceMismatch["flows"],
  recorded: readonly RecordedTrace[],
): TraceMismatch[] {
  return recorded.flatMap((trace) => {
    const { chassis, flow, outputs } = trace;
    const traced = tracer.trace({ kind: "flow", chassis, flow, oneHop: true });
    if (!traced.ok) return [{ flows, trace, got: traced.errors[0].message }];
    const got = traced.value.hops[0]!.outputs.map(({ ofPort }) => ofPort).join(",");
    return got === outputs.join(",") ? [] : [{ flows, trace, got: `outputs ${got || "none"}` }];
  });
}

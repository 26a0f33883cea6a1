import type { Diagnostic } from "@ovn-sim/model";
import { type ChassisDiff, compareChassis } from "@ovn-sim/pipeline";
import { loadSnapshot, readInstalledFlows, type Snapshot } from "ovn-sim";
import { compareOvnTraces, type OvnTraceComparison } from "./compare-ovn-trace.ts";
import { compareTraces, type TraceAllowances, type TraceMismatch } from "./compare-traces.ts";
import { readRecordedOvnTraces } from "./recorded-ovn-traces.ts";
import { readRecordedTraces } from "./recorded-traces.ts";

/** What one chassis's comparison came to. */
export type ChassisResult =
  | {
      readonly kind: "compared";
      readonly chassis: string;
      readonly diff: ChassisDiff;
      readonly lost: readonly Diagnostic[];
    }
  | { readonly kind: "failed"; readonly chassis: string; readonly errors: readonly Diagnostic[] };

export type RecordingResult = {
  readonly errors: readonly Diagnostic[];
  readonly chassis: readonly ChassisResult[];
  readonly traces: number;
  readonly mismatches: readonly TraceMismatch[];
  readonly allowed: TraceAllowances;
  readonly ovnTraces: number;
  readonly ovnTraceComparison: OvnTraceComparison;
};

const NO_TRACES = { mismatches: [], allowed: { cutShort: 0, tie: 0 } } as const;
const NO_OVN_TRACES: OvnTraceComparison = { mismatches: [], ties: 0 };

/** Compares one recording: flows of each chassis, outputs of each recorded packet over both sets of flows, and the ways that ovn-trace gives. */
export function compareRecording(path: string, options: { readonly traces: boolean }): RecordingResult {
  const { snapshot, diagnostics } = loadSnapshot([path]);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (snapshot === undefined)
    return { errors, chassis: [], traces: 0, ovnTraces: 0, ovnTraceComparison: NO_OVN_TRACES, ...NO_TRACES };
  const recorded = options.traces ? readRecordedTraces(path) : [];
  const ovnTraces = options.traces ? readRecordedOvnTraces(path) : [];
  return {
    errors,
    chassis: [...snapshot.installed.keys()].map((chassis) => compareOne(snapshot, chassis)),
    traces: recorded.length,
    ovnTraces: ovnTraces.length,
    ovnTraceComparison: compareOvnTraces([path], snapshot.cluster, ovnTraces),
    ...(recorded.length === 0 ? NO_TRACES : compareTraces(snapshot, recorded)),
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

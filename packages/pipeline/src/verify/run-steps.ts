import type { Cluster, Diagnostic } from "@ovn-sim/model";
import type { Station } from "../trace/station.ts";
import type { Tracing } from "../trace/tracer.ts";
import { checkFlows } from "./check-flows.ts";
import { checkPackets, packetsOfOne, wantsPackets } from "./check-packets.ts";
import { checkFlowLayout } from "./check-skew.ts";
import type { FindingBook } from "./finding-book.ts";
import type { Checked, VerifyOptions } from "./report.ts";
import { type Source, targetsOf } from "./sources.ts";
import { runOf, type Step } from "./steps.ts";

/** A cluster in which flows and packets are looked at. */
export type Ground = {
  readonly cluster: Cluster;
  readonly tracing: Tracing;
  /** Only the chassis whose step it is has all of its flows. */
  readonly isOneAtATime: boolean;
  /** The ports that could send, and those that do. */
  readonly senders: { readonly all: readonly Source[]; readonly chosen: readonly Source[] };
  /** All steps of the work. */
  readonly steps: readonly Step[];
};

export type StepsDone = {
  readonly counted: Omit<Checked, "chassis">;
  /** What was lost or assumed in flows. */
  readonly notes: readonly Diagnostic[];
};

/** Does the steps of a part of the work, and writes down what is found. */
export function runSteps(
  { cluster, tracing, isOneAtATime, senders, steps }: Ground,
  book: FindingBook,
  { shard, installed, onProgress }: VerifyOptions,
): StepsDone {
  const { tracer } = tracing;
  const targets = targetsOf(senders.chosen);
  const packets = wantsPackets(book) ? packetsOfOne(targets.length) : 0;
  const { start, end } = runOf(steps.length, shard);
  const sizeOf = ({ kind }: Step): number => (kind === "flows" ? 1 : packets);
  const total = steps.slice(start, end).reduce((sum, step) => sum + sizeOf(step), 0);
  const counted = { ports: targetsOf(senders.all).length, pairs: 0, traces: 0, flows: 0 };
  const notes: Diagnostic[] = [];

  const lookAtFlows = (name: string): void => {
    const found = tracing.stationOf(name);
    if (!found.ok) return;
    const station = found.value;
    counted.flows += station.flows.flows.length;
    notes.push(...lossesOf(station));
    checkFlows(cluster, station, book);
    if (installed !== undefined) checkFlowLayout(station, book);
  };
  let done = 0;
  for (let at = start; at < end; at++) {
    const step = steps[at]!;
    const { chassis: name } = step;
    book.startStep(1 + at);
    if (isOneAtATime && (at === start || steps[at - 1]!.chassis !== name)) tracing.complete(name);
    if (step.kind === "flows") lookAtFlows(name);
    else if (packets > 0) {
      const onPackets = onProgress && ((some: number) => onProgress(done + some, total));
      const followed = checkPackets(step.source, targets, { cluster, tracer, book, onPackets });
      counted.pairs += followed.pairs;
      counted.traces += followed.traces;
    }
    if (isOneAtATime && (at + 1 === end || steps[at + 1]!.chassis !== name)) tracing.forget(name);
    done += sizeOf(step);
    onProgress?.(done, total);
  }
  return { counted, notes };
}

/** What was lost or assumed in the flows of a chassis; what is predicted since its database is missing is told as an assumption. */
function lossesOf({ view, flowNotes }: Station): readonly Diagnostic[] {
  const predicted = new Set(view.predictions.map(({ message }) => message));
  return flowNotes.filter(({ message }) => !predicted.has(message));
}

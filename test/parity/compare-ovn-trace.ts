import type { Tracer } from "@ovn-sim/pipeline";
import { logicalWaysOf, type LogicalWays, stageKey, waysOf } from "./logical-ways.ts";
import { parseOvnTrace } from "./ovn-trace-text.ts";
import type { RecordedOvnTrace } from "./recorded-ovn-traces.ts";

/** A recorded answer of ovn-trace that ours differs from. */
export type OvnTraceMismatch = { readonly trace: RecordedOvnTrace; readonly got: string };

/** Compares the stages that each copy passes, the logical flow in each, and the ports reached. */
export function compareOvnTrace(tracer: Tracer, trace: RecordedOvnTrace): OvnTraceMismatch | undefined {
  const recorded = waysOfAnswer(trace.text);
  const traced = tracer.trace({ kind: "microflow", text: trace.microflow });
  if (!traced.ok) return { trace, got: traced.errors[0].message };
  const own = logicalWaysOf(traced.value);
  if (recorded === undefined) return { trace, got: `ovn-trace gives no trace: ${trace.text.slice(0, 200)}` };
  const difference = differenceOf(own, recorded);
  return difference === undefined ? undefined : { trace, got: difference };
}

function waysOfAnswer(text: string): LogicalWays | undefined {
  const answer = parseOvnTrace(text);
  if (!answer.ok) return undefined;
  const stages = answer.stages.map(({ parent, datapath, pipeline, tableId, uuid }) => ({
    parent,
    key: stageKey(datapath, pipeline, tableId, uuid),
    silent: false,
  }));
  return { ways: waysOf(stages), ports: answer.stages.flatMap(({ outputs }) => outputs).sort() };
}

function differenceOf(own: LogicalWays, recorded: LogicalWays): string | undefined {
  if (own.ports.join(" ") !== recorded.ports.join(" "))
    return `reached ${own.ports.join(" ") || "none"}, recorded ${recorded.ports.join(" ") || "none"}`;
  const count = Math.max(own.ways.length, recorded.ways.length);
  for (let i = 0; i < count; i++) {
    const [here, there] = [own.ways[i]?.split("\n") ?? [], recorded.ways[i]?.split("\n") ?? []];
    const at = Array.from({ length: Math.max(here.length, there.length) }).findIndex((_, k) => here[k] !== there[k]);
    if (at >= 0) return `stage ${at} of way ${i} is ${here[at] ?? "none"}, recorded ${there[at] ?? "none"}`;
  }
  return undefined;
}

import type { LogicalStep, Trace, TraceHop } from "@ovn-sim/pipeline";

/**
 * The way of one copy through the logical network: its stages from the first to the last, each as
 * `datapath pipeline table uuid`.
 */
export type LogicalWays = {
  /** Sorted; equal ways of several copies each count. */
  readonly ways: readonly string[];
  /** The logical ports that copies were put out to, sorted. */
  readonly ports: readonly string[];
};

/** A stage of a way as both ovn-trace and a trace of ours can be brought to. */
export type Stage = {
  readonly parent: number | undefined;
  readonly key: string;
  /** Passed without a word. */
  readonly silent: boolean;
};

/** The ways from the first stage to each that no other follows. Silent stages are left out. */
export function waysOf(stages: readonly Stage[]): string[] {
  const followed = new Set(stages.map(({ parent }) => parent));
  const ways: string[] = [];
  stages.forEach((_, index) => {
    if (followed.has(index)) return;
    const way: string[] = [];
    for (let at: number | undefined = index; at !== undefined; at = stages[at]!.parent)
      if (!stages[at]!.silent) way.unshift(stages[at]!.key);
    ways.push(way.join("\n"));
  });
  return ways.sort();
}

/** The ways of a trace over all chassis, and the ports reached. The trace must have been asked for its logical stages. */
export function logicalWaysOf(trace: Trace): LogicalWays {
  const stages: Stage[] = [];
  const firstOf: number[] = [];
  trace.hops.forEach((hop) => {
    firstOf.push(stages.length);
    const sent = hop.tunnel === undefined ? undefined : trace.tunnels[hop.tunnel]!;
    const door = sent === undefined ? undefined : stageBefore(trace.hops[sent.hop]!, sent.step, firstOf[sent.hop]!);
    for (const step of hop.logical!) {
      const parent = step.parent === undefined ? door : firstOf.at(-1)! + step.parent;
      stages.push({ parent, key: keyOf(step), silent: isSilent(step) });
    }
  });
  const left = [...trace.deliveries, ...trace.departures];
  const ports = left.map(({ hop, step }) => {
    const at = stageBefore(trace.hops[hop]!, step, 0);
    return at === undefined ? "" : (trace.hops[hop]!.logical![at]!.outport ?? "");
  });
  return { ways: waysOf(stages), ports: ports.sort() };
}

/** The last logical stage on the way to a step; `first` is the index of the hop's first. */
function stageBefore(hop: TraceHop, step: number, first: number): number | undefined {
  const byStep = new Map(hop.logical!.map((stage, index) => [stage.step, index]));
  for (let at: number | undefined = step; at !== undefined; at = hop.steps[at]!.parent) {
    const index = byStep.get(at);
    if (index !== undefined) return first + index;
  }
  return undefined;
}

function keyOf({ datapath, pipeline, tableId, flow }: LogicalStep): string {
  return stageKey(datapath.replace(/^\w+ /, ""), pipeline, tableId, flow?.uuid.slice(0, 8));
}

export function stageKey(datapath: string, pipeline: string, tableId: number, uuid: string | undefined): string {
  return `${datapath} ${pipeline} ${tableId} ${uuid ?? "no match"}`;
}

/** ovn-trace(8) leaves out stages that every packet passes, with nothing done to it, to the next table. */
function isSilent({ flow }: LogicalStep): boolean {
  return flow !== undefined && flow.match.trim() === "1" && /^next;$/.test(flow.actions.trim());
}

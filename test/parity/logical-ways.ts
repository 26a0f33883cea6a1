import type { Cluster } from "@ovn-sim/model";
import { isSilentFlow, type LogicalStep, type Trace, type TraceHop } from "@ovn-sim/pipeline";
import type { OtherChassis } from "./continue-elsewhere.ts";

/**
 * The ways of all copies of a packet through the logical network. A way is its stages from the first to the last, each
 * as `datapath pipeline table uuid`, a line each; equal ways of several copies each count.
 */
export type LogicalWays = {
  readonly ways: readonly string[];
  /** The logical ports that copies were put out to, sorted. */
  readonly ports: readonly string[];
};

/** A stage of a way as both ovn-trace and a trace of ours can be brought to. */
export type Stage = {
  /** Index of the stage before. */
  readonly parent: number | undefined;
  readonly key: string;
  /** Passed without a word. */
  readonly silent: boolean;
};

export function stageKey(datapath: string, pipeline: string, tableId: number, uuid: string | undefined): string {
  return `${datapath} ${pipeline} ${tableId} ${uuid ?? "no match"}`;
}

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
export function logicalWaysOf(trace: Trace, cluster: Cluster, others: OtherChassis): LogicalWays {
  const collected = new WayCollector(cluster, others);
  collected.addTrace(trace, undefined);
  return { ways: waysOf(collected.stages), ports: collected.ports.sort() };
}

class WayCollector {
  readonly stages: Stage[] = [];
  readonly ports: string[] = [];
  readonly #cluster: Cluster;
  readonly #others: OtherChassis;

  constructor(cluster: Cluster, others: OtherChassis) {
    this.#cluster = cluster;
    this.#others = others;
  }

  /** Adds a trace whose packet was made, or was first met, in the stage `door`. */
  addTrace(trace: Trace, door: number | undefined): void {
    const placesOf: (readonly (number | undefined)[])[] = [];
    const doors: (number | undefined)[] = [];
    const placeOf = (hop: number, step: number): number | undefined => {
      const at = stageBefore(trace.hops[hop]!, step);
      return at === undefined ? doors[hop] : placesOf[hop]![at];
    };
    trace.hops.forEach((hop, index) => {
      const sent = hop.tunnel === undefined ? undefined : trace.tunnels[hop.tunnel]!;
      const waited = hop.resumed === true ? trace.controller.findLast((told) => told.hop < index) : undefined;
      if (sent !== undefined) doors.push(placeOf(sent.hop, sent.step));
      else
        doors.push(
          waited === undefined ? door : placeOf(waited.hop, stepOfTable(trace.hops[waited.hop]!, waited.table)),
        );
      placesOf.push(this.#addHop(trace, hop, index, doors[index]));
    });
    for (const { hop, table, made } of trace.controller) {
      if (made === undefined) continue;
      this.addTrace(made, placeOf(hop, stepOfTable(trace.hops[hop]!, table)));
    }
    for (const { hop, step } of [...trace.deliveries, ...trace.departures]) {
      const at = stageBefore(trace.hops[hop]!, step);
      const isCounted = at !== undefined && placesOf[hop]![at] !== undefined;
      if (isCounted) this.ports.push(trace.hops[hop]!.logical![at]!.outport ?? "");
    }
  }

  /** Where each of the hop's stages is in the list; undefined for those that something else was put in the place of. */
  #addHop(trace: Trace, hop: TraceHop, index: number, door: number | undefined): readonly (number | undefined)[] {
    const places: (number | undefined)[] = [];
    const replaced = new Set<number>();
    hop.logical!.forEach((step, at) => {
      if (step.parent !== undefined && replaced.has(step.parent)) {
        replaced.add(at);
        places.push(undefined);
        return;
      }
      const key = keyOf(step);
      // A packet that waited for ovn-controller goes on in the stage that it waited in.
      if (step.parent === undefined && door !== undefined && this.stages[door]!.key === key) {
        places.push(door);
        return;
      }
      const place = this.stages.length;
      places.push(place);
      this.stages.push({
        parent: step.parent === undefined ? door : places[step.parent],
        key,
        silent: step.flow !== undefined && isSilentFlow(step.flow),
      });
      if (!this.#endsForWantOfTunnel(trace, index, at)) return;
      replaced.add(at);
      this.#addElsewhere(step.outport!, hop.finalPacket, place);
    });
    return places;
  }

  /** Whether the packet's outport is bound to another chassis, and no tunnel takes it there: see {@link OtherChassis}. */
  #endsForWantOfTunnel(trace: Trace, hop: number, stage: number): boolean {
    const { chassis, logical } = trace.hops[hop]!;
    const { pipeline, outport } = logical![stage]!;
    if (pipeline !== "ingress" || outport === undefined) return false;
    const bound = this.#cluster.port(outport)?.chassis;
    if (bound === undefined || bound.name === chassis || bound.isRemote) return false;
    const crosses = trace.tunnels.some(
      (tunnel) => tunnel.hop === hop && stageBefore(trace.hops[hop]!, tunnel.step) === stage,
    );
    return !crosses;
  }

  #addElsewhere(port: string, packet: string, from: number): void {
    const { stages, isDelivered } = this.#others.egressOf(port, packet);
    let parent = from;
    for (const key of stages) {
      this.stages.push({ parent, key, silent: false });
      parent = this.stages.length - 1;
    }
    if (isDelivered) this.ports.push(port);
  }
}

/** The last logical stage on the way to a step. */
function stageBefore(hop: TraceHop, step: number): number | undefined {
  const byStep = new Map(hop.logical!.map((stage, index) => [stage.step, index]));
  for (let at: number | undefined = step; at !== undefined; at = hop.steps[at]!.parent) {
    const index = byStep.get(at);
    if (index !== undefined) return index;
  }
  return undefined;
}

/** The step in which a packet was handed to ovn-controller: it may pass the same table again, in another datapath. */
function stepOfTable(hop: TraceHop, table: number): number {
  return hop.steps.findLastIndex((step) => step.table === table && step.effects.includes("to ovn-controller"));
}

function keyOf({ datapath, pipeline, tableId, flow }: LogicalStep): string {
  return stageKey(datapath.replace(/^\w+ /, ""), pipeline, tableId, flow?.uuid.slice(0, 8));
}

import type { Cluster } from "@ovn-sim/model";
import { type Field, type Flow, formatActions, formatFieldValue, formatMatch, type Words } from "../openflow/index.ts";
import type { Origins } from "../origin/index.ts";
import { tableKey } from "../release/index.ts";
import type { Heard } from "./heard-step.ts";
import type { LogicalStages } from "./logical-stages.ts";
import { datapathName, outportName } from "./names.ts";
import type { TraceStep } from "./types.ts";

/** What became of a packet in a step: already in words, or the numbers to put in words when somebody asks. */
export type Effect =
  | string
  | { readonly kind: "field"; readonly name: string; readonly field: Field; readonly value: Words }
  | { readonly kind: "outport"; readonly datapathKey: number; readonly key: number }
  | { readonly kind: "datapath"; readonly key: number }
  | { readonly kind: "output"; readonly port: string };

/** What of a step is the same each time that its flow is met in its datapath. */
type Standing = {
  readonly [K in keyof Omit<TraceStep, "table" | "depth" | "parent" | "effects">]-?: TraceStep[K] | undefined;
};

/** Most flows are of one datapath; those of none are met in many. */
type Kept = {
  readonly datapathKey: number;
  readonly standing: Standing;
  readonly elsewhere: Map<number, Standing>;
};

const DROP: readonly string[] = Object.freeze(["drop"]);

/**
 * Puts steps in words. Packets of one cluster meet the same flows again and again, so what is said of a flow in a datapath
 * is made once and kept as long as the flow: it is the same object in every trace.
 */
export class StepWords {
  readonly #cluster: Cluster;
  readonly #stages: LogicalStages;
  readonly #origins: Origins;
  readonly #standing = new WeakMap<Flow, Kept>();
  /** Of lookups in the datapaths that there are which found nothing, by {@link tableKey}. */
  readonly #missed = new Map<number, Standing>();

  constructor(cluster: Cluster, stages: LogicalStages, origins: Origins) {
    this.#cluster = cluster;
    this.#stages = stages;
    this.#origins = origins;
  }

  stepOf(step: Heard): TraceStep {
    const { table, depth, parent } = step;
    const said = step.effects;
    const isDrop = said.length === 0 && step.flow !== undefined && step.flow.actions.length === 0;
    const effects = isDrop ? DROP : said;
    return joinStep(table, depth, parent, this.#standingOf(step), effects);
  }

  textOf(effect: Effect): string {
    if (typeof effect === "string") return effect;
    switch (effect.kind) {
      case "field":
        return `${effect.name} = ${formatFieldValue(effect.field, effect.value)}`;
      case "outport":
        return `-> ${outportName(this.#cluster, effect.datapathKey, effect.key)}`;
      case "datapath":
        return `enters ${datapathName(this.#cluster, effect.key)}`;
      case "output":
        return `output to ${effect.port}`;
    }
  }

  /** A flow is in one table, so the table need not be asked. */
  #standingOf({ table, flow, datapathKey }: Heard): Standing {
    if (flow === undefined) return this.#missedOf(table, datapathKey);
    const kept = this.#standing.get(flow);
    if (kept?.datapathKey === datapathKey) return kept.standing;
    let standing = kept?.elsewhere.get(datapathKey);
    if (standing !== undefined) return standing;
    standing = this.#describe(table, flow, datapathKey);
    if (kept === undefined) this.#standing.set(flow, { datapathKey, standing, elsewhere: new Map<number, Standing>() });
    else kept.elsewhere.set(datapathKey, standing);
    return standing;
  }

  #missedOf(table: number, datapathKey: number): Standing {
    const place = tableKey(datapathKey, table);
    let standing = this.#missed.get(place);
    if (standing !== undefined) return standing;
    standing = this.#describe(table, undefined, datapathKey);
    if (this.#cluster.southbound.datapathByKey.has(datapathKey)) this.#missed.set(place, standing);
    return standing;
  }

  #describe(table: number, flow: Flow | undefined, datapathKey: number): Standing {
    const stage = this.#stages.stageOf(table, datapathKey);
    const logical = stage === undefined || flow === undefined ? undefined : this.#stages.logicalFlow(flow, stage);
    const northbound = logical === undefined ? undefined : this.#origins.ofLogicalFlow(logical, datapathKey);
    return {
      flow: flow === undefined ? undefined : textsOf(flow),
      datapath: datapathKey === 0 ? undefined : datapathName(this.#cluster, datapathKey),
      pipeline: stage?.pipeline,
      stage: stage?.stage,
      logicalMatch: logical?.match,
      northbound,
    };
  }
}

/**
 * A step has no members that it has nothing for. The forms that nearly all steps have are written out: they are made several
 * times as fast as member by member.
 */
export function joinStep(
  table: number,
  depth: number,
  parent: number,
  { flow, datapath, pipeline, stage, logicalMatch, northbound }: Standing,
  effects: readonly string[],
): TraceStep {
  if (parent >= 0 && datapath !== undefined) {
    if (flow !== undefined && pipeline !== undefined && stage !== undefined && logicalMatch !== undefined) {
      return northbound === undefined
        ? { table, depth, parent, flow, datapath, pipeline, stage, logicalMatch, effects }
        : { table, depth, parent, flow, datapath, pipeline, stage, logicalMatch, northbound, effects };
    }
    const isPhysical = pipeline === undefined && stage === undefined && logicalMatch === undefined;
    if (isPhysical && northbound === undefined) {
      return flow === undefined
        ? { table, depth, parent, datapath, effects }
        : { table, depth, parent, flow, datapath, effects };
    }
  }
  return {
    table,
    depth,
    ...(parent < 0 ? {} : { parent }),
    ...(flow === undefined ? {} : { flow }),
    ...(datapath === undefined ? {} : { datapath }),
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(stage === undefined ? {} : { stage }),
    ...(logicalMatch === undefined ? {} : { logicalMatch }),
    ...(northbound === undefined ? {} : { northbound }),
    effects,
  };
}

function textsOf({ priority, cookie, match, actions }: Flow): NonNullable<TraceStep["flow"]> {
  return {
    priority,
    cookie: `0x${cookie.toString(16)}`,
    match: formatMatch(match),
    actions: formatActions(actions),
  };
}

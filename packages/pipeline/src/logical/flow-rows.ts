import type { LogicalFlow, Southbound, Uuid } from "@ovn-sim/model";
import type { FlowOrigin } from "../openflow/flow.ts";
import type { Pipeline } from "./actions/context.ts";
import { cookieOf } from "../chassis/index.ts";
import type { FlowActions } from "./flow-texts.ts";

/** What a row of Logical_Flow says, each column read once: a column of a row is decoded anew each time it is asked for. */
export type FlowRow = {
  /** Shared by every flow that comes of the row. */
  readonly origin: FlowOrigin;
  readonly cookie: number;
  /** The port that northd says the flow is about (`tags:in_out_port`). */
  readonly port: string | undefined;
  /** Whether ports and protocols are the connection's (`tags:acl_ct_translation`). */
  readonly isTranslated: boolean;
  readonly pipeline: Pipeline;
  /** The logical table within the pipeline. */
  readonly stage: number;
  readonly priority: number;
  readonly meter: string | undefined;
  readonly match: string;
  readonly actions: string;
  /** The actions read, when they are the same for every chassis. */
  read: FlowActions | undefined;
};

/** A row of Logical_Flow that is read when it concerns a chassis. */
export class FlowSource {
  /** Its own datapath; absent when it is one of a group. */
  readonly datapath: Uuid | undefined;
  readonly group: readonly Uuid[];
  readonly #flow: LogicalFlow;
  #row: FlowRow | undefined;

  constructor(flow: LogicalFlow, southbound: Southbound) {
    this.#flow = flow;
    this.datapath = flow.logical_datapath;
    const group = this.datapath === undefined ? flow.logical_dp_group : undefined;
    this.group = (group === undefined ? undefined : southbound.dpGroup(group)?.datapaths) ?? NONE;
  }

  get row(): FlowRow {
    return (this.#row ??= readRow(this.#flow));
  }

  /** The row without keeping it: its texts take more memory than the flows that come of it. */
  readOnce(): FlowRow {
    return this.#row ?? readRow(this.#flow);
  }
}

const NONE: readonly Uuid[] = [];

function readRow(flow: LogicalFlow): FlowRow {
  const { uuid, tags } = flow;
  return {
    origin: { table: "Logical_Flow", uuid },
    cookie: cookieOf(uuid),
    port: tags.get("in_out_port"),
    isTranslated: tags.get("acl_ct_translation") === "true",
    pipeline: flow.pipeline === "ingress" ? "ingress" : "egress",
    stage: flow.table_id,
    priority: flow.priority,
    meter: flow.controller_meter,
    match: flow.match,
    actions: flow.actions,
    read: undefined,
  };
}

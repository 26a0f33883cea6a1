import type { NorthboundName } from "../../origin/index.ts";

/** The row of Logical_Flow that decided in a stage. */
export type LogicalStepFlow = {
  readonly uuid: string;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  /** Where ovn-northd made it: file and line of its source. */
  readonly source?: string;
  /** What ovn-northd says about it. */
  readonly description?: string;
  /** `external_ids:stage-hint`: the first eight digits of a Northbound row's UUID. */
  readonly hint?: string;
  /** That row, or the one that says the same in this datapath. */
  readonly northbound?: NorthboundName;
};

/** A logical stage on the way of a packet, in the words of ovn-sb(5), Logical_Flow. */
export type LogicalStep = {
  /** Index of the lookup among the hop's steps. */
  readonly step: number;
  /** Index of the stage before it in this list; absent for the hop's first. Stages with the same one are copies' ways. */
  readonly parent?: number;
  readonly datapath: string;
  readonly pipeline: "ingress" | "egress";
  /** `Logical_Flow.table_id`. */
  readonly tableId: number;
  readonly stage?: string;
  readonly inport?: string;
  /** In the egress pipeline, and in the last stage of the ingress pipeline: earlier it is not settled. */
  readonly outport?: string;
  /** Absent when no flow matched, and for a flow that the Southbound does not know (any more). */
  readonly flow?: LogicalStepFlow;
  /** Why there is no flow. */
  readonly missing?: "no-match" | "unknown-cookie";
  /** What became of the packet here, and in the tables that the stage's actions asked, in words. */
  readonly effects: readonly string[];
};

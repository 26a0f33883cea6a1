import type { Cluster } from "@ovn-sim/model";
import { isDecider, type NorthboundName, type Origins } from "../origin/index.ts";
import type { HeardStep } from "./heard-step.ts";
import type { LogicalStages } from "./logical-stages.ts";
import { outportName } from "./names.ts";

/** What names stages, rows and ports. */
export type CulpritContext = {
  readonly cluster: Cluster;
  readonly stages: LogicalStages;
  readonly origins: Origins;
};

/**
 * The stages that carry out what one before them found (ovn-northd(8), "ACL action" and "Ingress Port Security - apply").
 * From 23.09 an ACL only leaves its verdict in a register.
 */
const ACL_VERDICT = /^ls_(?:in|out)_acl_(?:\w+_)?action$/;
const PORT_SECURITY_VERDICT = /^ls_(in|out)_apply_port_sec$/;

/** Who dropped a packet in a step, by a name that people know; undefined when it is nobody with a name. */
export function culpritOf(heard: readonly HeardStep[], at: number, context: CulpritContext): string | undefined {
  const step = heard[at]!;
  const stage = context.stages.stageOf(step.table, step.datapathKey)?.stage;
  const own = deciderOf(step, context);
  if (own !== undefined) return own.brief;
  if (stage === undefined) return undefined;
  if (ACL_VERDICT.test(stage)) return aclBefore(heard, at, context)?.brief;
  const side = PORT_SECURITY_VERDICT.exec(stage)?.[1];
  if (side === undefined) return undefined;
  const port = outportName(context.cluster, step.datapathKey, side === "in" ? step.inportKey : step.outportKey);
  return `port security of switch port ${port}`;
}

/** The row that a step's logical flow was made for, when rows like it decide. */
function deciderOf({ table, datapathKey, flow }: HeardStep, context: CulpritContext): NorthboundName | undefined {
  if (flow === undefined) return undefined;
  const { stages, origins } = context;
  const stage = stages.stageOf(table, datapathKey);
  const row = stage === undefined ? undefined : stages.logicalFlow(flow, stage);
  const named = row === undefined ? undefined : origins.ofLogicalFlow(row, datapathKey);
  return named !== undefined && isDecider(named.table) ? named : undefined;
}

/** The ACL that was last met on the way to a step, within the same pipeline of the same switch. */
function aclBefore(heard: readonly HeardStep[], at: number, context: CulpritContext): NorthboundName | undefined {
  const { table, datapathKey } = heard[at]!;
  const pipeline = context.stages.stageOf(table, datapathKey)?.pipeline;
  for (let index = heard[at]!.parent; index >= 0; index = heard[index]!.parent) {
    const step = heard[index]!;
    const stage = context.stages.stageOf(step.table, step.datapathKey);
    if (step.datapathKey !== datapathKey || (stage !== undefined && stage.pipeline !== pipeline)) return undefined;
    const decider = deciderOf(step, context);
    if (decider?.table === "ACL") return decider;
  }
  return undefined;
}

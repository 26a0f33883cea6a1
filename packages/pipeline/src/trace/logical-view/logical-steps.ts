import type { Cluster, LogicalFlow } from "@ovn-sim/model";
import { describeDatapathRow, type NorthboundName, type Origins } from "../../origin/index.ts";
import type { HeardStep } from "../heard-step.ts";
import type { LogicalStage, LogicalStages } from "../logical-stages.ts";
import { outportName } from "../names.ts";
import type { LogicalStep, LogicalStepFlow } from "./types.ts";

/** What names the stages, the rows and the ports. */
export type LogicalViewContext = {
  readonly cluster: Cluster;
  readonly stages: LogicalStages;
  readonly origins: Origins;
};

/**
 * The logical stages among the lookups of one chassis. Each copy's way is told to its end before the next copy's: what
 * conntrack sends round again stands under the stage that sent it.
 */
export function logicalSteps(heard: readonly HeardStep[], context: LogicalViewContext): LogicalStep[] {
  const children = childrenOf(heard);
  const steps: LogicalStep[] = [];
  const waiting: Turn[] = rootsOf(heard).map((index) => ({ index, parent: undefined }));
  for (let turn = waiting.pop(); turn !== undefined; turn = waiting.pop()) {
    const { index, parent } = turn;
    const below = children[index]!;
    const told = describe(index, heard[index]!, parent, context);
    if (told !== undefined) {
      const asked = below.filter((one) => context.stages.isSideTable(heard[one]!.table));
      const effects = told.effects.concat(...asked.map((one) => heard[one]!.effects));
      steps.push({ ...told, ...outportAfter(heard[index]!, below, heard, context), effects });
    }
    const next = told === undefined ? parent : steps.length - 1;
    for (let i = below.length - 1; i >= 0; i--) waiting.push({ index: below[i]!, parent: next });
  }
  return steps;
}

type Turn = { readonly index: number; readonly parent: number | undefined };

function childrenOf(heard: readonly HeardStep[]): readonly (readonly number[])[] {
  const children: number[][] = heard.map(() => []);
  heard.forEach(({ parent }, index) => children[parent]?.push(index));
  return children;
}

/** Last first, as a stack wants them. */
function rootsOf(heard: readonly HeardStep[]): number[] {
  return [...heard.keys()].filter((index) => heard[index]!.parent < 0).reverse();
}

function describe(
  index: number,
  heard: HeardStep,
  parent: number | undefined,
  context: LogicalViewContext,
): LogicalStep | undefined {
  const { cluster, stages } = context;
  const stage = stages.stageOf(heard.table, heard.datapathKey);
  if (stage === undefined) return undefined;
  const { pipeline, tableId } = stage;
  const datapath = cluster.southbound.datapathByKey.get(heard.datapathKey);
  return {
    step: index,
    ...(parent === undefined ? {} : { parent }),
    datapath: datapath === undefined ? `datapath ${heard.datapathKey}` : describeDatapathRow(datapath, cluster),
    pipeline,
    tableId,
    ...(stage.stage === undefined ? {} : { stage: stage.stage }),
    ...(heard.inportKey === 0 ? {} : { inport: outportName(cluster, heard.datapathKey, heard.inportKey) }),
    ...flowOf(heard, stage, context),
    effects: heard.effects,
  };
}

/** The outport of a stage: it is settled in the egress pipeline, and where a packet has just left the ingress pipeline. */
function outportAfter(
  step: HeardStep,
  below: readonly number[],
  heard: readonly HeardStep[],
  { cluster, stages }: LogicalViewContext,
): Pick<LogicalStep, "outport"> {
  const isEgress = stages.stageOf(step.table, step.datapathKey)?.pipeline === "egress";
  const settled = isEgress ? step : heard[below.find((index) => stages.isOutput(heard[index]!.table)) ?? -1];
  if (settled === undefined || settled.outportKey === 0) return {};
  return { outport: outportName(cluster, settled.datapathKey, settled.outportKey) };
}

function flowOf(
  { flow, datapathKey }: HeardStep,
  stage: LogicalStage,
  { stages, origins }: LogicalViewContext,
): Pick<LogicalStep, "flow" | "missing"> {
  if (flow === undefined) return { missing: "no-match" };
  const row = stages.logicalFlow(flow, stage);
  if (row === undefined) return { missing: "unknown-cookie" };
  return { flow: describeFlow(row, origins.ofLogicalFlow(row, datapathKey)) };
}

function describeFlow(row: LogicalFlow, northbound: NorthboundName | undefined): LogicalStepFlow {
  const { uuid, priority, match, actions, external_ids: ids, flow_desc: description } = row;
  const source = ids.get("source");
  const hint = ids.get("stage-hint");
  return {
    uuid,
    priority,
    match,
    actions,
    ...(source === undefined ? {} : { source }),
    ...(description === undefined ? {} : { description }),
    ...(hint === undefined ? {} : { hint }),
    ...(northbound === undefined ? {} : { northbound }),
  };
}

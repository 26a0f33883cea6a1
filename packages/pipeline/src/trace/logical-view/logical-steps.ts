import type { Cluster, LogicalFlow } from "@ovn-sim/model";
import { describeDatapathRow, type Origins } from "../../origin/index.ts";
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
    const told = describe(index, heard[index]!, parent, context);
    if (told !== undefined) steps.push(told);
    const next = told === undefined ? parent : steps.length - 1;
    const below = children[index]!;
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
  const port = (key: number): string => outportName(cluster, heard.datapathKey, key);
  const datapath = cluster.southbound.datapathByKey.get(heard.datapathKey);
  return {
    step: index,
    ...(parent === undefined ? {} : { parent }),
    datapath: datapath === undefined ? `datapath ${heard.datapathKey}` : describeDatapathRow(datapath, cluster),
    pipeline,
    tableId,
    ...(stage.stage === undefined ? {} : { stage: stage.stage }),
    ...(heard.inportKey === 0 ? {} : { inport: port(heard.inportKey) }),
    ...(heard.outportKey === 0 || pipeline === "ingress" ? {} : { outport: port(heard.outportKey) }),
    ...flowOf(heard, stage, context),
    effects: heard.effects,
  };
}

function flowOf(
  { flow }: HeardStep,
  stage: LogicalStage,
  { stages, origins }: LogicalViewContext,
): Pick<LogicalStep, "flow" | "missing"> {
  if (flow === undefined) return { missing: "no-match" };
  const row = stages.logicalFlow(flow.cookie, stage);
  return row === undefined ? { missing: "unknown-cookie" } : { flow: describeFlow(row, origins) };
}

function describeFlow(row: LogicalFlow, origins: Origins): LogicalStepFlow {
  const { uuid, priority, match, actions, external_ids: ids, flow_desc: description } = row;
  const source = ids.get("source");
  const hint = ids.get("stage-hint");
  const origin = hint === undefined ? undefined : origins.ofRow("Logical_Flow", uuid);
  return {
    uuid,
    priority,
    match,
    actions,
    ...(source === undefined ? {} : { source }),
    ...(description === undefined ? {} : { description }),
    ...(hint === undefined ? {} : { hint }),
    ...(origin === undefined || origin.northbound.length === 0 ? {} : { northbound: origin.text }),
  };
}

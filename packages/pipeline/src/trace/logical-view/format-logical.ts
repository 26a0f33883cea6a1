import { formatOpenflowStep } from "../format-openflow.ts";
import type { TraceStyle } from "../trace-style.ts";
import type { TraceHop, TraceStep } from "../types.ts";
import { isSilentFlow } from "./silent.ts";
import type { LogicalStep } from "./types.ts";

export type FormatLogicalOptions = {
  readonly style: TraceStyle;
  /** Put the OpenFlow lookups of each stage under it. */
  readonly openflow: boolean;
};

/** The way through one chassis by its logical stages; stages that every packet just passes are left out. */
export function formatLogicalHop(hop: TraceHop, { style, openflow }: FormatLogicalOptions): string[] {
  const stages = hop.logical ?? [];
  const lookups = openflow ? lookupsByStage(hop) : undefined;
  const under = (stage: number): string[] =>
    (lookups?.get(stage) ?? []).flatMap((step) =>
      formatOpenflowStep(step, style).map((line) => `${LOOKUP_INDENT}${line}`),
    );
  const lines = under(BEFORE_ALL);
  const levels = levelsOf(stages);
  let around: string | undefined;
  stages.forEach((stage, index) => {
    if (!openflow && stage.flow !== undefined && isSilentFlow(stage.flow)) return;
    const indent = INDENT.repeat(levels[index]! + 1);
    const title = `${indent}${titleOf(stage)}`;
    if (title !== around) lines.push(style.title(title));
    around = title;
    lines.push(...formatStage(stage, indent, style), ...under(index));
  });
  return lines;
}

const INDENT = "  ";
const STAGE_INDENT = "        ";
const LOOKUP_INDENT = "      ";
const UUID_SHOWN = 8;

function titleOf({ pipeline, datapath, inport, outport }: LogicalStep): string {
  const from = inport === undefined ? "" : `, from ${inport}`;
  const to = outport === undefined || pipeline === "ingress" ? "" : `, to ${outport}`;
  return `${pipeline} of ${datapath}${from}${to}`;
}

function formatStage(step: LogicalStep, indent: string, style: TraceStyle): string[] {
  const { tableId, stage, flow, missing, effects } = step;
  const head = `${indent}  ${String(tableId).padStart(2)}. ${stage ?? `table ${tableId}`}`;
  const inner = `${indent}${STAGE_INDENT}`;
  const told = effects.length === 0 ? [] : [`${inner}=> ${effects.join(", ")}`];
  if (flow === undefined) {
    const why = missing === "no-match" ? "no logical flow matches" : "the Southbound has no row of this flow's cookie";
    return [`${head}   ${style.bad(why)}`, ...told];
  }
  const { match, priority, uuid, source, actions, northbound } = flow;
  const place = [`priority ${priority}`, `uuid ${uuid.slice(0, UUID_SHOWN)}`, source].filter(Boolean).join(", ");
  const name = northbound === undefined ? [] : [style.name(`${inner}for ${northbound.text}`)];
  return [`${head}   ${match}   ${style.dim(place)}`, ...name, style.dim(`${inner}${actions}`), ...told];
}

/** How many times the packet was copied on the way to each stage: a copy's way stands further in than what it left. */
function levelsOf(stages: readonly LogicalStep[]): readonly number[] {
  const followers = new Map<number | undefined, number>();
  for (const { parent } of stages) followers.set(parent, (followers.get(parent) ?? 0) + 1);
  const levels: number[] = [];
  for (const { parent } of stages) {
    const before = parent === undefined ? 0 : levels[parent]!;
    levels.push(before + (followers.get(parent)! > 1 ? 1 : 0));
  }
  return levels;
}

/** Stands for the lookups before the first stage. */
const BEFORE_ALL = -1;

/** The lookups of each stage: its own, and those after it up to the next stage. */
function lookupsByStage({ logical = [], steps }: TraceHop): ReadonlyMap<number, readonly TraceStep[]> {
  const stageOfStep = new Map(logical.map((stage, index) => [stage.step, index]));
  const lookups = new Map<number, TraceStep[]>();
  const stages: number[] = [];
  for (const [index, step] of steps.entries()) {
    const stage = stageOfStep.get(index) ?? (step.parent === undefined ? BEFORE_ALL : stages[step.parent]!);
    stages.push(stage);
    const known = lookups.get(stage);
    const told = stageOfStep.has(index) ? plainLookup(step) : { ...step, depth: 0 };
    if (known === undefined) lookups.set(stage, [told]);
    else known.push(told);
  }
  return lookups;
}

/** A lookup without what its stage's own lines say. */
function plainLookup({ table, flow }: TraceStep): TraceStep {
  return { table, depth: 0, effects: [], ...(flow === undefined ? {} : { flow }) };
}

import { type ExprPass, type ExprStage, EXPR_STAGES, formatExpr, formatTerm } from "@ovn-sim/pipeline";
import type { Palette } from "../output/palette.ts";
import { printable } from "../output/printable.ts";

/** How much of a long text is shown around a fault. */
const SHOWN = 100;

const LABEL_WIDTH = Math.max(...EXPR_STAGES.map((stage) => stage.length)) + 2;

/** What the stages make, each under its label; of one stage alone only what it makes. */
export function formatPasses(passes: readonly ExprPass[], only: ExprStage | undefined, palette: Palette): string[] {
  if (only !== undefined) return passes.filter(({ stage }) => stage === only).flatMap(formatPass);
  return passes.flatMap((pass) => {
    const lines = formatPass(pass);
    const shown = lines.length === 0 ? [palette.dim("(none)")] : lines;
    return shown.map((line, i) => `${palette.title((i === 0 ? pass.stage : "").padEnd(LABEL_WIDTH))}${line}`);
  });
}

function formatPass(pass: ExprPass): string[] {
  const lines = pass.stage === "flows" ? pass.list.terms.map(formatTerm) : [formatExpr(pass.expr)];
  return lines.map(printable);
}

/** The same for programs, by stage. */
export function passesJson(expression: string, passes: readonly ExprPass[], only: ExprStage | undefined): object {
  const kept = passes.filter(({ stage }) => only === undefined || stage === only);
  const stages = kept.map((pass) => [
    pass.stage,
    pass.stage === "flows" ? pass.list.terms.map(formatTerm) : formatExpr(pass.expr),
  ]);
  return { expression, stages: Object.fromEntries(stages) as Record<string, unknown> };
}

/** The text and a mark under one of its characters; of a long text the part around it. */
export function caretLines(text: string, character: number | undefined, palette: Palette): string[] {
  if (character === undefined) return [];
  const from = Math.max(0, Math.min(character - SHOWN / 2, text.length - SHOWN));
  const before = printable(text.slice(from, character));
  const after = printable(text.slice(character, from + SHOWN));
  const left = from > 0 ? "…" : "";
  const right = from + SHOWN < text.length ? "…" : "";
  return [`${left}${before}${after}${right}`, `${" ".repeat(left.length + before.length)}${palette.bad("^")}`];
}

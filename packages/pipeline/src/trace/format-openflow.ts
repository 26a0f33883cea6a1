import type { TraceStyle } from "./trace-style.ts";
import type { TraceStep } from "./types.ts";

/** A lookup in full: table, flow, actions, and what became of the packet. */
export function formatOpenflowStep(step: TraceStep, style: TraceStyle): string[] {
  const indent = "  ".repeat(step.depth + 1);
  const table = String(step.table).padStart(2);
  const stage = step.stage === undefined ? "" : `  ${style.name(`${step.datapath ?? ""} ${step.stage}`)}`;
  const origin = step.northbound === undefined ? [] : [style.name(`${indent}      for ${step.northbound.name}`)];
  if (step.flow === undefined) return [`${indent}${table}. no match${stage}`];
  const { match, priority, cookie, actions } = step.flow;
  const head = `${indent}${table}. ${match === "" ? "" : `${match}, `}priority ${priority}, cookie ${cookie}${stage}`;
  const effects = step.effects.map((effect) => style.dim(`${indent}      ${effect}`));
  return [head, ...origin, `${indent}    ${actions}`, ...effects];
}

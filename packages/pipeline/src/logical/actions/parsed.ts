import type { Action } from "../../openflow/action.ts";
import type { LowerContext } from "./context.ts";

/** One logical action, parsed: it can be printed as OVN prints it, and lowered wherever it stands. */
export type ParsedAction = {
  readonly name: string;
  format(): string;
  lower(context: LowerContext): readonly Action[];
};

/** The actions of one logical flow, or of one pair of braces in it. */
export type ActionList = {
  readonly actions: readonly ParsedAction[];
  /** Expressions that must be true besides the flow's match, in order, each once. */
  readonly prerequisites: readonly string[];
};

/** What is wrong with an action, at `start` to `end` of its text. */
export type ActionFault = { readonly start: number; readonly end: number; readonly message: string };

export function lowerActions(actions: readonly ParsedAction[], context: LowerContext): Action[] {
  const out: Action[] = [];
  for (const action of actions) out.push(...action.lower(context));
  return out;
}

/** The actions as OVN prints them; none at all is `drop;`. */
export function formatLogicalActions(actions: readonly ParsedAction[]): string {
  return actions.length === 0 ? "drop;" : actions.map((action) => action.format()).join(" ");
}

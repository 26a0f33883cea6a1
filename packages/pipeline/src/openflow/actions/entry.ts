import type { Action } from "../action.ts";
import type { Piece } from "../piece.ts";
import type { PortNames } from "../port-text.ts";
import type { Fault } from "../text-fault.ts";

/**
 * One action as text, cut at its name: `exit` has neither body nor tail, `output:5` a body after a colon,
 * `check_pkt_larger(9000)->reg0[0]` a body in parentheses and a tail after them.
 */
export type ActionText = {
  readonly name: string;
  readonly form: "bare" | "colon" | "parentheses";
  readonly body: Piece;
  readonly tail: Piece;
  readonly whole: Piece;
};

export type ParseContext = {
  readonly names: PortNames | undefined;
  /** Reads the actions inside `clone(...)`, `exec(...)` and the like. */
  readonly parseList: (piece: Piece) => readonly Action[] | Fault;
};

export type FormatContext = {
  readonly names: PortNames | undefined;
  readonly formatList: (actions: readonly Action[]) => string;
};

/** One kind of action: the words that begin it, and how its text is read and written. */
export type ActionEntry<K extends Action["kind"]> = {
  /** Lower-case words that begin the action's text; none when another kind's words read it. */
  readonly words: readonly string[];
  /** May give another kind where text of one word means several. */
  readonly parse: (text: ActionText, context: ParseContext) => Action | Fault;
  readonly format: (action: Extract<Action, { readonly kind: K }>, context: FormatContext) => string;
};

/** Leaves out the members that are `undefined`, as exact optional properties want it. */
export function compact<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) kept[key] = value;
  return kept as T;
}

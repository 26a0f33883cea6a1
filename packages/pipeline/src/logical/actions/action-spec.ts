import type { Action } from "../../openflow/action.ts";
import type { FirstPatches } from "../../release/index.ts";
import type { ActionParser } from "./action-parser.ts";
import type { LowerContext } from "./context.ts";
import type { Place } from "./place.ts";

/** What parsing an action gives: how OVN prints it, and how to lower it. */
export type BuiltAction = {
  readonly format: () => string;
  readonly lower: (context: LowerContext) => readonly Action[];
};

/** What both forms of an action say of themselves. */
type Declared = {
  /** The first versions that know it; absent when every known one does. */
  readonly since?: FirstPatches;
  /** What must be true of the packet besides what the operands need. */
  readonly needs?: string;
};

/** `name...;` The parser stands behind the name. */
export type StatementSpec = Declared & { readonly parse: (parser: ActionParser) => BuiltAction | undefined };

/** `place = name(...);` The parser stands before the parenthesis. */
export type ResultSpec = Declared & {
  readonly parse: (parser: ActionParser, dst: Place) => BuiltAction | undefined;
};

export type StatementTable = Readonly<Record<string, StatementSpec>>;
export type ResultTable = Readonly<Record<string, ResultSpec>>;

/** A statement without operands. */
export function plain(name: string, lower: (context: LowerContext) => readonly Action[]): StatementSpec {
  return { parse: () => ({ format: () => `${name};`, lower }) };
}

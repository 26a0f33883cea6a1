import type { Flow } from "../openflow/flow.ts";
import type { Clause, Entry } from "./entry.ts";
import { CURRENT_TABLE } from "./lower.ts";
import { LoweredActions } from "./lowered-actions.ts";

/** A flow in a table of the machine. */
export class Rule extends LoweredActions implements Entry {
  readonly flow: Flow;
  readonly priority: number;
  readonly words: readonly number[];
  readonly masks: readonly number[];
  readonly values: readonly number[];
  readonly clauses: readonly Clause[] | undefined;
  /** The table that a flow of nothing but a jump goes to; -1 for any other flow. */
  readonly hop: number;

  constructor(flow: Flow) {
    super(flow.actions);
    this.flow = flow;
    this.priority = flow.priority;
    this.words = flow.match.shape.words;
    this.masks = flow.match.shape.masks;
    this.values = flow.match.values;
    this.clauses = clausesOf(flow);
    this.hop = hopOf(flow);
  }
}

function hopOf({ actions }: Flow): number {
  const [only] = actions;
  if (only === undefined || actions.length > 1) return -1;
  if (only.kind === "goto_table") return only.table;
  const isPlain = only.kind === "resubmit" && only.inPort === undefined && only.ct !== true;
  return isPlain && only.table !== undefined && only.table !== CURRENT_TABLE ? only.table : -1;
}

/** What a flow's `conjunction` actions say: it is then part of conjunctive matches and nothing else. */
function clausesOf({ actions }: Flow): readonly Clause[] | undefined {
  if (actions[0]?.kind !== "conjunction" && !actions.some(({ kind }) => kind === "conjunction")) return undefined;
  return actions
    .filter((action) => action.kind === "conjunction")
    .map(({ id, clause, clauses }) => ({ id, clause: clause - 1, clauses }));
}

import type { Flow } from "../openflow/flow.ts";
import type { Clause, Entry } from "./entry.ts";
import { LoweredActions } from "./lowered-actions.ts";

/** A flow in a table of the machine. */
export class Rule extends LoweredActions implements Entry {
  readonly flow: Flow;
  readonly priority: number;
  readonly words: readonly number[];
  readonly masks: readonly number[];
  readonly values: readonly number[];
  readonly clauses: readonly Clause[] | undefined;

  constructor(flow: Flow) {
    super(flow.actions);
    this.flow = flow;
    this.priority = flow.priority;
    this.words = flow.match.shape.words;
    this.masks = flow.match.shape.masks;
    this.values = flow.match.values;
    this.clauses = clausesOf(flow);
  }
}

/** What a flow's `conjunction` actions say: it is then part of conjunctive matches and nothing else. */
function clausesOf({ actions }: Flow): readonly Clause[] | undefined {
  if (actions[0]?.kind !== "conjunction" && !actions.some(({ kind }) => kind === "conjunction")) return undefined;
  return actions
    .filter((action) => action.kind === "conjunction")
    .map(({ id, clause, clauses }) => ({ id, clause: clause - 1, clauses }));
}

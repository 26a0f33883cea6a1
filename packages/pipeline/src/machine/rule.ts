import type { Flow } from "../openflow/flow.ts";
import { type LoweringContext, lowerActions } from "./lower.ts";
import type { Program } from "./operation.ts";
import type { Clause, Entry } from "./subtable.ts";

/** A flow in a table of the machine. Its actions are lowered when a packet first meets it: most flows of a big table never are. */
export class Rule implements Entry {
  readonly flow: Flow;
  readonly priority: number;
  readonly words: readonly number[];
  readonly masks: readonly number[];
  readonly values: readonly number[];
  readonly clauses: readonly Clause[] | undefined;
  #program: Program | undefined;

  constructor(flow: Flow) {
    this.flow = flow;
    this.priority = flow.priority;
    this.words = flow.match.shape.words;
    this.masks = flow.match.shape.masks;
    this.values = flow.match.values;
    this.clauses = clausesOf(flow);
    this.#program = undefined;
  }

  program(context: LoweringContext): Program {
    return (this.#program ??= lowerActions(this.flow.actions, context));
  }
}

/** What a flow's `conjunction` actions say: it is then part of conjunctive matches and nothing else. */
function clausesOf({ actions }: Flow): readonly Clause[] | undefined {
  if (actions[0]?.kind !== "conjunction" && !actions.some(({ kind }) => kind === "conjunction")) return undefined;
  return actions
    .filter((action) => action.kind === "conjunction")
    .map(({ id, clause, clauses }) => ({ id, clause: clause - 1, clauses }));
}

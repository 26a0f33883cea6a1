import type { Action } from "../openflow/action.ts";
import { type LoweringContext, lowerActions } from "./lower.ts";
import type { Program } from "./operation.ts";

/** A list of actions that is lowered when a packet first meets it: most flows of a big table never are. */
export class LoweredActions {
  readonly #actions: readonly Action[];
  #stepwise: Program | undefined;
  #fused: Program | undefined;

  constructor(actions: readonly Action[]) {
    this.#actions = actions;
    this.#stepwise = undefined;
    this.#fused = undefined;
  }

  /** Every call must come from the same bridge: what is lowered is kept. */
  program(context: LoweringContext): Program {
    if (context.fused) {
      this.#fused ??= lowerActions(this.#actions, context);
      return this.#fused;
    }
    this.#stepwise ??= lowerActions(this.#actions, context);
    return this.#stepwise;
  }
}

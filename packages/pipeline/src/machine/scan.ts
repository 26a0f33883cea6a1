import type { Flow } from "../openflow/flow.ts";
import { CONJ_ID_WORD } from "./layout.ts";
import { Rule } from "./rule.ts";

/**
 * Looks flows up one after the other. A classifier costs some hundred times as much to make as one look at every flow, so for
 * a table that few packets come to this is the faster way. It finds what {@link Classifier} finds: of the flows that select a
 * packet with the highest priority the one that the table has first.
 */
export class Scan {
  readonly #flows: readonly Flow[];
  /** Rules of flows that packets have met. */
  readonly #rules = new Map<Flow, Rule>();

  constructor(flows: readonly Flow[]) {
    this.#flows = flows;
  }

  lookup(ints: Int32Array): Rule | undefined {
    let best: Flow | undefined;
    for (const flow of this.#flows) {
      if ((best === undefined || flow.priority > best.priority) && selects(flow, ints)) best = flow;
    }
    return best === undefined ? undefined : this.#ruleOf(best);
  }

  rivals(ints: Int32Array, found: Rule): readonly Rule[] {
    const rivals: Rule[] = [];
    for (const flow of this.#flows) {
      if (flow.priority === found.priority && selects(flow, ints)) rivals.push(this.#ruleOf(flow));
    }
    return rivals;
  }

  #ruleOf(flow: Flow): Rule {
    let rule = this.#rules.get(flow);
    if (rule === undefined) this.#rules.set(flow, (rule = new Rule(flow)));
    return rule;
  }
}

function selects({ match: { shape, values } }: Flow, ints: Int32Array): boolean {
  const { words, masks } = shape;
  for (let i = 0; i < words.length; i++) if (((ints[words[i]!]! ^ values[i]!) & masks[i]!) !== 0) return false;
  return true;
}

/** Whether flows are parts of conjunctive matches, which takes more than a look at each. */
export function isConjunctive(flows: readonly Flow[]): boolean {
  return flows.some(
    ({ match, actions }) =>
      match.shape.words.includes(CONJ_ID_WORD) || actions.some(({ kind }) => kind === "conjunction"),
  );
}

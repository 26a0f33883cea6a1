import type { LearnArgs } from "../openflow/action.ts";
import type { Flow } from "../openflow/flow.ts";
import { matchEquals, matchSelects } from "../openflow/match.ts";
import { Rule } from "./rule.ts";

/** The most flows that packets may leave behind: beyond it nothing more is learned. */
const MOST_FLOWS = 100_000;

/**
 * The flows that `learn` actions of one bridge have added, kept by the caller from packet to packet.
 * They lie over the bridge's own: of equal priority, the learned one wins.
 */
export class LearnedFlows {
  readonly #byTable = new Map<number, { readonly rule: Rule; readonly from: LearnArgs }[]>();
  #count = 0;

  /** Whether nothing has been learned. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Every learned flow, by table and then in the order learned. */
  flows(): readonly Flow[] {
    return [...this.#byTable.values()].flatMap((rules) => rules.map(({ rule }) => rule.flow));
  }

  /** Adds a flow, or replaces the one with the same match and priority; false when the action's `limit` is reached. */
  add(flow: Flow, from: LearnArgs): boolean {
    const rules = this.#byTable.get(flow.table) ?? [];
    this.#byTable.set(flow.table, rules);
    const same = rules.findIndex(
      ({ rule }) => rule.priority === flow.priority && matchEquals(rule.flow.match, flow.match),
    );
    if (same >= 0) {
      rules[same] = { rule: new Rule(flow), from };
      return true;
    }
    const limit = from.limit === undefined || from.limit === 0 ? Number.POSITIVE_INFINITY : from.limit;
    if (rules.filter((known) => known.from === from).length >= limit || this.#count >= MOST_FLOWS) return false;
    rules.push({ rule: new Rule(flow), from });
    this.#count++;
    return true;
  }

  /** The better of `rule`, which the bridge has, and what has been learned. */
  lookup(table: number, ints: Int32Array, rule: Rule | undefined): Rule | undefined {
    const rules = this.#byTable.get(table);
    if (rules === undefined) return rule;
    const key = new Uint32Array(ints.buffer, ints.byteOffset, ints.length);
    let best = rule;
    for (const { rule: learned } of rules) {
      if (learned.priority < (best?.priority ?? 0)) continue;
      if (matchSelects(learned.flow.match, key)) best = learned;
    }
    return best;
  }
}

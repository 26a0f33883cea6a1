import type { Action } from "../openflow/action.ts";
import type { Flow, FlowOrigin } from "../openflow/flow.ts";
import { type Match, matchKey } from "../openflow/match.ts";
import type { ConjunctionPart } from "./expr/matches.ts";

/** What a flow does with its packets; of flows with the same match the one that does most is installed. */
type Effect = "acts" | "drops" | "conjunction";

const RANK: Readonly<Record<Effect, number>> = { acts: 2, drops: 1, conjunction: 0 };

type Entry = { flow: Flow; effect: Effect; parts: ConjunctionPart[] };

/** The first 32 bits of a UUID, which OVN writes as the cookie. */
export function cookieOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8), 16);
}

/**
 * The flows that are wanted, one for each table, priority and match. Of several the one with actions
 * wins over a drop, and both over a part of a conjunctive match; parts of conjunctive matches are
 * joined (OVN, `controller/ofctrl.c`). Among equals the first one counts.
 */
export class DesiredFlows {
  readonly #entries = new Map<string, Entry>();

  add(table: number, priority: number, match: Match, actions: readonly Action[], origin: FlowOrigin): void {
    const key = `${table},${priority},${matchKey(match)}`;
    const existing = this.#entries.get(key);
    const effect: Effect = actions.length === 0 ? "drops" : "acts";
    if (existing !== undefined && RANK[existing.effect] >= RANK[effect]) return;
    const flow: Flow = { table, priority, match, actions, cookie: cookieOf(origin.uuid), origin };
    if (existing === undefined) this.#entries.set(key, { flow, effect, parts: [] });
    else {
      existing.flow = flow;
      existing.effect = effect;
    }
  }

  /** Adds a flow's parts in conjunctive matches. It belongs to no row alone: its cookie is 0. */
  addParts(table: number, priority: number, match: Match, parts: readonly ConjunctionPart[], origin: FlowOrigin): void {
    const key = `${table},${priority},${matchKey(match)}`;
    const existing = this.#entries.get(key);
    if (existing === undefined) {
      const flow: Flow = { table, priority, match, actions: [], cookie: 0, origin };
      this.#entries.set(key, { flow, effect: "conjunction", parts: [...parts] });
    } else existing.parts.push(...parts);
  }

  list(): Flow[] {
    return [...this.#entries.values()].map(({ flow, effect, parts }) =>
      effect === "conjunction" ? { ...flow, actions: conjunctionActions(parts) } : flow,
    );
  }
}

/** One action for each conjunction, by its number; OpenFlow counts clauses from 1. */
function conjunctionActions(parts: readonly ConjunctionPart[]): Action[] {
  const sorted = parts.toSorted((a, b) => a.id - b.id);
  return sorted
    .filter((part, i) => part.id !== sorted[i - 1]?.id)
    .map(({ id, clause, clauses }) => ({ kind: "conjunction", id, clause: clause + 1, clauses }));
}

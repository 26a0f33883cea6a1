import type { Action } from "../openflow/action.ts";
import type { Flow, FlowOrigin } from "../openflow/flow.ts";
import { type Match, matchEquals } from "../openflow/match.ts";
import type { ConjunctionPart } from "./expr/matches.ts";

/** What a flow does with its packets; of flows with the same match the one that does most is installed. */
type Effect = "acts" | "drops" | "conjunction";

const RANK: Readonly<Record<Effect, number>> = { acts: 2, drops: 1, conjunction: 0 };

type Entry = { flow: Flow; effect: Effect; parts: ConjunctionPart[]; readonly next: Entry | undefined };

/** The first 32 bits of a UUID, which OVN writes as the cookie. */
export function cookieOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8), 16);
}

/**
 * The flows that are wanted, one for each table, priority and match. Of several the one with actions
 * wins over a drop, and both over a part of a conjunctive match; parts of conjunctive matches are
 * joined (OVN, `controller/ofctrl.c`). Among equals the row that is read last counts, and
 * the others are its rivals.
 */
export class DesiredFlows {
  readonly #entries: Entry[] = [];
  /** The latest entry of each hash; `next` leads to earlier ones. */
  readonly #latest = new Map<number, Entry>();
  readonly #comesLater: (uuid: string, than: string) => boolean;

  /** `comesLater` tells which of two rows the real controller reads later: of equals that one's flow counts. */
  constructor(comesLater: (uuid: string, than: string) => boolean = () => false) {
    this.#comesLater = comesLater;
  }

  add(table: number, priority: number, match: Match, actions: readonly Action[], origin: FlowOrigin): void {
    const effect: Effect = actions.length === 0 ? "drops" : "acts";
    const hash = hashOf(table, priority, match);
    const existing = this.#find(hash, table, priority, match);
    if (existing !== undefined && RANK[existing.effect] > RANK[effect]) return;
    const flow: Flow = { table, priority, match, actions, cookie: cookieOf(origin.uuid), origin };
    if (existing === undefined) this.#append(hash, flow, effect, []);
    else if (existing.effect === effect) {
      const wins = existing.flow.origin !== undefined && this.#comesLater(origin.uuid, existing.flow.origin.uuid);
      existing.flow = wins ? withRival(flow, existing.flow) : withRival(existing.flow, flow);
    } else {
      existing.flow = flow;
      existing.effect = effect;
    }
  }

  /** Adds a flow's parts in conjunctive matches. It belongs to no row alone: its cookie is 0. */
  addParts(table: number, priority: number, match: Match, parts: readonly ConjunctionPart[], origin: FlowOrigin): void {
    const hash = hashOf(table, priority, match);
    const existing = this.#find(hash, table, priority, match);
    if (existing === undefined) {
      this.#append(hash, { table, priority, match, actions: [], cookie: 0, origin }, "conjunction", [...parts]);
    } else existing.parts.push(...parts);
  }

  list(): Flow[] {
    return this.#entries.map(({ flow, effect, parts }) =>
      effect === "conjunction" ? { ...flow, actions: conjunctionActions(parts) } : flow,
    );
  }

  #find(hash: number, table: number, priority: number, match: Match): Entry | undefined {
    let entry = this.#latest.get(hash);
    for (; entry !== undefined; entry = entry.next) {
      const { flow } = entry;
      if (flow.table === table && flow.priority === priority && matchEquals(flow.match, match)) return entry;
    }
    return undefined;
  }

  #append(hash: number, flow: Flow, effect: Effect, parts: ConjunctionPart[]): void {
    const entry: Entry = { flow, effect, parts, next: this.#latest.get(hash) };
    this.#latest.set(hash, entry);
    this.#entries.push(entry);
  }
}

/** A flow that another row has a rival for. */
function withRival(flow: Flow, rival: Flow): Flow {
  const { cookie, actions } = rival;
  if (cookie === flow.cookie) return flow;
  return { ...flow, rivals: [...(flow.rivals ?? []), { cookie: Number(cookie), actions }, ...(rival.rivals ?? [])] };
}

function hashOf(table: number, priority: number, { shape, values }: Match): number {
  let hash = Math.imul((table << 16) | priority, 0x9e3779b1) ^ shape.id;
  for (const value of values) hash = Math.imul(hash ^ (hash >>> 15) ^ value, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** One action for each conjunction, by its number; OpenFlow counts clauses from 1. */
function conjunctionActions(parts: readonly ConjunctionPart[]): Action[] {
  const sorted = parts.toSorted((a, b) => a.id - b.id);
  return sorted
    .filter((part, i) => part.id !== sorted[i - 1]?.id)
    .map(({ id, clause, clauses }) => ({ kind: "conjunction", id, clause: clause + 1, clauses }));
}

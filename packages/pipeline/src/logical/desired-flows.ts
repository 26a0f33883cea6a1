import { cookieOf } from "../chassis/index.ts";
import type { Action } from "../openflow/action.ts";
import type { Flow, FlowOrigin } from "../openflow/flow.ts";
import { type Match, matchEquals } from "../openflow/match.ts";
import type { ConjunctionPart } from "./expr/matches.ts";

/** What a flow does with its packets; of flows with the same match the one that does most is installed. */
type Effect = "acts" | "drops" | "conjunction";

const RANK: Readonly<Record<Effect, number>> = { acts: 2, drops: 1, conjunction: 0 };

/**
 * The flows that are wanted, one for each table, priority and match. Of several the one with actions
 * wins over a drop, and both over a part of a conjunctive match; parts of conjunctive matches are
 * joined (OVN, `controller/ofctrl.c`). Among equals the row that is read last counts, and
 * the others are its rivals.
 */
export class DesiredFlows {
  readonly #flows: Flow[] = [];
  readonly #effects: Effect[] = [];
  /** The parts of flows that are parts of conjunctive matches, by their place among the flows. */
  readonly #parts = new Map<number, ConjunctionPart[]>();
  /** The hash of each flow. */
  #hashes = new Int32Array(FIRST_SLOTS / 2);
  /** An open hash table: 1 + the place of a flow in each slot that is taken, at most half of them. */
  #slots = new Int32Array(FIRST_SLOTS);
  readonly #comesLater: (uuid: string, than: string) => boolean;

  /** `comesLater` tells which of two rows the real controller reads later: of equals that one's flow counts. */
  constructor(comesLater: (uuid: string, than: string) => boolean = () => false) {
    this.#comesLater = comesLater;
  }

  add(
    table: number,
    priority: number,
    match: Match,
    actions: readonly Action[],
    origin: FlowOrigin,
    cookie = cookieOf(origin.uuid),
  ): void {
    const effect: Effect = actions.length === 0 ? "drops" : "acts";
    const hash = hashOf(table, priority, match);
    const at = this.#find(hash, table, priority, match);
    if (at < 0) {
      this.#append(hash, { table, priority, match, actions, cookie, origin }, effect);
      return;
    }
    const existing = this.#effects[at]!;
    if (RANK[existing] > RANK[effect]) return;
    const before = this.#flows[at]!;
    const flow: Flow = { table, priority, match, actions, cookie, origin };
    if (existing === effect) {
      const wins = before.origin !== undefined && this.#comesLater(origin.uuid, before.origin.uuid);
      this.#flows[at] = wins ? withRival(flow, before) : withRival(before, flow);
    } else {
      this.#flows[at] = flow;
      this.#effects[at] = effect;
    }
  }

  /** Adds a flow's parts in conjunctive matches. It belongs to no row alone: its cookie is 0. */
  addParts(table: number, priority: number, match: Match, parts: readonly ConjunctionPart[], origin: FlowOrigin): void {
    const hash = hashOf(table, priority, match);
    const at = this.#find(hash, table, priority, match);
    if (at < 0) {
      this.#parts.set(this.#flows.length, [...parts]);
      this.#append(hash, { table, priority, match, actions: [], cookie: 0, origin }, "conjunction");
    } else this.#parts.get(at)?.push(...parts);
  }

  list(): Flow[] {
    return this.#flows.map((flow, at) =>
      this.#effects[at] === "conjunction" ? { ...flow, actions: conjunctionActions(this.#parts.get(at) ?? []) } : flow,
    );
  }

  /** The place of the flow with that match, -1 when there is none. */
  #find(hash: number, table: number, priority: number, match: Match): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    for (let slot = hash & last; slots[slot] !== 0; slot = (slot + 1) & last) {
      const at = slots[slot]! - 1;
      if (this.#hashes[at] !== hash) continue;
      const flow = this.#flows[at]!;
      if (flow.table === table && flow.priority === priority && matchEquals(flow.match, match)) return at;
    }
    return -1;
  }

  #append(hash: number, flow: Flow, effect: Effect): void {
    const at = this.#flows.length;
    if (at === this.#hashes.length) this.#grow();
    this.#flows.push(flow);
    this.#effects.push(effect);
    this.#hashes[at] = hash;
    putInto(this.#slots, hash, at);
  }

  #grow(): void {
    const { length } = this.#hashes;
    const hashes = new Int32Array(length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(length * 4);
    for (let at = 0; at < length; at++) putInto(this.#slots, hashes[at]!, at);
  }
}

const FIRST_SLOTS = 2048;

function putInto(slots: Int32Array, hash: number, at: number): void {
  const last = slots.length - 1;
  let slot = hash & last;
  while (slots[slot] !== 0) slot = (slot + 1) & last;
  slots[slot] = at + 1;
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
  return (hash ^ (hash >>> 13)) | 0;
}

/** One action for each conjunction, by its number; OpenFlow counts clauses from 1. */
function conjunctionActions(parts: readonly ConjunctionPart[]): Action[] {
  const sorted = parts.toSorted((a, b) => a.id - b.id);
  return sorted
    .filter((part, i) => part.id !== sorted[i - 1]?.id)
    .map(({ id, clause, clauses }) => ({ kind: "conjunction", id, clause: clause + 1, clauses }));
}

import { type Chain, type Entry, groupByShape } from "./entry.ts";
import { bestInBlock, type FlatIndex, findInBlock, findList, NONE, nextBlock } from "./flat-index.ts";
import { CONJ_ID_WORD } from "./layout.ts";

/** Clauses of one conjunction that the packet fulfils, as two masks of 32 bits. */
type Fulfilled = { low: number; high: number; readonly clauses: number };

/**
 * Conjunctive matches: ovs-fields(7), "Conjunctive Match Fields".
 *
 * An entry with `conjunction` actions never matches by itself. When entries of one priority, higher
 * than that of any plain match, fulfil every clause of a conjunction, the packet is looked up again
 * with `conj_id` set to that conjunction's id, among plain entries only; its result wins when there is
 * one. Otherwise the next lower priority is tried.
 */
export class ConjunctionMatcher<E extends Entry> {
  readonly #code: Int32Array;
  readonly #ranked: readonly E[];
  /** The entries with the same match, by their head. */
  readonly #chains: ReadonlyMap<E, Chain<E>>;
  readonly #parts: E[] = [];
  readonly #fulfilled = new Map<number, Fulfilled>();

  constructor({ code, ranked }: FlatIndex<E>) {
    this.#code = code;
    this.#ranked = ranked;
    this.#chains = new Map(groupByShape(ranked).flatMap((chains) => chains.map((chain) => [chain[0], chain])));
  }

  lookup(ints: Int32Array): E | undefined {
    const plain = this.#collect(ints);
    const floor = plain?.priority ?? -1;
    const parts = this.#parts.sort((a, b) => b.priority - a.priority);
    for (let from = 0; from < parts.length && parts[from]!.priority > floor; ) {
      let to = from;
      while (to < parts.length && parts[to]!.priority === parts[from]!.priority) to++;
      this.#fulfilled.clear();
      for (let i = from; i < to; i++) {
        for (const { id, clause, clauses } of parts[i]!.clauses!) {
          if (!this.#fulfil(id, clause, clauses)) continue;
          const found = this.#lookupWithId(ints, id);
          if (found !== undefined) return found;
        }
      }
      from = to;
    }
    return plain;
  }

  /** Gathers the parts of conjunctions that select the packet; returns the best plain entry. */
  #collect(ints: Int32Array): E | undefined {
    const code = this.#code;
    this.#parts.length = 0;
    let plain: E | undefined;
    let floor = -1;
    for (let block = findList(code, ints); ; block = nextBlock(code, block)) {
      const best = bestInBlock(code, block);
      if (best === NONE || this.#ranked[best]!.priority < floor) return plain;
      const rank = findInBlock(code, block, ints);
      if (rank === NONE) continue;
      for (const entry of this.#chains.get(this.#ranked[rank]!)!) {
        if (entry.clauses !== undefined) this.#parts.push(entry);
        else if (entry.priority > floor) {
          plain = entry;
          floor = entry.priority;
        }
      }
    }
  }

  /** Notes that a clause is fulfilled; true when the whole conjunction is. */
  #fulfil(id: number, clause: number, clauses: number): boolean {
    let state = this.#fulfilled.get(id);
    if (state === undefined) {
      state = { low: 0, high: 0, clauses };
      this.#fulfilled.set(id, state);
    }
    if (clause < 32) state.low |= 1 << clause;
    else state.high |= 1 << (clause - 32);
    return isComplete(state);
  }

  /** The best plain entry with `conj_id` set; one hidden under a conjunctive entry with the same match stays hidden, as in OVS. */
  #lookupWithId(ints: Int32Array, id: number): E | undefined {
    const code = this.#code;
    const before = ints[CONJ_ID_WORD]!;
    ints[CONJ_ID_WORD] = id | 0;
    let best = NONE;
    for (let block = findList(code, ints); bestInBlock(code, block) < best; block = nextBlock(code, block)) {
      const rank = findInBlock(code, block, ints);
      if (rank < best && this.#ranked[rank]!.clauses === undefined) best = rank;
    }
    ints[CONJ_ID_WORD] = before;
    return best === NONE ? undefined : this.#ranked[best];
  }
}

function isComplete({ low, high, clauses }: Fulfilled): boolean {
  if (clauses <= 32) return low >>> 0 === 2 ** clauses - 1;
  return low === -1 && high >>> 0 === 2 ** (clauses - 32) - 1;
}

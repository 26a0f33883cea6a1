import type { Chain, Entry } from "./entry.ts";
import { EMPTY, findInBlock, nextBlock } from "./flat-index.ts";
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
  readonly #parts: E[] = [];
  readonly #fulfilled = new Map<number, Fulfilled>();

  /** Looks the packet up in the flat index that begins at `start`. */
  lookup(code: Int32Array, start: number, chains: readonly Chain<E>[], ints: Int32Array): E | undefined {
    const parts = this.#parts;
    parts.length = 0;
    let plain: E | undefined;
    for (let block = start; code[block]! > (plain?.priority ?? -1); block = nextBlock(code, block)) {
      const found = findInBlock(code, block, ints);
      if (found === EMPTY) continue;
      for (const entry of chains[found]!) {
        if (entry.clauses !== undefined) parts.push(entry);
        else if (entry.priority > (plain?.priority ?? -1)) plain = entry;
      }
    }
    const floor = plain?.priority ?? -1;
    parts.sort((a, b) => b.priority - a.priority);
    for (let from = 0; from < parts.length && parts[from]!.priority > floor; ) {
      let to = from;
      while (to < parts.length && parts[to]!.priority === parts[from]!.priority) to++;
      this.#fulfilled.clear();
      for (let i = from; i < to; i++) {
        for (const { id, clause, clauses } of parts[i]!.clauses!) {
          if (!this.#fulfil(id, clause, clauses)) continue;
          const found = lookupWithId(code, start, chains, ints, id);
          if (found !== undefined) return found;
        }
      }
      from = to;
    }
    return plain;
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
}

function isComplete({ low, high, clauses }: Fulfilled): boolean {
  if (clauses <= 32) return low >>> 0 === 2 ** clauses - 1;
  return low === -1 && high >>> 0 === 2 ** (clauses - 32) - 1;
}

/** The best plain entry with `conj_id` set; one hidden under a conjunctive entry with the same match stays hidden, as in OVS. */
function lookupWithId<E extends Entry>(
  code: Int32Array,
  start: number,
  chains: readonly Chain<E>[],
  ints: Int32Array,
  id: number,
): E | undefined {
  const before = ints[CONJ_ID_WORD]!;
  ints[CONJ_ID_WORD] = id | 0;
  let best: E | undefined;
  for (let block = start; code[block]! > (best?.priority ?? -1); block = nextBlock(code, block)) {
    const found = findInBlock(code, block, ints);
    if (found === EMPTY) continue;
    const [head] = chains[found]!;
    if (head.clauses === undefined && head.priority > (best?.priority ?? -1)) best = head;
  }
  ints[CONJ_ID_WORD] = before;
  return best;
}

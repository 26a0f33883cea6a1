import { CONJ_ID_WORD } from "./layout.ts";
import type { Entry, Subtable } from "./subtable.ts";

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

  lookup(subtables: readonly Subtable<E>[], ints: Int32Array): E | undefined {
    const parts = this.#parts;
    parts.length = 0;
    let plain: E | undefined;
    for (const subtable of subtables) {
      if (subtable.maxPriority <= (plain?.priority ?? -1)) break;
      const chain = subtable.find(ints);
      if (chain === undefined) continue;
      for (const entry of chain) {
        if (entry.clauses !== undefined) parts.push(entry);
        else if (entry.priority > (plain?.priority ?? -1)) plain = entry;
      }
    }
    const floor = plain?.priority ?? -1;
    parts.sort((a, b) => b.priority - a.priority);
    for (let from = 0; from < parts.length && parts[from]!.priority > floor; ) {
      const priority = parts[from]!.priority;
      let to = from;
      while (to < parts.length && parts[to]!.priority === priority) to++;
      const found = this.#tryPriority(from, to, subtables, ints);
      if (found !== undefined) return found;
      from = to;
    }
    return plain;
  }

  /** The result of the first conjunction that the parts `from` to `to - 1`, all of one priority, complete and that leads to one. */
  #tryPriority(from: number, to: number, subtables: readonly Subtable<E>[], ints: Int32Array): E | undefined {
    this.#fulfilled.clear();
    for (let i = from; i < to; i++) {
      for (const { id, clause, clauses } of this.#parts[i]!.clauses!) {
        let state = this.#fulfilled.get(id);
        if (state === undefined) this.#fulfilled.set(id, (state = { low: 0, high: 0, clauses }));
        if (clause < 32) state.low |= 1 << clause;
        else state.high |= 1 << (clause - 32);
        if (!isComplete(state)) continue;
        const saved = ints[CONJ_ID_WORD]!;
        ints[CONJ_ID_WORD] = id | 0;
        const found = lookupPlain(subtables, ints);
        ints[CONJ_ID_WORD] = saved;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

function isComplete({ low, high, clauses }: Fulfilled): boolean {
  if (clauses <= 32) return low >>> 0 === 2 ** clauses - 1;
  return low === -1 && high >>> 0 === 2 ** (clauses - 32) - 1;
}

/** The best plain entry; an entry hidden under a conjunctive one with the same match stays hidden, as in OVS. */
function lookupPlain<E extends Entry>(subtables: readonly Subtable<E>[], ints: Int32Array): E | undefined {
  let best: E | undefined;
  for (const subtable of subtables) {
    if (subtable.maxPriority <= (best?.priority ?? -1)) break;
    const head = subtable.find(ints)?.[0];
    if (head !== undefined && head.clauses === undefined && head.priority > (best?.priority ?? -1)) best = head;
  }
  return best;
}

import { type Entry, groupByShape } from "./entry.ts";
import { bestInBlock, type FlatIndex, findInBlock, findList, NONE, nextBlock, ranksInBlock } from "./flat-index.ts";
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
  /** The ranks of the entries with the same match, by that of their head. */
  readonly #chains: readonly (readonly number[] | undefined)[];
  /** The blocks of lists that packets have been looked up in, by where these begin. */
  readonly #lists = new Map<number, Int32Array>();
  readonly #parts: E[] = [];
  readonly #fulfilled = new Map<number, Fulfilled>();

  constructor({ code, ranked }: FlatIndex<E>) {
    this.#code = code;
    this.#ranked = ranked;
    this.#chains = chainsByRank(ranked);
  }

  lookup(ints: Int32Array): E | undefined {
    const list = findList(this.#code, ints);
    let blocks = this.#lists.get(list);
    if (blocks === undefined) this.#lists.set(list, (blocks = blocksOfList(this.#code, list)));
    return this.lookupAmong(ints, blocks);
  }

  /** Whether entries that some blocks find are parts of conjunctions. */
  isAmong(blocks: Int32Array): boolean {
    return blocks.some((block) =>
      ranksInBlock(this.#code, block).some((head) =>
        this.#chains[head]!.some((rank) => this.#ranked[rank]!.clauses !== undefined),
      ),
    );
  }

  /** As {@link lookup}, for a packet that only some blocks can select; they are in the order of the index. */
  lookupAmong(ints: Int32Array, blocks: Int32Array): E | undefined {
    const plain = this.#collect(ints, blocks);
    const floor = plain?.priority ?? -1;
    const parts = this.#parts.sort((a, b) => b.priority - a.priority);
    for (let from = 0; from < parts.length && parts[from]!.priority > floor; ) {
      let to = from;
      while (to < parts.length && parts[to]!.priority === parts[from]!.priority) to++;
      this.#fulfilled.clear();
      for (let i = from; i < to; i++) {
        for (const { id, clause, clauses } of parts[i]!.clauses!) {
          if (!this.#fulfil(id, clause, clauses)) continue;
          const found = this.#lookupWithId(ints, id, blocks);
          if (found !== undefined) return found;
        }
      }
      from = to;
    }
    return plain;
  }

  /** Gathers the parts of conjunctions that select the packet; returns the best plain entry. */
  #collect(ints: Int32Array, blocks: Int32Array): E | undefined {
    const code = this.#code;
    this.#parts.length = 0;
    let best = NONE;
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i]!;
      // Parts that come after the best plain entry have no higher priority.
      if (bestInBlock(code, block) > best) break;
      const head = findInBlock(code, block, ints);
      if (head === NONE) continue;
      for (const rank of this.#chains[head]!) {
        const entry = this.#ranked[rank]!;
        if (entry.clauses !== undefined) this.#parts.push(entry);
        else if (rank < best) best = rank;
      }
    }
    return best === NONE ? undefined : this.#ranked[best];
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
  #lookupWithId(ints: Int32Array, id: number, blocks: Int32Array): E | undefined {
    const code = this.#code;
    const before = ints[CONJ_ID_WORD]!;
    ints[CONJ_ID_WORD] = id | 0;
    let best = NONE;
    for (let i = 0; i < blocks.length && bestInBlock(code, blocks[i]!) < best; i++) {
      const rank = findInBlock(code, blocks[i]!, ints);
      if (rank < best && this.#ranked[rank]!.clauses === undefined) best = rank;
    }
    ints[CONJ_ID_WORD] = before;
    return best === NONE ? undefined : this.#ranked[best];
  }
}

function chainsByRank(ranked: readonly Entry[]): readonly (readonly number[] | undefined)[] {
  const ranks = new Map(ranked.map((entry, rank) => [entry, rank]));
  const chains = new Array<readonly number[] | undefined>(ranked.length).fill(undefined);
  for (const chain of groupByShape(ranked).flat()) {
    const ofChain = chain.map((entry) => ranks.get(entry)!);
    chains[ofChain[0]!] = ofChain;
  }
  return chains;
}

function blocksOfList(code: Int32Array, list: number): Int32Array {
  const blocks: number[] = [];
  for (let block = list; bestInBlock(code, block) !== NONE; block = nextBlock(code, block)) blocks.push(block);
  return Int32Array.from(blocks);
}

function isComplete({ low, high, clauses }: Fulfilled): boolean {
  if (clauses <= 32) return low >>> 0 === 2 ** clauses - 1;
  return low === -1 && high >>> 0 === 2 ** (clauses - 32) - 1;
}

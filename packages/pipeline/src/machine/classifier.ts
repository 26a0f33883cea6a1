import { ConjunctionMatcher } from "./conjunction.ts";
import type { Entry } from "./entry.ts";
import { bestInBlock, createFlatIndex, type FlatIndex, findInBlock, findList, NONE, nextBlock } from "./flat-index.ts";

/**
 * Finds the entry of highest priority that selects a packet, by tuple-space search: one lookup for
 * each shape of match, best first, until no shape left can beat what was found.
 *
 * A table in which most entries match the same bits of one word (OVN's logical tables: `metadata`) is
 * first split by those bits, so that a lookup only sees the shapes of its own logical datapath.
 *
 * Among entries of equal priority that both select a packet, which OpenFlow leaves open, the one that
 * the table has first wins.
 */
export class Classifier<E extends Entry> {
  /** What a lookup walks through. */
  readonly index: FlatIndex<E>;
  readonly #code: Int32Array;
  readonly #ranked: readonly E[];
  readonly #conjunctions: ConjunctionMatcher<E> | undefined;
  /** Priorities at which entries differ in shape; found when rivals are first asked for. */
  #mixed: ReadonlySet<number> | undefined;

  constructor(entries: readonly E[]) {
    const index = createFlatIndex(entries);
    this.#mixed = undefined;
    this.#code = index.code;
    this.#ranked = index.ranked;
    const isConjunctive = entries.some(({ clauses }) => clauses !== undefined);
    this.index = index;
    this.#conjunctions = isConjunctive ? new ConjunctionMatcher(index) : undefined;
  }

  /** Whether entries that some blocks of the index find are parts of conjunctive matches. */
  isConjunctiveAmong(blocks: Int32Array): boolean {
    return this.#conjunctions?.isAmong(blocks) === true;
  }

  /** The same as {@link lookup} for a packet that no block but some can select, in the order of the index. */
  lookupAmong(ints: Int32Array, blocks: Int32Array): E | undefined {
    return this.#conjunctions?.lookupAmong(ints, blocks);
  }

  /** `ints` is the packed key; the word of `conj_id` changes meanwhile when the table has conjunctive matches. */
  lookup(ints: Int32Array): E | undefined {
    if (this.#conjunctions !== undefined) return this.#conjunctions.lookup(ints);
    const code = this.#code;
    let best = NONE;
    for (let block = findList(code, ints); bestInBlock(code, block) < best; block = nextBlock(code, block)) {
      const rank = findInBlock(code, block, ints);
      if (rank < best) best = rank;
    }
    return best === NONE ? undefined : this.#ranked[best];
  }

  /**
   * All plain entries that select the packet with the priority of `found`, in the order of the table. Only one of
   * several can win, and OpenFlow leaves open which (OpenFlow 1.5.1, 6.4 `OFPFF_CHECK_OVERLAP`). What a conjunction found
   * stands alone.
   */
  rivals(ints: Int32Array, found: E): readonly E[] {
    // Two entries of one shape look at the same bits for different values: no packet has both.
    this.#mixed ??= mixedPriorities(this.#ranked);
    if (!this.#mixed.has(found.priority)) return [found];
    const code = this.#code;
    const ranks: number[] = [];
    for (let block = findList(code, ints); ; block = nextBlock(code, block)) {
      const first = bestInBlock(code, block);
      if (first === NONE || this.#ranked[first]!.priority < found.priority) break;
      const rank = findInBlock(code, block, ints);
      const entry = rank === NONE ? undefined : this.#ranked[rank]!;
      if (entry?.priority === found.priority && entry.clauses === undefined) ranks.push(rank);
    }
    // Blocks come by their best entries, which need not be those that select the packet.
    const rivals = ranks.sort((a, b) => a - b).map((rank) => this.#ranked[rank]!);
    return rivals.includes(found) ? rivals : [found];
  }
}

function mixedPriorities(ranked: readonly Entry[]): ReadonlySet<number> {
  const mixed = new Set<number>();
  for (let i = 1; i < ranked.length; i++) {
    const [entry, before] = [ranked[i]!, ranked[i - 1]!];
    const isAlike = entry.words === before.words && entry.masks === before.masks;
    if (entry.priority === before.priority && !isAlike) mixed.add(entry.priority);
  }
  return mixed;
}

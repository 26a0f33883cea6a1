import { ConjunctionMatcher } from "./conjunction.ts";
import type { Chain, Entry } from "./entry.ts";
import { EMPTY, FlatIndexWriter, findInBlock, findStart, nextBlock, writeStarts } from "./flat-index.ts";
import { splitByPivot } from "./partition.ts";

/**
 * Finds the entry of highest priority that selects a packet, by tuple-space search: one lookup for
 * each shape of match, highest priority first, until no shape left can beat what was found.
 *
 * A table in which most entries match the same bits of one word (OVN's logical tables: `metadata`) is
 * first split by those bits, so that a lookup only sees the shapes of its own logical datapath.
 *
 * Among entries of equal priority that both select a packet, which OpenFlow leaves open, the choice
 * is always the same but follows no rule.
 */
export class Classifier<E extends Entry> {
  readonly #pivotWord: number;
  readonly #pivotMask: number;
  /** Where the flat index for each value of the pivot begins. */
  readonly #starts: Int32Array;
  readonly #restStart: number;
  readonly #code: Int32Array;
  readonly #chains: readonly Chain<E>[];
  readonly #heads: readonly E[];
  readonly #priorities: Int32Array;
  readonly #conjunctions: ConjunctionMatcher<E> | undefined;

  constructor(entries: readonly E[]) {
    const { pivot, byValue, rest } = splitByPivot(entries);
    this.#pivotWord = pivot?.word ?? -1;
    this.#pivotMask = pivot?.mask ?? 0;
    const writer = new FlatIndexWriter<E>();
    this.#restStart = writer.add(rest, undefined);
    const starts = new Map<number, number>();
    for (const [value, group] of byValue) starts.set(value, writer.add([...group, ...rest], pivot));
    this.#starts = writeStarts(starts);
    this.#code = Int32Array.from(writer.code);
    this.#chains = writer.chains;
    this.#heads = writer.chains.map(([head]) => head);
    this.#priorities = Int32Array.from(this.#heads, ({ priority }) => priority);
    this.#conjunctions = entries.some(({ clauses }) => clauses !== undefined) ? new ConjunctionMatcher<E>() : undefined;
  }

  /** `ints` is the packed key; the word of `conj_id` changes meanwhile when the table has conjunctive matches. */
  lookup(ints: Int32Array): E | undefined {
    const start =
      this.#pivotWord < 0
        ? this.#restStart
        : findStart(this.#starts, ints[this.#pivotWord]! & this.#pivotMask, this.#restStart);
    if (this.#conjunctions !== undefined) return this.#conjunctions.lookup(this.#code, start, this.#chains, ints);
    const code = this.#code;
    let best = EMPTY;
    let bestPriority = -1;
    for (let block = start; code[block]! > bestPriority; block = nextBlock(code, block)) {
      const chain = findInBlock(code, block, ints);
      if (chain === EMPTY) continue;
      const priority = this.#priorities[chain]!;
      if (priority <= bestPriority) continue;
      best = chain;
      bestPriority = priority;
    }
    return best === EMPTY ? undefined : this.#heads[best];
  }
}

import { ConjunctionMatcher } from "./conjunction.ts";
import { createSubtables, splitByPivot } from "./partition.ts";
import type { Entry, Subtable } from "./subtable.ts";

/**
 * Finds the entry of highest priority that selects a packet, by tuple-space search: one hash lookup
 * for each shape of match, highest priority first, until no shape left can beat what was found.
 *
 * A table in which most entries match the same bits of one word (OVN's logical tables: `metadata`) is
 * first split by those bits, so that a lookup only sees the shapes of its own logical datapath.
 *
 * Among entries of equal priority that both select a packet, which OpenFlow leaves open, the shape
 * with the highest priority wins, then the shape that the table has first.
 */
export class Classifier<E extends Entry> {
  readonly #pivotWord: number;
  readonly #pivotMask: number;
  readonly #byPivot: ReadonlyMap<number, readonly Subtable<E>[]>;
  readonly #rest: readonly Subtable<E>[];
  readonly #conjunctions: ConjunctionMatcher<E> | undefined;

  constructor(entries: readonly E[]) {
    const split = splitByPivot(entries);
    this.#pivotWord = split.pivot?.word ?? -1;
    this.#pivotMask = split.pivot?.mask ?? 0;
    this.#rest = createSubtables(split.rest, undefined, []);
    const byPivot = new Map<number, readonly Subtable<E>[]>();
    for (const [value, group] of split.byValue) byPivot.set(value, createSubtables(group, split.pivot, this.#rest));
    this.#byPivot = byPivot;
    this.#conjunctions = entries.some((entry) => entry.clauses !== undefined) ? new ConjunctionMatcher<E>() : undefined;
  }

  /** `ints` is the packed key; the word of `conj_id` changes meanwhile when the table has conjunctive matches. */
  lookup(ints: Int32Array): E | undefined {
    const subtables =
      this.#pivotWord < 0 ? this.#rest : (this.#byPivot.get(ints[this.#pivotWord]! & this.#pivotMask) ?? this.#rest);
    if (this.#conjunctions !== undefined) return this.#conjunctions.lookup(subtables, ints);
    let best: E | undefined;
    let bestPriority = -1;
    for (let i = 0; i < subtables.length; i++) {
      const subtable = subtables[i]!;
      if (subtable.maxPriority <= bestPriority) break;
      const chain = subtable.find(ints);
      if (chain !== undefined && chain[0]!.priority > bestPriority) {
        best = chain[0]!;
        bestPriority = best.priority;
      }
    }
    return best;
  }
}

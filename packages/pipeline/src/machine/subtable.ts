/** What a classifier finds: anything with a match, a priority and a place in the chain of its equals. */
export type Entry = {
  readonly priority: number;
  /** Words of the key that the entry looks at, ascending, with their masks and values. */
  readonly words: readonly number[];
  readonly masks: readonly number[];
  readonly values: readonly number[];
  /** Clauses of conjunctive matches that the entry stands for; undefined for an entry that matches by itself. */
  readonly clauses: readonly Clause[] | undefined;
};

/** One dimension of a conjunctive match: ovs-fields(7), "Conjunctive Match Fields". Clauses count from 0. */
export type Clause = { readonly id: number; readonly clause: number; readonly clauses: number };

/** Entries with equal matches, highest priority first. */
export type Chain<E extends Entry> = readonly E[];

const EMPTY_SLOT = -1;

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/**
 * The entries of one shape, in an open-addressing hash table over the masked words of the key. `find`
 * allocates nothing; words are compared as signed 32-bit integers, which keeps them out of the heap.
 */
export class Subtable<E extends Entry> {
  readonly maxPriority: number;
  readonly #words: Int32Array;
  readonly #masks: Int32Array;
  readonly #values: Int32Array;
  readonly #slots: Int32Array;
  readonly #chains: readonly Chain<E>[];

  /** `words` and `masks` are the shape that the chains share, less what the caller has already checked. */
  constructor(words: readonly number[], masks: readonly number[], chains: readonly Chain<E>[]) {
    this.#words = Int32Array.from(words);
    this.#masks = Int32Array.from(masks, (mask) => mask | 0);
    this.#chains = chains;
    const width = words.length;
    this.#values = new Int32Array(width * chains.length);
    let size = 4;
    while (size < chains.length * 2) size *= 2;
    this.#slots = new Int32Array(size).fill(EMPTY_SLOT);
    let maxPriority = 0;
    chains.forEach((chain, index) => {
      const head = chain[0]!;
      maxPriority = Math.max(maxPriority, head.priority);
      let hash = 0;
      for (let i = 0; i < width; i++) {
        const value = head.values[head.words.indexOf(words[i]!)]! | 0;
        this.#values[index * width + i] = value;
        hash = mix(hash, value);
      }
      let slot = hash & (size - 1);
      while (this.#slots[slot] !== EMPTY_SLOT) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = index;
    });
    this.maxPriority = maxPriority;
  }

  /** The chain whose match selects the packet. */
  find(ints: Int32Array): Chain<E> | undefined {
    const words = this.#words;
    const masks = this.#masks;
    const slots = this.#slots;
    const width = words.length;
    let hash = 0;
    for (let i = 0; i < width; i++) hash = mix(hash, ints[words[i]!]! & masks[i]!);
    const last = slots.length - 1;
    for (let slot = hash & last; ; slot = (slot + 1) & last) {
      const index = slots[slot]!;
      if (index === EMPTY_SLOT) return undefined;
      const at = index * width;
      let i = 0;
      while (i < width && (ints[words[i]!]! & masks[i]!) === this.#values[at + i]) i++;
      if (i === width) return this.#chains[index];
    }
  }
}

import { type Chain, type Entry, groupByShape, type ShapeGroup } from "./entry.ts";
import type { Pivot } from "./partition.ts";

/*
 * A flat index is one array of signed words, so that a lookup walks memory that lies together and
 * allocates nothing. It is a list of blocks, highest priority first, ended by END:
 *
 *   0       the highest priority in the block
 *   NEXT    where the next block begins
 *   WIDTH   how many words of the key the block looks at
 *   LAST    0: the block is one chain; else the number of hash slots less one
 *   CHAIN   the number of the chain, for a block that is one chain
 *   tests   WIDTH times: word, mask, and the value for a block that is one chain
 *   slots   LAST + 1 times: the number of a chain or EMPTY, then WIDTH values
 */
const NEXT = 1;
const WIDTH = 2;
const LAST = 3;
const CHAIN = 4;
const TESTS = 5;
const END = -1;
/** No chain. */
export const EMPTY = -1;

/** A shape with more chains than this gets a hash table; below it, one comparison after the other is faster. */
const FEW_CHAINS = 2;

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Writes flat indices one after the other into one array. */
export class FlatIndexWriter<E extends Entry> {
  readonly code: number[] = [];
  /** The chains by number. */
  readonly chains: Chain<E>[] = [];

  /** Adds the index of some entries; says where it begins. The bits of `pivot` are not looked at: whoever asks has done so. */
  add(entries: readonly E[], pivot: Pivot | undefined): number {
    const start = this.code.length;
    const blocks = groupByShape(entries).flatMap((group): ShapeGroup<E>[] => {
      if (group.chains.length > FEW_CHAINS) return [group];
      return group.chains.map((chain) => ({ maxPriority: chain[0].priority, chains: [chain] }));
    });
    blocks.sort((a, b) => b.maxPriority - a.maxPriority);
    for (const block of blocks) this.#addBlock(block, pivot);
    this.code.push(END);
    return start;
  }

  #addBlock({ maxPriority, chains }: ShapeGroup<E>, pivot: Pivot | undefined): void {
    const { code } = this;
    const at = code.length;
    const [head] = chains[0]!;
    const isPivot = (i: number): boolean =>
      pivot !== undefined && head.words[i] === pivot.word && (head.masks[i]! | 0) === pivot.mask;
    const tests = head.words.map((_, i) => i).filter((i) => !isPivot(i));
    code.push(maxPriority, 0, tests.length, 0, 0);
    if (chains.length === 1) {
      code[at + CHAIN] = this.chains.push(chains[0]!) - 1;
      for (const i of tests) code.push(head.words[i]!, head.masks[i]! | 0, head.values[i]! | 0);
    } else {
      for (const i of tests) code.push(head.words[i]!, head.masks[i]! | 0);
      code[at + LAST] = this.#addSlots(chains, tests);
    }
    code[at + NEXT] = code.length;
  }

  #addSlots(chains: readonly Chain<E>[], tests: readonly number[]): number {
    const { code } = this;
    let size = 4;
    while (size < chains.length * 2) size *= 2;
    const slots = code.length;
    const slotWords = tests.length + 1;
    for (let i = 0; i < size * slotWords; i++) code.push(EMPTY);
    for (const chain of chains) {
      const values = tests.map((i) => chain[0].values[i]! | 0);
      let slot = values.reduce(mix, 0) & (size - 1);
      while (code[slots + slot * slotWords] !== EMPTY) slot = (slot + 1) & (size - 1);
      code[slots + slot * slotWords] = this.chains.push(chain) - 1;
      for (const [i, value] of values.entries()) code[slots + slot * slotWords + 1 + i] = value;
    }
    return size - 1;
  }
}

/** A hash table from one word to where an index begins: pairs of value and start, {@link NOWHERE} where there is none. */
const NOWHERE = -1;

/** The hash table for these values: there is always an empty slot, where a search ends. */
export function writeStarts(starts: ReadonlyMap<number, number>): Int32Array {
  let size = 2;
  while (size < starts.size * 2) size *= 2;
  const slots = new Int32Array(size * 2).fill(NOWHERE);
  for (const [value, start] of starts) {
    let slot = mix(0, value) & (size - 1);
    while (slots[slot * 2 + 1] !== NOWHERE) slot = (slot + 1) & (size - 1);
    slots[slot * 2] = value;
    slots[slot * 2 + 1] = start;
  }
  return slots;
}

/** Where the index for a value begins, or `otherwise`. */
export function findStart(slots: Int32Array, value: number, otherwise: number): number {
  const last = (slots.length >>> 1) - 1;
  for (let slot = mix(0, value) & last; ; slot = (slot + 1) & last) {
    const start = slots[slot * 2 + 1]!;
    if (start === NOWHERE) return otherwise;
    if (slots[slot * 2] === value) return start;
  }
}

/** Where the block after `block` begins. */
export function nextBlock(code: Int32Array, block: number): number {
  return code[block + NEXT]!;
}

/** The number of the block's chain whose match selects the packet, or {@link EMPTY}. */
export function findInBlock(code: Int32Array, block: number, ints: Int32Array): number {
  const width = code[block + WIDTH]!;
  const last = code[block + LAST]!;
  const tests = block + TESTS;
  if (last === 0) {
    const end = tests + width * 3;
    for (let test = tests; test < end; test += 3) {
      if ((ints[code[test]!]! & code[test + 1]!) !== code[test + 2]!) return EMPTY;
    }
    return code[block + CHAIN]!;
  }
  const slots = tests + width * 2;
  const slotWords = width + 1;
  let hash = 0;
  for (let test = tests; test < slots; test += 2) hash = mix(hash, ints[code[test]!]! & code[test + 1]!);
  for (let slot = hash & last; ; slot = (slot + 1) & last) {
    const entry = slots + slot * slotWords;
    const chain = code[entry]!;
    if (chain === EMPTY) return EMPTY;
    let i = 0;
    while (i < width && (ints[code[tests + i * 2]!]! & code[tests + i * 2 + 1]!) === code[entry + 1 + i]!) i++;
    if (i === width) return chain;
  }
}

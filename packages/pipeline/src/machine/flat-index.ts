import { type Chain, type Entry, groupByShape } from "./entry.ts";
import { type Pivot, splitByPivot } from "./partition.ts";

/*
 * A flat index is one array of signed words, so that a lookup walks memory that lies together and
 * allocates nothing. Entries go by their rank: 0 is the highest priority, and of two with the same
 * priority the one that the table has first. The index begins with a hash table from the bits of the
 * pivot to a list of blocks:
 *
 *   PIVOT_WORD, PIVOT_MASK   the bits by which the table is split; a mask of 0 when it is not
 *   PIVOT_LAST               the number of hash slots less one
 *   REST                     where the list for all other values begins
 *   slots                    PIVOT_LAST + 1 times: a value, and where its list begins or NONE
 *
 * A list of blocks has one block for each shape, the one with the best entry first, and ends with a
 * best rank that nothing beats:
 *
 *   BEST    the best rank in the block
 *   NEXT    where the next block begins
 *   FIXED   how many tests all matches of the block have in common
 *   WIDTH   how many words tell its matches apart; 0: the block has one match, that of BEST
 *   LAST    the number of hash slots less one
 *   tests   FIXED times: word, mask and value; what asks for most bits first, as it is the sooner found wrong
 *   words   WIDTH times: word and mask
 *   slots   LAST + 1 times: a rank or NONE, then WIDTH values
 */
const PIVOT_WORD = 0;
const PIVOT_MASK = 1;
const PIVOT_LAST = 2;
const REST = 3;
const PIVOT_SLOTS = 4;

const BEST = 0;
const NEXT = 1;
const FIXED = 2;
const WIDTH = 3;
const LAST = 4;
const TESTS = 5;

/** No entry: as a rank, it is worse than any. */
export const NONE = 0x7fff_ffff;

/** A shape with more matches than this gets a hash table; below it, one comparison after the other is faster. */
const FEW_MATCHES = 2;

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

export type FlatIndex<E extends Entry> = {
  readonly code: Int32Array;
  /** The entries by rank. */
  readonly ranked: readonly E[];
};

export function createFlatIndex<E extends Entry>(entries: readonly E[]): FlatIndex<E> {
  const ranked = entries.toSorted((a, b) => b.priority - a.priority);
  const writer = new Writer(new Map(ranked.map((entry, rank) => [entry, rank])));
  const { pivot, byValue, rest } = splitByPivot(entries);
  let size = 2;
  while (size < byValue.size * 2) size *= 2;
  const { code } = writer;
  code.push(pivot?.word ?? 0, pivot?.mask ?? 0, size - 1, 0);
  for (let i = 0; i < size; i++) code.push(0, NONE);
  code[REST] = writer.addList(rest, undefined);
  for (const [value, group] of byValue) {
    let slot = mix(0, value) & (size - 1);
    while (code[PIVOT_SLOTS + slot * 2 + 1] !== NONE) slot = (slot + 1) & (size - 1);
    code[PIVOT_SLOTS + slot * 2] = value;
    code[PIVOT_SLOTS + slot * 2 + 1] = writer.addList([...group, ...rest], pivot);
  }
  return { code: Int32Array.from(code), ranked };
}

type Block<E extends Entry> = { readonly best: number; readonly chains: readonly Chain<E>[] };

class Writer<E extends Entry> {
  readonly code: number[] = [];
  readonly #ranks: ReadonlyMap<E, number>;

  constructor(ranks: ReadonlyMap<E, number>) {
    this.#ranks = ranks;
  }

  /** Adds the list of blocks of some entries; says where it begins. The bits of `pivot` are not looked at: whoever asks has done so. */
  addList(entries: readonly E[], pivot: Pivot | undefined): number {
    const start = this.code.length;
    const blocks = groupByShape(entries).flatMap((chains): Block<E>[] => {
      if (chains.length <= FEW_MATCHES) return chains.map((chain) => ({ best: this.#rankOf(chain), chains: [chain] }));
      return [{ best: chains.reduce((best, chain) => Math.min(best, this.#rankOf(chain)), NONE), chains }];
    });
    blocks.sort((a, b) => a.best - b.best);
    for (const block of blocks) this.#addBlock(block, pivot);
    this.code.push(NONE);
    return start;
  }

  #rankOf([head]: Chain<E>): number {
    return this.#ranks.get(head)!;
  }

  #addBlock({ best, chains }: Block<E>, pivot: Pivot | undefined): void {
    const { code } = this;
    const at = code.length;
    const { fixed, told } = splitTests(
      chains.map(([head]) => head),
      pivot,
    );
    code.push(best, 0, fixed.length, told.length, 0);
    for (const { word, mask, value } of fixed) code.push(word, mask, value);
    for (const { word, mask } of told) code.push(word, mask);
    if (told.length > 0) code[at + LAST] = this.#addSlots(chains, told);
    code[at + NEXT] = code.length;
  }

  #addSlots(chains: readonly Chain<E>[], told: readonly Told[]): number {
    const { code } = this;
    let size = 4;
    while (size < chains.length * 2) size *= 2;
    const slots = code.length;
    const slotWords = told.length + 1;
    for (let i = 0; i < size * slotWords; i++) code.push(NONE);
    for (const chain of chains) {
      const values = told.map(({ at, mask }) => chain[0].values[at]! & mask);
      let slot = values.reduce(mix, 0) & (size - 1);
      while (code[slots + slot * slotWords] !== NONE) slot = (slot + 1) & (size - 1);
      code[slots + slot * slotWords] = this.#rankOf(chain);
      for (const [i, value] of values.entries()) code[slots + slot * slotWords + 1 + i] = value;
    }
    return size - 1;
  }
}

/** Bits of a word that must have a value. */
export type Test = { readonly word: number; readonly mask: number; readonly value: number };

/** Bits of a word that tell entries of one shape apart, and which of their words it is. */
type Told = { readonly at: number; readonly word: number; readonly mask: number };

/** Splits what entries of one shape ask for into what all of them ask for and what tells them apart; the bits of `pivot` are left out. */
function splitTests(entries: readonly Entry[], pivot: Pivot | undefined): { fixed: Test[]; told: Told[] } {
  const { words, masks, values } = entries[0]!;
  const fixed: Test[] = [];
  const told: Told[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const whole = masks[at]! | 0;
    if (pivot !== undefined && word === pivot.word && whole === pivot.mask) continue;
    let mask = 0;
    for (const entry of entries) mask |= (entry.values[at]! ^ values[at]!) & whole;
    if (mask !== 0) told.push({ at, word, mask });
    const shared = whole & ~mask;
    if (shared !== 0) fixed.push({ word, mask: shared, value: values[at]! & shared });
  }
  return { fixed: fixed.sort((a, b) => countBits(b.mask) - countBits(a.mask)), told };
}

function countBits(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}

/** The bits of the key by which an index is split. */
export function pivotOf(code: Int32Array): Pivot | undefined {
  return code[PIVOT_MASK] === 0 ? undefined : { word: code[PIVOT_WORD]!, mask: code[PIVOT_MASK]! };
}

/** The tests that all matches of a block have in common. */
export function testsOfBlock(code: Int32Array, block: number): readonly Test[] {
  const tests: Test[] = [];
  const end = block + TESTS + code[block + FIXED]! * 3;
  for (let at = block + TESTS; at < end; at += 3)
    tests.push({ word: code[at]!, mask: code[at + 1]!, value: code[at + 2]! });
  return tests;
}

/** Whether a block has one match: its tests are then all that it asks for. */
export function isSingle(code: Int32Array, block: number): boolean {
  return code[block + WIDTH] === 0;
}

/** The ranks of the entries that a block finds. */
export function ranksInBlock(code: Int32Array, block: number): readonly number[] {
  const width = code[block + WIDTH]!;
  if (width === 0) return [code[block + BEST]!];
  const slots = block + TESTS + code[block + FIXED]! * 3 + width * 2;
  const ranks: number[] = [];
  for (let slot = 0; slot <= code[block + LAST]!; slot++) {
    const rank = code[slots + slot * (width + 1)]!;
    if (rank !== NONE) ranks.push(rank);
  }
  return ranks;
}

/** Where the list of blocks for a packet begins. */
export function findList(code: Int32Array, ints: Int32Array): number {
  const mask = code[PIVOT_MASK]!;
  if (mask === 0) return code[REST]!;
  const value = ints[code[PIVOT_WORD]!]! & mask;
  const last = code[PIVOT_LAST]!;
  for (let slot = mix(0, value) & last; ; slot = (slot + 1) & last) {
    const start = code[PIVOT_SLOTS + slot * 2 + 1]!;
    if (start === NONE) return code[REST]!;
    if (code[PIVOT_SLOTS + slot * 2] === value) return start;
  }
}

/** The best rank in a block; {@link NONE} at the end of the list. */
export function bestInBlock(code: Int32Array, block: number): number {
  return code[block + BEST]!;
}

/** Where the block after `block` begins. */
export function nextBlock(code: Int32Array, block: number): number {
  return code[block + NEXT]!;
}

/** The rank of the block's best entry whose match selects the packet, or {@link NONE}. */
export function findInBlock(code: Int32Array, block: number, ints: Int32Array): number {
  const words = block + TESTS + code[block + FIXED]! * 3;
  for (let test = block + TESTS; test < words; test += 3) {
    if ((ints[code[test]!]! & code[test + 1]!) !== code[test + 2]!) return NONE;
  }
  const width = code[block + WIDTH]!;
  if (width === 0) return code[block + BEST]!;
  const last = code[block + LAST]!;
  const slots = words + width * 2;
  const slotWords = width + 1;
  let hash = 0;
  for (let at = words; at < slots; at += 2) hash = mix(hash, ints[code[at]!]! & code[at + 1]!);
  for (let slot = hash & last; ; slot = (slot + 1) & last) {
    const entry = slots + slot * slotWords;
    const rank = code[entry]!;
    if (rank === NONE) return NONE;
    let i = 0;
    while (i < width && (ints[code[words + i * 2]!]! & code[words + i * 2 + 1]!) === code[entry + 1 + i]!) i++;
    if (i === width) return rank;
  }
}

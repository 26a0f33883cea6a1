import type { Field } from "./field.ts";

/**
 * The packed form of a packet's fields and registers: {@link KEY_WORDS} 32-bit words. Each field of
 * {@link FIELDS} has its place in it; xreg and xxreg are views on the words of the registers.
 */
export type FlowKey = Uint32Array;

/**
 * Which bits a match looks at. Shapes are interned: two matches on the same bits share one shape, so
 * that a classifier can group flows by identity.
 */
export type MatchShape = {
  /** Dense number of the shape within this process. */
  readonly id: number;
  /** Indices of the words that the match looks at, ascending. */
  readonly words: readonly number[];
  /** The mask of each of `words`, never 0. */
  readonly masks: readonly number[];
};

/**
 * What a flow matches, packed. A key matches when `key[shape.words[i]] & shape.masks[i]` (unsigned) equals
 * `values[i]` for each i; every value is already masked. Words and values are unsigned 32-bit.
 * Equal matches have the same shape and the same values: this form is canonical.
 */
export type Match = { readonly shape: MatchShape; readonly values: readonly number[] };

/** Bits `lo` to `lo + bits - 1` of a field, bit 0 being its least significant. */
export type Subfield = { readonly field: Field; readonly lo: number; readonly bits: number };

const buckets = new Map<number, MatchShape[]>();
let shapes = 0;

/** The one shape that looks at these words with these masks; `words` ascends and no mask is 0. The arrays are copied when the shape is new. */
export function internShape(words: readonly number[], masks: readonly number[]): MatchShape {
  let hash = words.length;
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ words[i]!, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ masks[i]!, 0x85ebca6b);
  }
  const bucket = buckets.get(hash);
  if (bucket !== undefined) {
    for (const shape of bucket) if (sameNumbers(shape.words, words) && sameNumbers(shape.masks, masks)) return shape;
  }
  const shape: MatchShape = { id: shapes++, words: words.slice(), masks: masks.slice() };
  if (bucket === undefined) buckets.set(hash, [shape]);
  else bucket.push(shape);
  return shape;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether two matches select the same packets. */
export function matchEquals(a: Match, b: Match): boolean {
  return a.shape === b.shape && sameNumbers(a.values, b.values);
}

/** A text that equal matches, and no others, share within this process: for maps and sets. */
export function matchKey(match: Match): string {
  return `${match.shape.id}:${match.values.join()}`;
}

/** Whether the packet of `key` is one that `match` selects. */
export function matchSelects(match: Match, key: FlowKey): boolean {
  const { words, masks } = match.shape;
  const { values } = match;
  for (let i = 0; i < words.length; i++) {
    if (((key[words[i]!]! ^ values[i]!) & masks[i]!) !== 0) return false;
  }
  return true;
}

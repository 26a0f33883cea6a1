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
 * What a flow matches, packed. A key matches when `key[shape.words[i]] & shape.masks[i]` equals
 * `values[i]` for each i; every value is already masked. Words and values are unsigned 32-bit.
 * Equal matches have the same shape and the same values: this form is canonical.
 */
export type Match = { readonly shape: MatchShape; readonly values: readonly number[] };

/** Bits `lo` to `lo + bits - 1` of a field, bit 0 being its least significant. */
export type Subfield = { readonly field: Field; readonly lo: number; readonly bits: number };

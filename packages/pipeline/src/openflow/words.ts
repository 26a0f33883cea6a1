import type { Words } from "./action.ts";

/** A value as callers may write it: a number up to 2^53 - 1, a bigint, or words. */
export type WideValue = number | bigint | Words;

/** `value` as exactly `count` words, most significant first; what does not fit is cut off. */
export function toWords(value: WideValue, count: number): number[] {
  const words = new Array<number>(count).fill(0);
  if (typeof value === "bigint") {
    let rest = value;
    for (let i = count - 1; i >= 0; i--, rest >>= 32n) words[i] = Number(rest & 0xffff_ffffn);
  } else if (typeof value === "number") {
    words[count - 1] = value >>> 0;
    if (count > 1) words[count - 2] = Math.floor(value / 2 ** 32) >>> 0;
  } else {
    for (let i = count - 1, j = value.length - 1; i >= 0 && j >= 0; i--, j--) words[i] = value[j]! >>> 0;
  }
  return words;
}

/** Words as one number of any width. */
export function wordsToBigint(words: Words): bigint {
  let value = 0n;
  for (const word of words) value = (value << 32n) | BigInt(word >>> 0);
  return value;
}

/** `bits` ones, right-aligned in as many words as they need. */
export function onesWords(bits: number): number[] {
  const count = (bits + 31) >>> 5;
  const words = new Array<number>(count).fill(0xffff_ffff);
  if (bits % 32 !== 0) words[0] = lowOnes(bits % 32);
  return words;
}

/** The lowest `bits` bits, of 1 to 31; a power would be computed with fractions. */
export function lowOnes(bits: number): number {
  return ((1 << bits) - 1) >>> 0;
}

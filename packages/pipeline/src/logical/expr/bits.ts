import type { Words } from "@ovn-sim/model";

/**
 * Arithmetic on packed numbers of up to 128 bits: unsigned 32-bit words, most significant first. Both
 * operands have the same number of words. Almost every field has one or two words, so loops are cheap.
 */

/** The number of words that hold `bits` bits. */
export function wordsOf(bits: number): number {
  return (bits + 31) >>> 5;
}

/** The low `count` bits of `source`, moved up by `shift`, in a number of `words` words. */
export function placeBits(source: ArrayLike<number>, count: number, shift: number, words: number): Words {
  const last = source.length - 1;
  if (words === 1) return [((source[last]! & lowOnes(count)) << shift) >>> 0];
  const out = new Array<number>(words).fill(0);
  const gap = shift >>> 5;
  const up = shift & 31;
  for (let taken = 0, i = 0; taken < count && i <= last; taken += 32, i++) {
    const word = (source[last - i]! & lowOnes(count - taken)) >>> 0;
    const to = words - 1 - gap - i;
    if (to >= 0) out[to] = (out[to]! | (word << up)) >>> 0;
    if (up > 0 && to > 0) out[to - 1] = (out[to - 1]! | (word >>> (32 - up))) >>> 0;
  }
  return out;
}

/** Bits `shift` to `shift + count - 1` set, in a number of `words` words. */
export function onesAt(shift: number, count: number, words: number): Words {
  if (words === 1) return [(lowOnes(count) << shift) >>> 0];
  return placeBits(ALL_ONES, count, shift, words);
}

/** Bits `lo` to `lo + count - 1` of a number, right-aligned in as few words as hold them. */
export function takeBits(source: Words, lo: number, count: number): Words {
  const words = wordsOf(count);
  const out = new Array<number>(words).fill(0);
  for (let bit = 0; bit < count; bit++) {
    if (bitAt(source, lo + bit)) {
      const at = words - 1 - (bit >>> 5);
      out[at] = (out[at]! | (1 << (bit & 31))) >>> 0;
    }
  }
  return out;
}

export function bitAt(source: ArrayLike<number>, bit: number): boolean {
  return ((source[source.length - 1 - (bit >>> 5)] ?? 0) & (1 << (bit & 31))) !== 0;
}

/** The number with one bit turned over. */
export function flipBit(source: Words, bit: number): Words {
  const at = source.length - 1 - (bit >>> 5);
  return source.map((word, i) => (i === at ? (word ^ (1 << (bit & 31))) >>> 0 : word));
}

/** The number with its bits below `bit` cleared. */
export function clearBelow(source: Words, bit: number): Words {
  const last = source.length - 1;
  return source.map((word, i) => {
    const low = bit - (last - i) * 32;
    if (low <= 0) return word;
    return low >= 32 ? 0 : ((word >>> low) << low) >>> 0;
  });
}

export function isZero(source: ArrayLike<number>): boolean {
  for (let i = 0; i < source.length; i++) if (source[i] !== 0) return false;
  return true;
}

/** The width that a number needs: 0 for 0, 1 for 1, 32 for 0x80000000. */
export function bitLength(source: ArrayLike<number>): number {
  for (let i = 0; i < source.length; i++) {
    if (source[i] !== 0) return (source.length - i) * 32 - Math.clz32(source[i]!);
  }
  return 0;
}

export function countOnes(source: Words): number {
  let count = 0;
  for (const word of source) {
    let bits = word - ((word >>> 1) & 0x55555555);
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Order as numbers: negative when `a` is less. */
export function compareWords(a: Words, b: Words): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  }
  return 0;
}

/** A value under a mask; bits of the value that the mask leaves out are 0. */
export type Masked = { readonly value: Words; readonly mask: Words };

/** What satisfies both; nothing when they contradict each other. */
export function intersectMasked(a: Masked, b: Masked): Masked | undefined {
  if (!isCompatible(a, b)) return undefined;
  if (a.value.length === 1) {
    return { value: [(a.value[0]! | b.value[0]!) >>> 0], mask: [(a.mask[0]! | b.mask[0]!) >>> 0] };
  }
  return {
    value: a.value.map((word, i) => (word | b.value[i]!) >>> 0),
    mask: a.mask.map((word, i) => (word | b.mask[i]!) >>> 0),
  };
}

export function andWords(a: Words, b: Words): Words {
  return a.map((word, i) => (word & b[i]!) >>> 0);
}

/** Whether some number satisfies both. */
export function isCompatible(a: Masked, b: Masked): boolean {
  for (let i = 0; i < a.value.length; i++) {
    if (((a.value[i]! ^ b.value[i]!) & a.mask[i]! & b.mask[i]!) !== 0) return false;
  }
  return true;
}

/** Whether `outer` has every bit that `inner` has. */
export function coversMask(outer: Words, inner: Words): boolean {
  for (let i = 0; i < outer.length; i++) if ((inner[i]! & ~outer[i]!) !== 0) return false;
  return true;
}

/** The run of ones in a mask, as its lowest bit and its length; nothing when there is none or more than one. */
export function oneRun(mask: Words): { readonly lo: number; readonly bits: number } | undefined {
  const top = bitLength(mask);
  if (top === 0) return undefined;
  let lo = 0;
  while (!bitAt(mask, lo)) lo++;
  const bits = countOnes(mask);
  return bits === top - lo ? { lo, bits } : undefined;
}

/** Hexadecimal with `0x` and no leading zeros; plain `0` for 0. */
export function formatHex(source: Words): string {
  let text = "";
  for (const word of source) {
    if (text !== "") text += word.toString(16).padStart(8, "0");
    else if (word !== 0) text = word.toString(16);
  }
  return text === "" ? "0" : `0x${text}`;
}

const ALL_ONES: Words = [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];

function lowOnes(count: number): number {
  return count >= 32 ? 0xffffffff : (1 << count) - 1;
}

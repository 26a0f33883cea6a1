import type { Words } from "../openflow/action.ts";
import type { Field } from "../openflow/field.ts";
import { TUN_PRESENT_WORD } from "../openflow/field-layout.ts";
import type { Subfield } from "../openflow/match.ts";

/** Bits `at` to `at + bits - 1` of a subfield's value lie in one word of the key, from bit `shift` up. */
export type Segment = { readonly at: number; readonly word: number; readonly shift: number; readonly bits: number };

/** Writes to the key, three signed words each: the word's number, the mask of the bits written, and their value. */
export type Writes = readonly number[];

/** Ones in the low `bits` bits of a word. */
export function lowMask(bits: number): number {
  return bits >= 32 ? 0xffff_ffff : ~(-1 << bits) >>> 0;
}

/** Where the bits of a subfield lie, least significant first; bits of the field that the key does not hold are left out. */
export function segmentsOf(sub: Subfield): readonly Segment[] {
  const { field, lo, bits } = sub;
  if (field.words === 1) return oneWordSegments(field, field.shift + lo, bits);
  const segments: Segment[] = [];
  for (let at = 0; at < bits; ) {
    const position = lo + at;
    const shift = position & 31;
    const taken = Math.min(32 - shift, bits - at);
    segments.push({ at, word: field.word + field.words - 1 - (position >>> 5), shift, bits: taken });
    at += taken;
  }
  return segments;
}

function oneWordSegments(field: Field, low: number, bits: number): readonly Segment[] {
  const held = (shiftLeft(lowMask(bits), low) & field.keyMask) >>> 0;
  if (held === 0) return [];
  const shift = 31 - Math.clz32(held & -held);
  return [{ at: shift - low, word: field.word, shift, bits: 32 - Math.clz32(held) - shift }];
}

function shiftLeft(value: number, by: number): number {
  return by >= 32 ? 0 : (value << by) >>> 0;
}

/** Bits `at` to `at + bits - 1` of a value given as words. */
export function bitsOf(value: Words, at: number, bits: number): number {
  const word = value.length - 1 - (at >>> 5);
  const shift = at & 31;
  let taken = (value[word] ?? 0) >>> shift;
  if (shift + bits > 32) taken |= (value[word - 1] ?? 0) << (32 - shift);
  return (taken & lowMask(bits)) >>> 0;
}

/** What writing `value` into a subfield does to the key; `mask`, when given, says which of its bits are written. */
export function writesOf(sub: Subfield, value: Words, mask?: Words): Writes {
  const writes: number[] = [];
  const add = (word: number, bits: number, content: number): void => {
    if (bits !== 0) writes.push(word, bits | 0, content & bits);
  };
  const { field } = sub;
  const whole = field.words === 1 && sub.lo === 0 && sub.bits === field.bits && mask === undefined;
  if (whole) add(field.word, field.keyMask, (value.at(-1) ?? 0) << field.shift);
  else {
    for (const { at, word, shift, bits } of segmentsOf(sub)) {
      const written = mask === undefined ? lowMask(bits) : bitsOf(mask, at, bits);
      add(word, written << shift, bitsOf(value, at, bits) << shift);
    }
  }
  return writes.length === 0 ? writes : mergeWrites([writes, impliedWrites(field)]);
}

/** Bits that become one when the field is written: the presence of a tunnel option, the CFI bit of a VLAN tag. */
export function impliedWrites(field: Field): Writes {
  const presence = field.presenceBit === undefined ? 0 : 1 << field.presenceBit;
  if (presence !== 0) return [TUN_PRESENT_WORD, presence, presence];
  return field.implied === 0 ? [] : [field.word, field.implied, field.implied];
}

/** The writes of several one after the other, as one for each word. */
export function mergeWrites(several: readonly Writes[]): Writes {
  const merged: number[] = [];
  for (const writes of several) {
    for (let i = 0; i < writes.length; i += 3) {
      const [word, mask, value] = [writes[i]!, writes[i + 1]!, writes[i + 2]!];
      let at = 0;
      while (at < merged.length && merged[at] !== word) at += 3;
      if (at === merged.length) merged.push(word, mask, value);
      else {
        merged[at + 1]! |= mask;
        merged[at + 2] = (merged[at + 2]! & ~mask) | value;
      }
    }
  }
  return merged;
}

import type { Words } from "./action.ts";
import type { Field } from "./field.ts";
import { TUN_PRESENT_WORD } from "./field-layout.ts";
import { FIELDS, type FieldName } from "./field-table.ts";
import type { FlowKey, Subfield } from "./match.ts";
import { lowOnes } from "./words.ts";

/**
 * Bits `lo` to `lo + bits - 1` of a field; the whole field when they are left out.
 * @throws RangeError when the field has no such bits: a fault in the caller.
 */
export function subfield(field: Field | FieldName, lo = 0, bits?: number): Subfield {
  const of = typeof field === "string" ? FIELDS[field] : field;
  if (lo === 0 && bits === undefined) return wholeOf(of);
  const width = bits ?? of.bits - lo;
  if (!Number.isInteger(lo) || !Number.isInteger(width) || lo < 0 || width < 1 || lo + width > of.bits) {
    throw new RangeError(`${of.name}[${lo}..${lo + width - 1}] is outside bits 0..${of.bits - 1}`);
  }
  return Object.freeze({ field: of, lo, bits: width });
}

/** Whole fields are asked for with each packet: they are made once. */
const WHOLE = new Map<Field, Subfield>();

function wholeOf(field: Field): Subfield {
  let whole = WHOLE.get(field);
  if (whole === undefined) WHOLE.set(field, (whole = Object.freeze({ field, lo: 0, bits: field.bits })));
  return whole;
}

/** The value of a subfield of at most 32 bits, unsigned. */
export function readSubfield(key: FlowKey, { field, lo, bits }: Subfield): number {
  return readBits(key, field, lo, bits);
}

function readBits(key: FlowKey, field: Field, lo: number, bits: number): number {
  const at = field.shift + lo;
  const word = field.word + field.words - 1 - (at >>> 5);
  const shift = at & 31;
  let value = key[word]! >>> shift;
  if (shift + bits > 32) value |= key[word - 1]! << (32 - shift);
  return bits >= 32 ? value >>> 0 : value & lowOnes(bits);
}

/** Writes the low bits of `value` into a subfield of at most 32 bits; a tunnel option becomes present by it. */
export function writeSubfield(key: FlowKey, { field, lo, bits }: Subfield, value: number): void {
  writeBits(key, field, lo, bits, value);
}

function writeBits(key: FlowKey, field: Field, lo: number, bits: number, value: number): void {
  const at = field.shift + lo;
  const word = field.word + field.words - 1 - (at >>> 5);
  const shift = at & 31;
  const mask = bits >= 32 ? 0xffff_ffff : lowOnes(bits);
  key[word] = (key[word]! & ~(mask << shift)) | ((value & mask) << shift);
  if (shift + bits > 32) {
    const spill = 32 - shift;
    key[word - 1] = (key[word - 1]! & ~(mask >>> spill)) | ((value & mask) >>> spill);
  }
  if (field.presenceBit !== undefined) key[TUN_PRESENT_WORD]! |= 1 << field.presenceBit;
}

/** The value of a subfield of any width, most significant word first, right-aligned. */
export function readWords(key: FlowKey, sub: Subfield): number[] {
  const words = new Array<number>((sub.bits + 31) >>> 5);
  for (let done = 0, i = words.length - 1; i >= 0; done += 32, i--) {
    words[i] = readBits(key, sub.field, sub.lo + done, Math.min(32, sub.bits - done));
  }
  return words;
}

/** Writes a value of any width; words that are missing on the left are 0. */
export function writeWords(key: FlowKey, sub: Subfield, words: Words): void {
  for (let done = 0, i = words.length - 1; done < sub.bits; done += 32, i--) {
    writeBits(key, sub.field, sub.lo + done, Math.min(32, sub.bits - done), words[i] ?? 0);
  }
}

/** The whole of a field that has at most 32 bits, as `[]` reads it. */
export function readField(key: FlowKey, field: Field): number {
  const value = key[field.word + field.words - 1]! >>> field.shift;
  return field.bits >= 32 ? value : value & lowOnes(field.bits);
}

import { UUID_LENGTH } from "./uuid.ts";

const DASH = 0x2d;
const FIRST_ROWS = 64;

/** By chance few UUIDs stand in each other's way, hundreds only because somebody chose them so. */
const MOST_STEPS = 256;

/** The value of each lower-case hex digit, and of every other code a number below 0. */
const DIGITS = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) DIGITS[value.toString(16).charCodeAt(0)] = value;

/**
 * The numbers of rows by their UUIDs, without an object for any: four words for each in the order of the rows, and a hash table
 * of the numbers with open addressing.
 */
export class UuidIndex {
  #words = new Int32Array(FIRST_ROWS * 4);
  /** One more than the number of a row, or 0. */
  #slots = new Int32Array(0);
  #count = 0;
  /** The words of the UUID that is asked for. */
  readonly #asked = new Int32Array(4);

  get count(): number {
    return this.#count;
  }

  /** The first 32 bits of each UUID, by number. */
  firstWords(): Uint32Array {
    const words = new Uint32Array(this.#count);
    for (let nth = 0; nth < words.length; nth++) words[nth] = this.#words[nth * 4]!;
    return words;
  }

  /** Takes the UUID that stands at `at` for the next row; false when none in lower case is there. */
  add(codes: Uint8Array, at: number): boolean {
    const first = this.#count * 4;
    if (first === this.#words.length) {
      const more = new Int32Array(first * 2);
      more.set(this.#words);
      this.#words = more;
    }
    if (at + UUID_LENGTH > codes.length || !readCodes(codes, at, this.#words, first)) return false;
    this.#count++;
    return true;
  }

  /** Makes rows to be found, when no more will come; false when two have the same UUID. */
  close(): boolean {
    const words = this.#words.slice(0, this.#count * 4);
    let size = 2;
    while (size < this.#count * 2) size *= 2;
    this.#words = words;
    this.#slots = new Int32Array(size);
    for (let nth = 0; nth < this.#count; nth++) {
      const at = nth * 4;
      const slot = this.#findSlot(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
      if (slot < 0 || this.#slots[slot] !== 0) return false;
      this.#slots[slot] = nth + 1;
    }
    return true;
  }

  /** The number of the row whose UUID stands at `at` of the text; -1 when there is none. */
  find(text: string, at: number): number {
    const asked = this.#asked;
    if (at + UUID_LENGTH > text.length || !readText(text, at, asked)) return -1;
    const slot = this.#findSlot(asked[0]!, asked[1]!, asked[2]!, asked[3]!);
    return slot < 0 ? -1 : this.#slots[slot]! - 1;
  }

  /** The slot of these words, or the free one where they would be; -1 when too many others are in their way. */
  #findSlot(a: number, b: number, c: number, d: number): number {
    const words = this.#words;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(a, b, c, d) & mask;
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const number = slots[slot]!;
      if (number === 0) return slot;
      const at = (number - 1) * 4;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return slot;
      slot = (slot + 1) & mask;
    }
    return -1;
  }
}

/** Every digit counts: UUIDs that were made by people differ in a few of them only. */
function hash(a: number, b: number, c: number, d: number): number {
  let mixed = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ c, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ d, 0x27d4eb2f);
  return mixed ^ (mixed >>> 16);
}

/** Puts the words of the UUID at `at` into `words` from `first` on; false when none is there. */
function readCodes(codes: Uint8Array, at: number, words: Int32Array, first: number): boolean {
  const a = fourDigits(codes, at);
  const b = fourDigits(codes, at + 4);
  const c = fourDigits(codes, at + 9);
  const d = fourDigits(codes, at + 14);
  const e = fourDigits(codes, at + 19);
  const f = fourDigits(codes, at + 24);
  const g = fourDigits(codes, at + 28);
  const h = fourDigits(codes, at + 32);
  words[first] = (a << 16) | b;
  words[first + 1] = (c << 16) | d;
  words[first + 2] = (e << 16) | f;
  words[first + 3] = (g << 16) | h;
  const areDashes =
    codes[at + 8] === DASH && codes[at + 13] === DASH && codes[at + 18] === DASH && codes[at + 23] === DASH;
  return areDashes && (a | b | c | d | e | f | g | h) >= 0;
}

/** Four hex digits as a number, or a number below 0. */
function fourDigits(codes: Uint8Array, at: number): number {
  return (
    (DIGITS[codes[at]!]! << 12) |
    (DIGITS[codes[at + 1]!]! << 8) |
    (DIGITS[codes[at + 2]!]! << 4) |
    DIGITS[codes[at + 3]!]!
  );
}

function readText(text: string, at: number, words: Int32Array): boolean {
  const a = fourDigitsOf(text, at);
  const b = fourDigitsOf(text, at + 4);
  const c = fourDigitsOf(text, at + 9);
  const d = fourDigitsOf(text, at + 14);
  const e = fourDigitsOf(text, at + 19);
  const f = fourDigitsOf(text, at + 24);
  const g = fourDigitsOf(text, at + 28);
  const h = fourDigitsOf(text, at + 32);
  words[0] = (a << 16) | b;
  words[1] = (c << 16) | d;
  words[2] = (e << 16) | f;
  words[3] = (g << 16) | h;
  const areDashes =
    text.charCodeAt(at + 8) === DASH &&
    text.charCodeAt(at + 13) === DASH &&
    text.charCodeAt(at + 18) === DASH &&
    text.charCodeAt(at + 23) === DASH;
  return areDashes && (a | b | c | d | e | f | g | h) >= 0;
}

function fourDigitsOf(text: string, at: number): number {
  const a = text.charCodeAt(at);
  const b = text.charCodeAt(at + 1);
  const c = text.charCodeAt(at + 2);
  const d = text.charCodeAt(at + 3);
  if ((a | b | c | d) >= DIGITS.length) return -1;
  return (DIGITS[a]! << 12) | (DIGITS[b]! << 8) | (DIGITS[c]! << 4) | DIGITS[d]!;
}

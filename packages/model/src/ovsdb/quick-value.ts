import { codesOf, type QuickText } from "./quick-text.ts";
import type { AtomType, ColumnSchema } from "./schema.ts";
import { UuidIndex } from "./uuid-index.ts";

/** Where a value ends that is not as OVSDB's own programs write one: it may be good or bad, and is read the plain way. */
export const REFUSED = -1;

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LETTER_U = 0x75;

const OPEN_UUID = codesOf(`["uuid","`);
const OPEN_SET = codesOf(`["set",[`);
const OPEN_MAP = codesOf(`["map",[`);
const TRUE = codesOf("true");
const FALSE = codesOf("false");

/** What stands between the digits of a UUID: 1 a lower-case digit, 2 a dash. */
const UUID_FORM = Uint8Array.from("00000000-0000-0000-0000-000000000000", (letter) => (letter === "-" ? 2 : 1));
const UUID_CLASS = new Uint8Array(128);
for (const digit of "0123456789abcdef") UUID_CLASS[digit.charCodeAt(0)] = 1;
UUID_CLASS[MINUS] = 2;

/** 1 at the code of each character that means itself in a string. */
const IS_PLAIN = new Uint8Array(256).fill(1, SPACE);
IS_PLAIN[QUOTE] = 0;
IS_PLAIN[BACKSLASH] = 0;

const ESCAPED = new Uint8Array(128);
for (const letter of `"\\/bfnrt`) ESCAPED[letter.charCodeAt(0)] = 1;
const HEX = new Uint8Array(128);
for (const digit of "0123456789abcdefABCDEF") HEX[digit.charCodeAt(0)] = 1;

/** More digits may be an integer that JavaScript cannot hold. */
const MOST_DIGITS = 15;

/** Up to this many atoms, comparing each with each is faster than a `Set`. */
const FEW = 6;

/**
 * Finds the ends of values and checks them against their columns' types as it goes, in a text that it has not seen before
 * and makes nothing of. It takes the one form in which OVSDB's programs write a value (RFC 7047, section 5.1, without
 * blanks) and refuses everything else, so that what it takes is what `checkDatum` takes of the parsed JSON.
 */
export class QuickValues {
  readonly text: string;
  readonly codes: Uint8Array;
  /** Starts and ends of the atoms of a set, or keys of a map, that have to differ: so many of them. */
  readonly #atoms: number[] = [];
  #atomCount = 0;
  #hasEscape = false;

  constructor({ text, codes }: QuickText) {
    this.text = text;
    this.codes = codes;
  }

  /** Whether the text goes on with these codes. */
  startsWith(expected: Uint8Array, at: number): boolean {
    const { codes } = this;
    for (let i = 0; i < expected.length; i++) if (codes[at + i] !== expected[i]) return false;
    return true;
  }

  /** The end of the value of a column that starts at `at`, or {@link REFUSED}. */
  findEnd(column: ColumnSchema, at: number): number {
    if (column.shape === "map") return this.#findMapEnd(column, at);
    if (this.codes[at] === OPEN_BRACKET && this.startsWith(OPEN_SET, at)) return this.#findSetEnd(column, at);
    return this.#findAtomEnd(column.key.type, at);
  }

  #findSetEnd({ key, min, max }: ColumnSchema, open: number): number {
    const { codes } = this;
    let at = open + OPEN_SET.length;
    this.#atomCount = 0;
    this.#hasEscape = false;
    if (codes[at] === CLOSE_BRACKET) at++;
    else {
      for (;;) {
        const end = this.#findAtomEnd(key.type, at);
        if (end === REFUSED) return REFUSED;
        this.#addAtom(at, end);
        at = end + 1;
        if (codes[end] === CLOSE_BRACKET) break;
        if (codes[end] !== COMMA) return REFUSED;
      }
    }
    const count = this.#atomCount >> 1;
    if (codes[at] !== CLOSE_BRACKET || count < min || count > max || !this.#areDistinct(key.type)) return REFUSED;
    return at + 1;
  }

  #findMapEnd({ key, value, min, max }: ColumnSchema, open: number): number {
    if (!this.startsWith(OPEN_MAP, open)) return REFUSED;
    const { codes } = this;
    let at = open + OPEN_MAP.length;
    this.#atomCount = 0;
    this.#hasEscape = false;
    let escapeInKey = false;
    if (codes[at] === CLOSE_BRACKET) at++;
    else {
      for (;;) {
        if (codes[at] !== OPEN_BRACKET) return REFUSED;
        this.#hasEscape = false;
        const keyEnd = this.#findAtomEnd(key.type, at + 1);
        if (keyEnd === REFUSED || codes[keyEnd] !== COMMA) return REFUSED;
        escapeInKey ||= this.#hasEscape;
        this.#addAtom(at + 1, keyEnd);
        const end = this.#findAtomEnd(value!.type, keyEnd + 1);
        if (end === REFUSED || codes[end] !== CLOSE_BRACKET) return REFUSED;
        at = end + 2;
        if (codes[end + 1] === CLOSE_BRACKET) break;
        if (codes[end + 1] !== COMMA) return REFUSED;
      }
    }
    this.#hasEscape = escapeInKey;
    const count = this.#atomCount >> 1;
    if (codes[at] !== CLOSE_BRACKET || count < min || count > max || !this.#areDistinct(key.type)) return REFUSED;
    return at + 1;
  }

  #findAtomEnd(type: AtomType, at: number): number {
    switch (type) {
      case "string":
        return this.codes[at] === QUOTE ? this.findStringEnd(at) : REFUSED;
      case "uuid":
        return this.findUuidAtomEnd(at);
      case "integer":
      case "real":
        return this.findIntegerEnd(at);
      case "boolean":
        if (this.startsWith(TRUE, at)) return at + TRUE.length;
        return this.startsWith(FALSE, at) ? at + FALSE.length : REFUSED;
    }
  }

  /** The end of a string whose quote is at `open`. */
  findStringEnd(open: number): number {
    const { codes } = this;
    const { length } = codes;
    for (let at = open + 1; at < length; at++) {
      const code = codes[at]!;
      if (IS_PLAIN[code] === 1) continue;
      if (code === QUOTE) return at + 1;
      if (code !== BACKSLASH) return REFUSED;
      this.#hasEscape = true;
      at++;
      if (at >= length) return REFUSED;
      const letter = codes[at]!;
      if (letter === LETTER_U) {
        for (const last = at + 4; at < last; ) if (!(HEX[codes[++at] ?? 0] === 1)) return REFUSED;
      } else if (ESCAPED[letter] !== 1) return REFUSED;
    }
    return REFUSED;
  }

  /** The end of `["uuid","…"]` in lower case. */
  findUuidAtomEnd(at: number): number {
    if (!this.startsWith(OPEN_UUID, at)) return REFUSED;
    const { codes } = this;
    const start = at + OPEN_UUID.length;
    const end = start + UUID_FORM.length;
    return this.#isUuid(start) && codes[end] === QUOTE && codes[end + 1] === CLOSE_BRACKET ? end + 2 : REFUSED;
  }

  /** Whether a UUID in lower case stands at `at`. */
  #isUuid(at: number): boolean {
    const { codes } = this;
    for (let i = 0; i < UUID_FORM.length; i++) {
      const code = codes[at + i]!;
      if (code > 0x7f || UUID_CLASS[code] !== UUID_FORM[i]) return false;
    }
    return true;
  }

  findIntegerEnd(from: number): number {
    const { codes } = this;
    const start = codes[from] === MINUS ? from + 1 : from;
    let at = start;
    while (at < codes.length && codes[at]! >= DIGIT_0 && codes[at]! <= DIGIT_9) at++;
    const digits = at - start;
    if (digits === 0 || digits > MOST_DIGITS) return REFUSED;
    // JSON has no leading zeros, and of -0 the plain way knows best.
    if (codes[start] === DIGIT_0 && (digits > 1 || start !== from)) return REFUSED;
    const next = codes[at];
    return next === undefined || next === COMMA || next === CLOSE_BRACKET || next === 0x7d ? at : REFUSED;
  }

  #addAtom(start: number, end: number): void {
    this.#atoms[this.#atomCount++] = start;
    this.#atoms[this.#atomCount++] = end;
  }

  /** Whether the atoms differ. Two that are written alike are the same; with escapes others may be as well. */
  #areDistinct(type: AtomType): boolean {
    const atoms = this.#atoms;
    const length = this.#atomCount;
    if (length < 4) return true;
    if (this.#hasEscape) return false;
    if (length > 2 * FEW && type === "uuid") {
      const index = new UuidIndex();
      for (let i = 0; i < length; i += 2) index.add(this.codes, atoms[i]! + OPEN_UUID.length);
      return index.close();
    }
    if (length > 2 * FEW) {
      const texts = new Set<string>();
      for (let i = 0; i < length; i += 2) texts.add(this.text.slice(atoms[i], atoms[i + 1]));
      return texts.size * 2 === length;
    }
    for (let i = 2; i < length; i += 2) {
      const start = atoms[i]!;
      const size = atoms[i + 1]! - start;
      for (let k = 0; k < i; k += 2) {
        const other = atoms[k]!;
        if (atoms[k + 1]! - other === size && this.isSame(start, other, size)) return false;
      }
    }
    return true;
  }

  /** Whether so many characters at one place are those at the other. */
  isSame(one: number, other: number, length: number): boolean {
    const { codes } = this;
    let all = 0;
    for (let i = 0; i < length; i++) {
      const code = codes[one + i]!;
      if (code !== codes[other + i]) return false;
      all |= code;
    }
    // Characters that are not ASCII have one code and may differ.
    return all < 0x80 || this.text.slice(one, one + length) === this.text.slice(other, other + length);
  }
}

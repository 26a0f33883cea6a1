import type { AtomType, ColumnSchema } from "./schema.ts";

/** Where a value ends that is not as OVSDB's own programs write one: it may be good or bad, and is read the plain way. */
export const REFUSED = -1;

type Codes = Uint8Array | Uint16Array;

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

function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

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
  readonly codes: Codes;
  readonly #text: string;
  /** Starts and ends of the atoms of a set, or keys of a map, that have to differ. */
  #atoms: number[] = [];
  #hasEscape = false;

  constructor(text: string, codes: Codes) {
    this.#text = text;
    this.codes = codes;
  }

  /** Whether the text goes on with these codes. */
  startsWith(expected: Codes, at: number): boolean {
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
    let count = 0;
    this.#atoms = [];
    this.#hasEscape = false;
    if (codes[at] === CLOSE_BRACKET) at++;
    else {
      for (;;) {
        const end = this.#findAtomEnd(key.type, at);
        if (end === REFUSED) return REFUSED;
        this.#atoms.push(at, end);
        count++;
        at = end + 1;
        if (codes[end] === CLOSE_BRACKET) break;
        if (codes[end] !== COMMA) return REFUSED;
      }
    }
    if (codes[at] !== CLOSE_BRACKET || count < min || count > max || !this.#areDistinct()) return REFUSED;
    return at + 1;
  }

  #findMapEnd({ key, value, min, max }: ColumnSchema, open: number): number {
    if (!this.startsWith(OPEN_MAP, open)) return REFUSED;
    const { codes } = this;
    let at = open + OPEN_MAP.length;
    let count = 0;
    this.#atoms = [];
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
        this.#atoms.push(at + 1, keyEnd);
        const end = this.#findAtomEnd(value!.type, keyEnd + 1);
        if (end === REFUSED || codes[end] !== CLOSE_BRACKET) return REFUSED;
        count++;
        at = end + 2;
        if (codes[end + 1] === CLOSE_BRACKET) break;
        if (codes[end + 1] !== COMMA) return REFUSED;
      }
    }
    this.#hasEscape = escapeInKey;
    if (codes[at] !== CLOSE_BRACKET || count < min || count > max || !this.#areDistinct()) return REFUSED;
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
      if (code === QUOTE) return at + 1;
      if (code < SPACE) return REFUSED;
      if (code !== BACKSLASH) continue;
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
    return this.isUuid(start) && codes[end] === QUOTE && codes[end + 1] === CLOSE_BRACKET ? end + 2 : REFUSED;
  }

  /** Whether a UUID in lower case stands at `at`. */
  isUuid(at: number): boolean {
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

  /** Whether the atoms differ. Two that are written alike are the same; with escapes others may be as well. */
  #areDistinct(): boolean {
    const atoms = this.#atoms;
    if (atoms.length < 4) return true;
    if (this.#hasEscape) return false;
    if (atoms.length > 2 * FEW) {
      const texts = new Set<string>();
      for (let i = 0; i < atoms.length; i += 2) texts.add(this.#text.slice(atoms[i], atoms[i + 1]));
      return texts.size * 2 === atoms.length;
    }
    for (let i = 2; i < atoms.length; i += 2) {
      for (let k = 0; k < i; k += 2) if (this.#isSame(atoms[i]!, atoms[i + 1]!, atoms[k]!, atoms[k + 1]!)) return false;
    }
    return true;
  }

  #isSame(start: number, end: number, otherStart: number, otherEnd: number): boolean {
    if (end - start !== otherEnd - otherStart) return false;
    for (let i = start, k = otherStart; i < end; i++, k++) if (this.codes[i] !== this.codes[k]) return false;
    return true;
  }
}

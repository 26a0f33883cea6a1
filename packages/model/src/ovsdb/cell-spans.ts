import { decodeDatum } from "./datum.ts";
import type { ColumnValues } from "./numbered-rows.ts";
import type { ColumnSlot } from "./row.ts";
import type { ColumnSchema } from "./schema.ts";
import { UUID_LENGTH } from "./uuid.ts";
import type { Atom, Datum } from "./value.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LETTER_F = 0x66;
const LETTER_T = 0x74;
const LETTER_U = 0x75;
const OPEN_UUID = `["uuid","`;
const CLOSE_UUID = `"]`;
const OPEN_SET = `["set",[`;

/** As long as `["set",[]]` and `["map",[]]`, and shorter than every other array. */
const EMPTY_LENGTH = 10;

/** Rows of one block of numbers. The first block of a table grows up to this, so that a small table takes little. */
const BLOCK_BITS = 12;
const BLOCK_ROWS = 1 << BLOCK_BITS;
const BLOCK_MASK = BLOCK_ROWS - 1;
const FIRST_ROWS = 16;
const NO_BLOCK = new Uint32Array(0);

/**
 * The values of a table's rows as they stand in a text, all of them checked: a start and an end for each. A value is made when
 * it is asked for. The objects that JSON.parse makes of the same text take three times its memory, and most of the
 * time is spent on moving them about.
 */
export class CellSpans {
  readonly text: string;
  /** Numbers for each row: the start of its UUID, then a start and an end for each column. */
  readonly #stride: number;
  readonly #blocks: Uint32Array[] = [];
  #rows = 0;
  /** The block of the last row, and where its numbers begin. */
  #block = NO_BLOCK;
  #base = 0;

  constructor(text: string, width: number) {
    this.text = text;
    this.#stride = 1 + width * 2;
  }

  get count(): number {
    return this.#rows;
  }

  /** Adds a row without values. */
  addRow(): void {
    const nth = this.#rows++ & BLOCK_MASK;
    this.#base = nth * this.#stride;
    if (nth === 0) this.#blocks.push(this.#newBlock(this.#rows === 1 ? FIRST_ROWS : BLOCK_ROWS));
    else if (this.#base === this.#block.length) {
      const small = this.#blocks.pop()!;
      this.#blocks.push(this.#newBlock(nth * 2));
      this.#block.set(small);
    }
  }

  /** Says where the UUID of the last row is. */
  putUuid(start: number): void {
    this.#block[this.#base] = start;
  }

  #newBlock(rows: number): Uint32Array {
    this.#block = new Uint32Array(rows * this.#stride);
    return this.#block;
  }

  /** Says where a value of the last row is; false when it has one already. No value starts at 0: a bracket or brace is there. */
  put(place: number, start: number, end: number): boolean {
    const at = this.#base + place * 2 + 1;
    if (this.#block[at] !== 0) return false;
    this.#block[at] = start;
    this.#block[at + 1] = end;
    return true;
  }

  /** Gives back what was taken for rows that did not come. */
  close(): void {
    const last = this.#blocks.length - 1;
    if (last < 0) return;
    this.#blocks[last] = this.#block.slice(0, this.#base + this.#stride);
    this.#block = NO_BLOCK;
  }

  uuidStart(row: number): number {
    return this.#blocks[row >> BLOCK_BITS]![(row & BLOCK_MASK) * this.#stride]!;
  }

  /** Where the value begins, or 0 when the row does not mention the column. */
  start(row: number, place: number): number {
    return this.#blocks[row >> BLOCK_BITS]![(row & BLOCK_MASK) * this.#stride + place * 2 + 1]!;
  }

  end(row: number, place: number): number {
    return this.#blocks[row >> BLOCK_BITS]![(row & BLOCK_MASK) * this.#stride + place * 2 + 2]!;
  }
}

/** So many places of values are remembered; where values share places there are fewer. */
const MOST_PLACES = 1024;

/** Values that were made are kept by so many rows: one that is looked at alone takes little, and all take no more than an array. */
const PAGE_BITS = 6;
const PAGE_ROWS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_ROWS - 1;

/** One column of the values of a table's rows. */
export class SpanColumn implements ColumnValues {
  readonly #spans: CellSpans;
  readonly #slot: ColumnSlot;
  readonly #pages: Datum[][] = [];
  /** The text that was made last and where it stands: the rows of a table often say the same. */
  #last = "";
  #lastStart = 0;

  constructor(spans: CellSpans, slot: ColumnSlot) {
    this.#spans = spans;
    this.#slot = slot;
  }

  read(nth: number): Datum {
    const known = this.#pages[nth >> PAGE_BITS]?.[nth & PAGE_MASK];
    if (known !== undefined) return known;
    const { place, fallback } = this.#slot;
    const start = this.#spans.start(nth, place);
    return start === 0 ? fallback : this.#keep(nth, this.#decode(start, this.#spans.end(nth, place)));
  }

  findDoubtful(isThere: (text: string, at: number) => boolean): readonly number[] | undefined {
    const { place, fallback } = this.#slot;
    const { count } = this.#spans;
    const doubtful: number[] = [];
    // Values that are the same often have one place.
    const sound = new Set<number>();
    if (fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)) sound.add(0);
    for (let nth = 0; nth < count; nth++) {
      const start = this.#spans.start(nth, place);
      if (sound.has(start)) continue;
      if (start === 0 || !this.#areThere(start, isThere)) doubtful.push(nth);
      else if (sound.size < MOST_PLACES) sound.add(start);
    }
    return doubtful;
  }

  #areThere(start: number, isThere: (text: string, at: number) => boolean): boolean {
    const { text } = this.#spans;
    if (text.charCodeAt(start + 2) === LETTER_U) return isThere(text, start + OPEN_UUID.length);
    if (!text.startsWith(OPEN_SET, start)) return false;
    if (text.charCodeAt(start + OPEN_SET.length) === CLOSE_BRACKET) return true;
    // Between two of them is a comma, after the last the end of the set.
    for (let at = start + OPEN_SET.length; ; at += UUID_LENGTH + CLOSE_UUID.length + 1) {
      at += OPEN_UUID.length;
      if (!isThere(text, at)) return false;
      if (text.charCodeAt(at + UUID_LENGTH + CLOSE_UUID.length) !== COMMA) return true;
    }
  }

  #keep(nth: number, datum: Datum): Datum {
    const number = nth >> PAGE_BITS;
    for (let i = this.#pages.length; i <= number; i++) this.#pages.push(NO_PAGE);
    let page = this.#pages[number]!;
    if (page === NO_PAGE) this.#pages[number] = page = new Array<Datum>(PAGE_ROWS).fill(undefined);
    page[nth & PAGE_MASK] = datum;
    return datum;
  }

  #decode(start: number, end: number): Datum {
    const { text } = this.#spans;
    const { column, fallback } = this.#slot;
    switch (text.charCodeAt(start)) {
      case QUOTE:
        return asDatum(column, this.#unquote(start, end));
      case LETTER_T:
        return asDatum(column, true);
      case LETTER_F:
        return asDatum(column, false);
      case OPEN_BRACKET: {
        const uuid = start + OPEN_UUID.length;
        if (text.charCodeAt(start + 2) === LETTER_U) return asDatum(column, this.#slice(uuid, uuid + UUID_LENGTH));
        // Only a column that may be empty has such a value, and that is its default.
        if (end - start === EMPTY_LENGTH) return fallback;
        return decodeDatum(column, JSON.parse(text.slice(start, end)));
      }
      default:
        return asDatum(column, readInteger(text, start, end));
    }
  }

  #unquote(start: number, end: number): string {
    const inner = this.#slice(start + 1, end - 1);
    return inner.includes("\\") ? (JSON.parse(this.#spans.text.slice(start, end)) as string) : inner;
  }

  /** A part of the text; the same object again when the one before said the same. */
  #slice(start: number, end: number): string {
    const last = this.#last;
    if (start === this.#lastStart) return last;
    if (last.length === end - start && isSameText(this.#spans.text, this.#lastStart, start, last.length)) return last;
    this.#lastStart = start;
    this.#last = this.#spans.text.slice(start, end);
    return this.#last;
  }
}

const NO_PAGE: never[] = [];

function isSameText(text: string, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (text.charCodeAt(one + i) !== text.charCodeAt(other + i)) return false;
  return true;
}

/** An integer of few digits, as `QuickValues` takes one. */
function readInteger(text: string, start: number, end: number): number {
  const isNegative = text.charCodeAt(start) === MINUS;
  let value = 0;
  for (let at = isNegative ? start + 1 : start; at < end; at++) value = value * 10 + text.charCodeAt(at) - DIGIT_0;
  return isNegative ? -value : value;
}

function asDatum({ shape }: ColumnSchema, atom: Atom): Datum {
  return shape === "set" ? [atom] : atom;
}

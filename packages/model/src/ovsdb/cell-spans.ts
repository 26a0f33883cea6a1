import { decodeDatum } from "./datum.ts";
import { type ColumnValues, type FindRow, NO_ROW } from "./numbered-rows.ts";
import type { ColumnSlot } from "./row.ts";
import type { ColumnSchema } from "./schema.ts";
import { UUID_LENGTH } from "./uuid.ts";
import type { Atom, Datum } from "./value.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
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

  /**
   * The numbers of all rows, {@link stride} for each, in blocks: those of a column, or the starts of the UUIDs, are read in
   * one loop, which is faster than to ask row by row.
   */
  get blocks(): readonly Uint32Array[] {
    return this.#blocks;
  }

  /** How far the numbers of one row are from those of the next. */
  get stride(): number {
    return this.#stride;
  }

  /** Where in the numbers of a row the start of a column's value is. */
  startOffset(place: number): number {
    return place * 2 + 1;
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
const MOST_PLACES = 4096;

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

  findRows(find: FindRow): Int32Array {
    const { text, blocks, stride, count } = this.#spans;
    const offset = this.#spans.startOffset(this.#slot.place);
    const found = new Int32Array(count);
    // Values that are the same often have one place: what was found at a place is remembered until another takes its turn.
    const places = new Uint32Array(MOST_PLACES);
    const numbers = new Int32Array(MOST_PLACES).fill(NO_ROW);
    let nth = 0;
    for (const block of blocks) {
      for (let at = offset; at < block.length; at += stride) {
        const start = block[at]!;
        const turn = start % MOST_PLACES;
        if (places[turn] !== start) {
          const uuid = start === 0 ? -1 : findFirstUuid(text, start);
          places[turn] = start;
          numbers[turn] = uuid < 0 ? NO_ROW : find(text, uuid);
        }
        found[nth++] = numbers[turn]!;
      }
    }
    return found;
  }

  findRowsAt(nth: number, find: FindRow): readonly number[] {
    const { text } = this.#spans;
    const found: number[] = [];
    const start = this.#spans.start(nth, this.#slot.place);
    for (let at = start === 0 ? -1 : findFirstUuid(text, start); at >= 0; at = findNextUuid(text, start, at)) {
      const number = find(text, at);
      if (number !== NO_ROW) found.push(number);
    }
    return found;
  }

  findFilled(): readonly number[] {
    const { text, blocks, stride } = this.#spans;
    const offset = this.#spans.startOffset(this.#slot.place);
    const filled: number[] = [];
    let nothing = 0;
    let nth = 0;
    for (const block of blocks) {
      for (let at = offset; at < block.length; at += stride, nth++) {
        const start = block[at]!;
        if (start === nothing || start === 0) continue;
        if (isNothing(text, start)) nothing = start;
        else filled.push(nth);
      }
    }
    return filled;
  }

  findKeys(keys: readonly string[]): readonly number[] {
    const { text } = this.#spans;
    const { place } = this.#slot;
    return this.findFilled().filter((nth) => {
      const value = text.slice(this.#spans.start(nth, place), this.#spans.end(nth, place));
      // A key with an escape may be any.
      return value.includes("\\") || keys.some((key) => value.includes(key));
    });
  }

  readIntegers(): readonly number[] {
    const { text, blocks, stride } = this.#spans;
    const offset = this.#spans.startOffset(this.#slot.place);
    const integers: number[] = [];
    for (const block of blocks) {
      for (let at = offset; at < block.length; at += stride) {
        const start = block[at]!;
        const first = text.charCodeAt(start);
        const isNumber = first >= MINUS && first <= DIGIT_9;
        integers.push(isNumber ? readInteger(text, start) : Number(this.read(integers.length)));
      }
    }
    return integers;
  }

  isSameAt(one: number, other: number): boolean {
    const { text } = this.#spans;
    const { place } = this.#slot;
    const [some, others] = [one, other].map((nth) =>
      text.slice(this.#spans.start(nth, place), this.#spans.end(nth, place)),
    );
    return some === others;
  }

  #areThere(start: number, isThere: (text: string, at: number) => boolean): boolean {
    const { text } = this.#spans;
    if (text.charCodeAt(start + 2) !== LETTER_U && !text.startsWith(OPEN_SET, start)) return false;
    for (let at = findFirstUuid(text, start); at >= 0; at = findNextUuid(text, start, at)) {
      if (!isThere(text, at)) return false;
    }
    return true;
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
        return asDatum(column, readInteger(text, start));
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

/** Whether the value is an empty text, set or map. */
function isNothing(text: string, start: number): boolean {
  return text.charCodeAt(start) === QUOTE
    ? text.charCodeAt(start + 1) === QUOTE
    : text.charCodeAt(start + EMPTY_LENGTH - 2) === CLOSE_BRACKET;
}

/** Where the first UUID of a value stands, that is one or a set of them; -1 when it has none. */
function findFirstUuid(text: string, start: number): number {
  if (text.charCodeAt(start + 2) === LETTER_U) return start + OPEN_UUID.length;
  const first = start + OPEN_SET.length;
  return text.charCodeAt(first) === OPEN_BRACKET ? first + OPEN_UUID.length : -1;
}

/** Where the UUID after the one at `at` stands: between two of a set is a comma, after the last the end of the set. */
function findNextUuid(text: string, start: number, at: number): number {
  const end = at + UUID_LENGTH + CLOSE_UUID.length;
  const isLast = text.charCodeAt(start + 2) === LETTER_U || text.charCodeAt(end) !== COMMA;
  return isLast ? -1 : end + 1 + OPEN_UUID.length;
}

/** An integer of few digits, as `QuickValues` takes one: what follows is no digit. */
function readInteger(text: string, start: number): number {
  const isNegative = text.charCodeAt(start) === MINUS;
  let value = 0;
  for (let at = isNegative ? start + 1 : start; ; at++) {
    const digit = text.charCodeAt(at) - DIGIT_0;
    if (!(digit >= 0 && digit <= 9)) return isNegative ? -value : value;
    value = value * 10 + digit;
  }
}

function asDatum({ shape }: ColumnSchema, atom: Atom): Datum {
  return shape === "set" ? [atom] : atom;
}

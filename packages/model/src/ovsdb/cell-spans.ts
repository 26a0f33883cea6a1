import { decodeDatum } from "./datum.ts";
import type { ColumnSlot } from "./row.ts";
import type { ColumnSchema } from "./schema.ts";
import type { Atom, Datum } from "./value.ts";

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const LETTER_U = 0x75;
const FIRST_ROWS = 64;
const OPEN_UUID = `["uuid","`;

/** As long as `["set",[]]` and `["map",[]]`, and shorter than every other array. */
const EMPTY_LENGTH = 10;

/**
 * The values of a table's rows as they stand in a text, all of them checked: a start and an end for each. A value is made when
 * it is asked for. The objects that JSON.parse makes of the same text take three times its memory, and most of the
 * time is spent on moving them about.
 */
export class CellSpans {
  readonly #text: string;
  readonly #width: number;
  #spans: Uint32Array;
  #rows = 0;

  constructor(text: string, width: number) {
    this.#text = text;
    this.#width = width;
    this.#spans = new Uint32Array(FIRST_ROWS * width * 2);
  }

  /** Adds a row without values; gives its number. */
  addRow(): number {
    const needed = (this.#rows + 1) * this.#width * 2;
    if (needed > this.#spans.length) {
      const more = new Uint32Array(this.#spans.length * 2);
      more.set(this.#spans);
      this.#spans = more;
    }
    return this.#rows++;
  }

  /** Says where a value of the row is; false when it has one already. No value starts at 0: a bracket or brace is there. */
  put(row: number, place: number, start: number, end: number): boolean {
    const at = (row * this.#width + place) * 2;
    if (this.#spans[at] !== 0) return false;
    this.#spans[at] = start;
    this.#spans[at + 1] = end;
    return true;
  }

  /** Gives back what was taken for rows that did not come. */
  close(): void {
    this.#spans = this.#spans.slice(0, this.#rows * this.#width * 2);
  }

  read(row: number, { column, place, fallback }: ColumnSlot): Datum {
    const at = (row * this.#width + place) * 2;
    const start = this.#spans[at]!;
    return start === 0 ? fallback : this.#decode(column, start, this.#spans[at + 1]!, fallback);
  }

  #decode(column: ColumnSchema, start: number, end: number, fallback: Datum): Datum {
    const text = this.#text;
    const first = text.charCodeAt(start);
    if (first === QUOTE) return asDatum(column, unquote(text, start, end));
    if (first !== OPEN_BRACKET) return asDatum(column, JSON.parse(text.slice(start, end)) as Atom);
    if (text.charCodeAt(start + 2) === LETTER_U) return asDatum(column, text.slice(start + OPEN_UUID.length, end - 2));
    // Only a column that may be empty has such a value, and that is its default.
    if (end - start === EMPTY_LENGTH) return fallback;
    return decodeDatum(column, JSON.parse(text.slice(start, end)));
  }
}

function asDatum({ shape }: ColumnSchema, atom: Atom): Datum {
  return shape === "set" ? [atom] : atom;
}

function unquote(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.includes("\\") ? (JSON.parse(text.slice(start, end)) as string) : inner;
}

import { CellSpans } from "./cell-spans.ts";
import { codesOf } from "./quick-text.ts";
import { type QuickValues, REFUSED } from "./quick-value.ts";
import type { ColumnSlot, RowLayout } from "./row.ts";
import type { ColumnSchema } from "./schema.ts";
import { TextRows } from "./text-rows.ts";
import { UUID_LENGTH } from "./uuid.ts";
import { UuidIndex } from "./uuid-index.ts";

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;

const UUID_DIGITS = `["uuid","`.length;

/** Characters of `["uuid","…"]`: no other value of a column of UUIDs is as long. */
const UUID_VALUE_LENGTH = UUID_LENGTH + `["uuid",""]`.length;

const EMPTY_SET = codesOf(`["set",[]]`);
const EMPTY_MAP = codesOf(`["map",[]]`);

/** A column while rows are read. */
export type QuickCell = {
  readonly column: ColumnSchema;
  readonly place: number;
  readonly isString: boolean;
  readonly isUuid: boolean;
  /** How a value of nothing is written, when the column may have one. */
  readonly nothing: Uint8Array | undefined;
  /** Where a value of nothing starts, or 0. */
  nothingAt: number;
  /** Where values that are one UUID start, each under a number made of its first digits; 0 for none. */
  readonly uuids: Uint32Array;
};

/** Some times as many as a table has rows that many others refer to. */
const UUIDS_BITS = 12;
const MOST_UUIDS = 1 << UUIDS_BITS;
const NO_UUIDS = new Uint32Array(0);

export function createQuickCell({ column, place }: ColumnSlot): QuickCell {
  const isMap = column.shape === "map";
  const isUuid = !isMap && column.key.type === "uuid";
  return {
    column,
    place,
    isString: !isMap && column.key.type === "string",
    isUuid,
    nothing: column.min > 0 ? undefined : isMap ? EMPTY_MAP : EMPTY_SET,
    nothingAt: 0,
    uuids: isUuid ? new Uint32Array(MOST_UUIDS) : NO_UUIDS,
  };
}

/** A number below {@link MOST_UUIDS} that is made of the first digits of a UUID, all of which count. */
function numberOfDigits(codes: Uint8Array, at: number): number {
  const digits = codes[at]! | (codes[at + 1]! << 8) | (codes[at + 2]! << 16) | (codes[at + 3]! << 24);
  return Math.imul(digits, 0x9e3779b1) >>> (32 - UUIDS_BITS);
}

/** Gathers the rows of one table while they are read. */
export class QuickRows {
  readonly #values: QuickValues;
  readonly #layout: RowLayout;
  readonly #spans: CellSpans;
  readonly #index = new UuidIndex();

  constructor(layout: RowLayout, values: QuickValues) {
    this.#values = values;
    this.#layout = layout;
    this.#spans = new CellSpans(values.text, layout.size);
  }

  /** Adds a row without values and without a name. */
  addRow(): void {
    this.#spans.addRow();
  }

  /** Names the last row by the UUID at `at`; false when none is there. */
  nameRow(at: number): boolean {
    this.#spans.putUuid(at);
    return this.#index.add(this.#values.codes, at);
  }

  /**
   * Takes the value of a column that starts at `start` for the last row; gives its end, or {@link REFUSED} when it is not good or the row
   * has one. Values that are the same have one place in the text if they are nothing, and mostly if they are a reference: what
   * is known of one is known of all.
   */
  readCell(cell: QuickCell, start: number): number {
    const values = this.#values;
    const { codes } = values;
    const first = codes[start];
    if (first === QUOTE && cell.isString) return this.#put(cell, start, values.findStringEnd(start));
    if (first !== OPEN_BRACKET) return this.#put(cell, start, values.findEnd(cell.column, start));
    if (cell.nothing !== undefined && values.startsWith(cell.nothing, start)) {
      if (cell.nothingAt === 0) cell.nothingAt = start;
      return this.#putSame(cell, cell.nothingAt, start, cell.nothing.length);
    }
    if (!cell.isUuid) return this.#put(cell, start, values.findEnd(cell.column, start));
    const number = numberOfDigits(codes, start + UUID_DIGITS);
    const same = cell.uuids[number]!;
    if (same !== 0 && values.isSame(same, start, UUID_VALUE_LENGTH)) {
      return this.#putSame(cell, same, start, UUID_VALUE_LENGTH);
    }
    const end = values.findEnd(cell.column, start);
    if (end - start === UUID_VALUE_LENGTH) cell.uuids[number] = start;
    return this.#put(cell, start, end);
  }

  #put({ place }: QuickCell, start: number, end: number): number {
    return end !== REFUSED && this.#spans.put(place, start, end) ? end : REFUSED;
  }

  #putSame({ place }: QuickCell, same: number, start: number, length: number): number {
    return this.#spans.put(place, same, same + length) ? start + length : REFUSED;
  }

  /** The rows, when no more will come; undefined when two have the same name. */
  close(): TextRows | undefined {
    this.#spans.close();
    return this.#index.close() ? new TextRows(this.#layout, this.#spans, this.#index) : undefined;
  }
}

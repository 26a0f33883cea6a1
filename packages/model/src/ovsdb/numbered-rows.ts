import type { Atom, Datum, Uuid } from "./value.ts";

/** Stands for the number of a row where there is none. */
export const NO_ROW = -1;

/** The number of the row whose UUID stands at `at` of the text, or {@link NO_ROW}. */
export type FindRow = (text: string, at: number) => number;

/** What `find` says of the UUIDs of a value, in their order, where it says something. */
export function findRowsOf(datum: Datum, find: FindRow): readonly number[] {
  const atoms = Array.isArray(datum) ? (datum as readonly Atom[]) : [datum];
  return atoms.map((atom) => (typeof atom === "string" ? find(atom, 0) : NO_ROW)).filter((nth) => nth !== NO_ROW);
}

/** The values of one column, by the numbers of the rows. */
export type ColumnValues = {
  /** A value, the same object each time; undefined for one that its row does not have. */
  read(nth: number): Datum;
  /**
   * The rows in whose values may be a UUID that `isThere` does not know at its place of the text, found without making a value.
   * Undefined when that can't be told: it may be any row.
   */
  findDoubtful(isThere: (text: string, at: number) => boolean): readonly number[] | undefined;
  /** For each row what `find` says of the one UUID that is its value; {@link NO_ROW} where there is none. */
  findRows(find: FindRow): Int32Array;
  /** {@link findRowsOf} one row's value. */
  findRowsAt(nth: number, find: FindRow): readonly number[];
  /** The rows whose value is more than an empty text, set or map. */
  findFilled(): readonly number[];
  /** The rows whose map has one of these keys, and some more: the keys may be looked for in the text. */
  findKeys(keys: readonly string[]): readonly number[];
  /** The values of a column of one integer each. */
  readIntegers(): readonly number[];
  /** Whether two rows' values are written alike; two that are not may still be the same. */
  isSameAt(one: number, other: number): boolean;
};

/** The rows of a table by number, in the order of the file. Nothing is made for a row that is not asked for. */
export type NumberedRows = {
  readonly count: number;
  uuidOf(nth: number): Uuid;
  /** All UUIDs; see {@link uuidOf}. */
  uuids(): readonly Uuid[];
  /** The first 32 bits of each UUID. */
  uuidWords(): Uint32Array;
  /** The number of a row, or {@link NO_ROW}. */
  find(uuid: Uuid): number;
  /** See {@link FindRow}. */
  findAt(text: string, at: number): number;
  /** The values of a column that the table carries. */
  valuesOf(column: string): ColumnValues;
};

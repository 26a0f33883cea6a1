import { UUID_LENGTH } from "./uuid.ts";
import { TextRows } from "./text-rows.ts";
import type { Datum, Row, Table, Uuid } from "./value.ts";

/** The values of one column, by the numbers of the rows. */
export type ColumnValues = {
  /** A value, the same object each time; undefined for one that its row does not have. */
  read(nth: number): Datum;
  /**
   * The rows in whose values may be a UUID that `isThere` does not know at its place of the text, found without making a value.
   * Undefined when that can't be told: it may be any row.
   */
  findDoubtful(isThere: (text: string, at: number) => boolean): readonly number[] | undefined;
};

/** The rows of a table by number, in the order of the file. Nothing is made for a row that is not asked for. */
export type NumberedRows = {
  readonly count: number;
  uuidOf(nth: number): Uuid;
  /** The number of a row, or -1. */
  find(uuid: Uuid): number;
  /** The number of the row whose UUID stands at `at` of the text, or -1. */
  findAt(text: string, at: number): number;
  /** The values of a column that the table carries. */
  valuesOf(column: string): ColumnValues;
};

/** Rows that are objects already. */
export class ListedRows implements NumberedRows {
  readonly #rows: readonly Row[];
  readonly #numbers: ReadonlyMap<Uuid, number>;

  constructor(rows: Table["rows"]) {
    this.#rows = [...rows.values()];
    this.#numbers = new Map(Array.from(rows.keys(), (uuid, nth) => [uuid, nth]));
  }

  get count(): number {
    return this.#rows.length;
  }

  uuidOf(nth: number): Uuid {
    return this.#rows[nth]!.uuid;
  }

  find(uuid: Uuid): number {
    return this.#numbers.get(uuid) ?? -1;
  }

  findAt(text: string, at: number): number {
    return this.find(text.slice(at, at + UUID_LENGTH));
  }

  valuesOf(column: string): ColumnValues {
    return { read: (nth) => this.#rows[nth]!.columns.get(column), findDoubtful: () => undefined };
  }
}

/** The rows of a table by number: a text's rows are so by themselves. */
export function numberRows({ rows }: Table): NumberedRows {
  return rows instanceof TextRows ? rows : new ListedRows(rows);
}

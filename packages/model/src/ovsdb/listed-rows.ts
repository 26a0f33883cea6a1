import { type ColumnValues, type FindRow, findRowsOf, NO_ROW, type NumberedRows } from "./numbered-rows.ts";
import { TextRows } from "./text-rows.ts";
import { UUID_LENGTH } from "./uuid.ts";
import type { Datum, Row, Table, Uuid } from "./value.ts";

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

  uuids(): readonly Uuid[] {
    return this.#rows.map(({ uuid }) => uuid);
  }

  uuidWords(): Uint32Array {
    return Uint32Array.from(this.#rows, ({ uuid }) => Number.parseInt(uuid.slice(0, 8), 16));
  }

  find(uuid: Uuid): number {
    return this.#numbers.get(uuid) ?? NO_ROW;
  }

  findAt(text: string, at: number): number {
    return this.find(text.slice(at, at + UUID_LENGTH));
  }

  valuesOf(column: string): ColumnValues {
    return new ListedColumn(this.#rows, column);
  }
}

/** One column of them. */
class ListedColumn implements ColumnValues {
  readonly #rows: readonly Row[];
  readonly #name: string;

  constructor(rows: readonly Row[], name: string) {
    this.#rows = rows;
    this.#name = name;
  }

  read(nth: number): Datum {
    return this.#rows[nth]!.columns.get(this.#name);
  }

  findDoubtful(): undefined {
    return undefined;
  }

  findRows(find: FindRow): Int32Array {
    return Int32Array.from(this.#rows, (_, nth) => this.findRowsAt(nth, find)[0] ?? NO_ROW);
  }

  findRowsAt(nth: number, find: FindRow): readonly number[] {
    return findRowsOf(this.read(nth), find);
  }

  findFilled(): readonly number[] {
    return [...this.#rows.keys()].filter((nth) => !isNothing(this.read(nth)));
  }

  findKeys(keys: readonly string[]): readonly number[] {
    return this.findFilled().filter((nth) => {
      const value = this.read(nth);
      return !(value instanceof Map) || keys.some((key) => value.has(key));
    });
  }

  readIntegers(): readonly number[] {
    return this.#rows.map((_, nth) => Number(this.read(nth)));
  }

  isSameAt(one: number, other: number): boolean {
    return this.read(one) === this.read(other);
  }
}

function isNothing(value: Datum): boolean {
  if (value === undefined || value === "") return true;
  return value instanceof Map ? value.size === 0 : Array.isArray(value) && value.length === 0;
}

/** The rows of a table by number: a text's rows are so by themselves. */
export function numberRows({ rows }: Table): NumberedRows {
  return rows instanceof TextRows ? rows : new ListedRows(rows);
}

import { type ColumnValues, type FindRow, findRowsOf, NO_ROW } from "../ovsdb/numbered-rows.ts";
import type { ColumnSchema } from "../ovsdb/schema.ts";
import type { Datum } from "../ovsdb/value.ts";
import { absentDatum } from "./absent.ts";

/** One column of a table's rows, as the known schema has it. */
export class TypedColumn {
  readonly schema: ColumnSchema;
  /** Undefined: the source does not carry the column. */
  readonly #values: ColumnValues | undefined;
  readonly #absent: Datum;
  #changed: Map<number, Datum> | undefined;

  constructor(schema: ColumnSchema, values: ColumnValues | undefined) {
    this.schema = schema;
    this.#values = values;
    this.#absent = absentDatum(schema);
  }

  /** The value of a row; one that the source does not tell is what stands for it. */
  read(nth: number): Datum {
    if (this.#values === undefined) return this.#absent;
    if (this.#changed !== undefined && this.#changed.has(nth)) return this.#changed.get(nth);
    return this.#values.read(nth) ?? this.#absent;
  }

  /** Puts another value in place of the one that was read; only while rows are linked. */
  change(nth: number, datum: Datum): void {
    this.#changed ??= new Map();
    this.#changed.set(nth, datum);
  }

  /** The rows whose references may lead nowhere, see {@link ColumnValues}; undefined: any. */
  findDoubtful(isThere: (text: string, at: number) => boolean): readonly number[] | undefined {
    const doubtful = this.#values?.findDoubtful(isThere);
    return doubtful === undefined || this.#changed === undefined ? doubtful : [...doubtful, ...this.#changed.keys()];
  }

  /** What the following tell of a column, see {@link ColumnValues}, with the values that were changed. */
  findRows(count: number, find: FindRow): Int32Array {
    const found = this.#values?.findRows(find) ?? new Int32Array(count).fill(NO_ROW);
    this.#changed?.forEach((datum, nth) => (found[nth] = findRowsOf(datum, find)[0] ?? NO_ROW));
    return found;
  }

  findRowsAt(nth: number, find: FindRow): readonly number[] {
    if (this.#changed?.has(nth) === true) return findRowsOf(this.#changed.get(nth), find);
    return this.#values?.findRowsAt(nth, find) ?? [];
  }

  findFilled(): readonly number[] {
    return this.#withChanged(this.#values?.findFilled());
  }

  findKeys(keys: readonly string[]): readonly number[] {
    return this.#withChanged(this.#values?.findKeys(keys));
  }

  readIntegers(count: number): readonly number[] {
    if (this.#values !== undefined && this.#changed === undefined) return this.#values.readIntegers();
    return Array.from({ length: count }, (_, nth) => this.read(nth) as number);
  }

  isSameAt(one: number, other: number): boolean {
    return this.#changed === undefined && this.#values?.isSameAt(one, other) === true;
  }

  /** A value that was changed may be anything. */
  #withChanged(found: readonly number[] = []): readonly number[] {
    return this.#changed === undefined ? found : [...new Set([...found, ...this.#changed.keys()])];
  }
}

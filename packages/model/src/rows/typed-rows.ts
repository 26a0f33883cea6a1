import { NO_ROW, type NumberedRows } from "../ovsdb/numbered-rows.ts";
import type { Datum, Uuid } from "../ovsdb/value.ts";
import type { TypedColumn } from "./typed-column.ts";
import { TypedRow } from "./typed-row.ts";
import type { Numbered } from "./types.ts";

/** The typed rows of a table, in the order of the file. A row is made when it is asked for, and then stays the same object. */
export class TypedRows implements ReadonlyMap<Uuid, TypedRow> {
  readonly columns: readonly TypedColumn[];
  readonly #source: NumberedRows;
  readonly #Row: typeof TypedRow;
  readonly #made: (TypedRow | undefined)[];
  /** Rows that are left out. */
  readonly #removed = new Set<number>();
  /** All rows, when all have been asked for. */
  #all: readonly TypedRow[] | undefined;

  constructor(source: NumberedRows, columns: readonly TypedColumn[]) {
    this.columns = columns;
    this.#source = source;
    this.#Row = TypedRow.classOf(columns);
    this.#made = new Array<TypedRow | undefined>(source.count);
  }

  /** How many numbers there are, those of rows that are left out among them. */
  get count(): number {
    return this.#source.count;
  }

  uuidOf(nth: number): Uuid {
    return this.#source.uuidOf(nth);
  }

  /** Leaves a row out; only while rows are linked. */
  remove(nth: number): void {
    this.#removed.add(nth);
    this.#all = undefined;
  }

  isRemoved(nth: number): boolean {
    return this.#removed.size > 0 && this.#removed.has(nth);
  }

  /** Whether there is a row whose UUID stands at `at` of the text. */
  hasAt(text: string, at: number): boolean {
    return this.numberAt(text, at) !== NO_ROW;
  }

  numberAt(text: string, at: number): number {
    const nth = this.#source.findAt(text, at);
    return nth === NO_ROW || this.isRemoved(nth) ? NO_ROW : nth;
  }

  forEachNumber(visit: (nth: number) => void): void {
    for (let nth = 0; nth < this.count; nth++) if (!this.isRemoved(nth)) visit(nth);
  }

  at(nth: number): TypedRow {
    return (this.#made[nth] ??= new this.#Row(this.#source.uuidOf(nth), nth));
  }

  readerOf(name: string): (nth: number) => Datum {
    const column = this.#column(name);
    return (nth) => column.read(nth);
  }

  uuids(): readonly Uuid[] {
    return this.#source.uuids();
  }

  uuidWords(): Uint32Array {
    return this.#source.uuidWords();
  }

  isSameAt(name: string, one: number, other: number): boolean {
    return this.#column(name).isSameAt(one, other);
  }

  integersOf(name: string): readonly number[] {
    return this.#column(name).readIntegers(this.count);
  }

  referencesOf(name: string, target: Numbered): Int32Array {
    return this.#column(name).findRows(this.count, (text, at) => target.numberAt(text, at));
  }

  referencesAt(name: string, nth: number, target: Numbered): readonly number[] {
    return this.#column(name).findRowsAt(nth, (text, at) => target.numberAt(text, at));
  }

  filledIn(name: string): readonly number[] {
    return this.#column(name).findFilled();
  }

  holdersOf(name: string, keys: readonly string[]): readonly number[] {
    return this.#column(name).findKeys(keys);
  }

  #column(name: string): TypedColumn {
    return this.columns.find(({ schema }) => schema.name === name)!;
  }

  get size(): number {
    return this.#source.count - this.#removed.size;
  }

  has(uuid: Uuid): boolean {
    return this.numberOf(uuid) >= 0;
  }

  numberOf(uuid: Uuid): number {
    const nth = this.#source.find(uuid);
    return nth === NO_ROW || this.isRemoved(nth) ? NO_ROW : nth;
  }

  get(uuid: Uuid): TypedRow | undefined {
    const nth = this.numberOf(uuid);
    return nth < 0 ? undefined : this.at(nth);
  }

  forEach(visit: (row: TypedRow, uuid: Uuid, map: ReadonlyMap<Uuid, TypedRow>) => void): void {
    for (const row of this.#list()) visit(row, row.uuid, this);
  }

  *keys(): Generator<Uuid, undefined, unknown> {
    for (const { uuid } of this.#list()) yield uuid;
  }

  values(): MapIterator<TypedRow> {
    return this.#list().values();
  }

  *entries(): Generator<[Uuid, TypedRow], undefined, unknown> {
    for (const row of this.#list()) yield [row.uuid, row];
  }

  [Symbol.iterator](): MapIterator<[Uuid, TypedRow]> {
    return this.entries();
  }

  #list(): readonly TypedRow[] {
    if (this.#all !== undefined) return this.#all;
    const all: TypedRow[] = [];
    this.forEachNumber((nth) => all.push(this.at(nth)));
    this.#all = all;
    return all;
  }
}

import type { KNOWN_SCHEMAS } from "../ovsdb/known-schemas.ts";
import type { Uuid } from "../ovsdb/value.ts";

type Known = typeof KNOWN_SCHEMAS;

/** A database that has typed rows. */
export type TypedDatabase = keyof Known;

type KnownTables<D extends TypedDatabase> = Known[D]["tables"];

/** The types below read the notation of the known schemas, as `parseKnownColumn` does when running. */
type AtomValue<A> = A extends "integer" | "real"
  ? number
  : A extends "boolean"
    ? boolean
    : A extends "string"
      ? string
      : Uuid;

type CountedValue<T> = T extends `${infer A}?`
  ? AtomValue<A> | undefined
  : T extends `${infer A}*` | `${infer A}+` | `${infer A}{${string}}`
    ? readonly AtomValue<A>[]
    : AtomValue<T>;

type ColumnValue<T> = T extends `${infer C} since ${string}`
  ? ColumnValue<C>
  : T extends `${infer C} ephemeral`
    ? ColumnValue<C>
    : T extends `${infer K}=${infer V}*`
      ? ReadonlyMap<AtomValue<K>, AtomValue<V>>
      : CountedValue<T>;

/**
 * A typed row: one property per column, under the column's own name. A column that the file's schema
 * does not have holds its type's default: an empty text, set or map, 0, false, or `undefined`.
 *
 * A row is a view, see TypedRow: read its columns by name. Spread (`{ ...row }`), JSON and deep
 * comparison see no columns.
 */
export type RowOf<D extends TypedDatabase, T extends keyof KnownTables<D>> = { readonly uuid: Uuid } & {
  readonly [C in keyof KnownTables<D>[T]]: ColumnValue<KnownTables<D>[T][C]>;
};

/**
 * The rows of a table under their UUIDs, in the order of the file. They have numbers too, by which a column is read without
 * making its row: of a large table most rows are looked at no further.
 */
export type TypedTable<R> = ReadonlyMap<Uuid, R> & {
  /** Visits the numbers of all rows. */
  forEachNumber(visit: (nth: number) => void): void;
  /** The number of a row; -1 when there is none. */
  numberOf(uuid: Uuid): number;
  uuidOf(nth: number): Uuid;
  /** The row of a number. */
  at(nth: number): R;
  /** What reads a column by the numbers of rows. */
  readerOf<C extends Exclude<keyof R & string, "uuid">>(column: C): (nth: number) => R[C];
};

/** Every table of a database. */
export type TablesOf<D extends TypedDatabase> = {
  readonly [T in keyof KnownTables<D>]: TypedTable<RowOf<D, T>>;
};

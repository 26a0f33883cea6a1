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

/** Rows that are found by their numbers. */
export type Numbered = {
  /** The number of the row whose UUID stands at `at` of the text; -1 when there is none. */
  numberAt(text: string, at: number): number;
};

/** The columns of a row that hold nothing but a value of this type. */
type ColumnOf<R, V> = { [C in keyof R & string]: R[C] extends V ? C : never }[Exclude<keyof R & string, "uuid">];

/**
 * The rows of a table under their UUIDs, in the order of the file. They have numbers too, by which a column is read without
 * making its row: of a large table most rows are looked at no further. A column as a whole is read in one loop, which is
 * faster than to ask row by row; its places of rows that are left out mean nothing.
 */
export type TypedTable<R> = ReadonlyMap<Uuid, R> &
  Numbered & {
    /** More than the number of any row. */
    readonly count: number;
    /** Visits the numbers of all rows. */
    forEachNumber(visit: (nth: number) => void): void;
    /** The number of a row; -1 when there is none. */
    numberOf(uuid: Uuid): number;
    uuidOf(nth: number): Uuid;
    /** The UUIDs by the numbers of rows. */
    uuids(): readonly Uuid[];
    /** The first 32 bits of each, which are its order among others that begin otherwise. */
    uuidWords(): Uint32Array;
    /** The row of a number. */
    at(nth: number): R;
    /** What reads a column by the numbers of rows. */
    readerOf<C extends Exclude<keyof R & string, "uuid">>(column: C): (nth: number) => R[C];
    /** Whether two rows have the same value of a column, as far as that is seen without reading it. */
    isSameAt(column: Exclude<keyof R & string, "uuid">, one: number, other: number): boolean;
    /** A column of integers. */
    integersOf(column: ColumnOf<R, number>): readonly number[];
    /** Of a column of one reference the numbers of rows of its `target`; -1 where there is no reference. */
    referencesOf(column: ColumnOf<R, Uuid | undefined>, target: Numbered): Int32Array;
    /** The numbers of the rows of the `target` that one row's set of references names, in its order. */
    referencesAt(column: ColumnOf<R, readonly Uuid[]>, nth: number, target: Numbered): readonly number[];
    /** The rows whose value of a column may be more than an empty text, set or map. */
    filledIn(column: Exclude<keyof R & string, "uuid">): readonly number[];
    /** The rows whose map may have one of these keys. */
    holdersOf(column: ColumnOf<R, ReadonlyMap<string, string>>, keys: readonly string[]): readonly number[];
  };

/** Every table of a database. */
export type TablesOf<D extends TypedDatabase> = {
  readonly [T in keyof KnownTables<D>]: TypedTable<RowOf<D, T>>;
};

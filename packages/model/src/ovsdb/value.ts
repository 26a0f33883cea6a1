import type { DatabaseSchema, TableSchema } from "./schema.ts";

/** A row's identity, 36 characters as in RFC 4122. */
export type Uuid = string;

/**
 * One OVSDB atom (RFC 7047, section 5.1). Integers and reals are numbers, strings and UUIDs strings;
 * the column's type in the schema tells them apart. An integer beyond 2^53 is the nearest number, and
 * the reader's notes name its place and its exact text.
 */
export type Atom = string | number | boolean;

/**
 * The value of a column: a scalar for a column of exactly one atom, `undefined` or a scalar for one
 * of at most one, an array for a set, a `Map` for a map (never a plain object: keys are foreign text).
 * Sets and maps are in the order of the file.
 */
export type Datum = Atom | undefined | readonly Atom[] | ReadonlyMap<Atom, Atom>;

/**
 * A row. `columns` has exactly the columns that its table has: one that the file does not mention for
 * this row is present with its type's default, and one that the source does not carry is absent
 * (`columns.has` says false).
 */
export type Row = { readonly uuid: Uuid; readonly columns: ReadonlyMap<string, Datum> };

export type Table = {
  readonly name: string;
  /** Every column's type, of the columns that this source does not carry too. */
  readonly schema: TableSchema;
  /** The columns that the source carries. Files and backups lack the ephemeral ones, only a dump has them. */
  readonly columns: ReadonlySet<string>;
  readonly rows: ReadonlyMap<Uuid, Row>;
};

/** One whole database as some file held it. */
export type Database = {
  /** `OVN_Southbound`, `OVN_Northbound` or `Open_vSwitch`. */
  readonly name: string;
  /** The schema's version, when the file carried a schema. */
  readonly version: string | undefined;
  /** The file it was read from, as the caller named it. */
  readonly file: string;
  /** The file's own schema, or the known one when the file carried none. */
  readonly schema: DatabaseSchema;
  /** The tables that the source carries. */
  readonly tables: ReadonlyMap<string, Table>;
};

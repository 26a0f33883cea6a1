/** A row's identity, 36 characters as in RFC 4122. */
export type Uuid = string;

/**
 * One OVSDB atom (RFC 7047, section 5.1). Integers and reals are numbers, strings and UUIDs strings;
 * the column's type in the schema tells them apart.
 */
export type Atom = string | number | boolean;

/**
 * The value of a column: a scalar for a column of exactly one atom, `undefined` or a scalar for one
 * of at most one, an array for a set, a `Map` for a map (never a plain object: keys are foreign text).
 * Sets and maps are in the order of the file.
 */
export type Datum = Atom | undefined | readonly Atom[] | ReadonlyMap<Atom, Atom>;

/** A row; a column that the row does not mention has its type's default and is present. */
export type Row = { readonly uuid: Uuid; readonly columns: ReadonlyMap<string, Datum> };

export type Table = { readonly name: string; readonly rows: ReadonlyMap<Uuid, Row> };

/** One whole database as some file held it. */
export type Database = {
  /** `OVN_Southbound`, `OVN_Northbound` or `Open_vSwitch`. */
  readonly name: string;
  /** The schema's version, when the file carried a schema. */
  readonly version: string | undefined;
  /** The file it was read from, as the caller named it. */
  readonly file: string;
  readonly tables: ReadonlyMap<string, Table>;
};

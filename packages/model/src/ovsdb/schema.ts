/** An atom's type (RFC 7047, section 3.1). */
export type AtomType = "integer" | "real" | "boolean" | "string" | "uuid";

/** The type of a key or a value. */
export type BaseType = {
  readonly type: AtomType;
  /** For a UUID that refers to a row: the table it is in. */
  readonly refTable?: string;
  /** A weak reference disappears with its row. */
  readonly weak?: boolean;
};

/** How a column's value is held: see {@link Datum}. */
export type DatumShape = "scalar" | "optional" | "set" | "map";

export type ColumnSchema = {
  readonly name: string;
  readonly key: BaseType;
  /** Of a map only. */
  readonly value?: BaseType;
  readonly min: 0 | 1;
  /** `Infinity` when unlimited. */
  readonly max: number;
  readonly shape: DatumShape;
  /** An ephemeral column is not kept in files and backups. */
  readonly ephemeral: boolean;
};

export type TableSchema = { readonly name: string; readonly columns: ReadonlyMap<string, ColumnSchema> };

export type DatabaseSchema = {
  readonly name: string;
  /** `x.y.z`, when known. */
  readonly version: string | undefined;
  readonly tables: ReadonlyMap<string, TableSchema>;
};

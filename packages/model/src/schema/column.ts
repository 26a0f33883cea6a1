import type { Uuid } from "../ovsdb/value.ts";

/** The type of one atom of a column (RFC 7047, section 3.2). */
export type AtomSpec = {
  readonly type: "string" | "integer" | "real" | "boolean" | "uuid";
  /** The table that a `uuid` refers to. */
  readonly table?: string;
  /** A weak reference may lose its row; a strong one keeps it alive. */
  readonly strength?: "strong" | "weak";
};

/** The shape of a column: exactly one atom, at most one, any number, or pairs. */
export type ColumnSpec =
  | { readonly kind: "one"; readonly of: AtomSpec; readonly ephemeral?: true }
  | { readonly kind: "optional"; readonly of: AtomSpec; readonly ephemeral?: true }
  | { readonly kind: "set"; readonly of: AtomSpec; readonly ephemeral?: true }
  | { readonly kind: "map"; readonly key: AtomSpec; readonly of: AtomSpec; readonly ephemeral?: true };

export type TableSpec = Readonly<Record<string, ColumnSpec>>;

export type DatabaseSpec = Readonly<Record<string, TableSpec>>;

type AtomValue<A extends AtomSpec> = A["type"] extends "integer" | "real"
  ? number
  : A["type"] extends "boolean"
    ? boolean
    : A["type"] extends "uuid"
      ? Uuid
      : string;

export type ColumnValue<C extends ColumnSpec> = C extends { readonly kind: "one" }
  ? AtomValue<C["of"]>
  : C extends { readonly kind: "optional" }
    ? AtomValue<C["of"]> | undefined
    : C extends { readonly kind: "set" }
      ? readonly AtomValue<C["of"]>[]
      : C extends { readonly kind: "map"; readonly key: AtomSpec }
        ? ReadonlyMap<AtomValue<C["key"]>, AtomValue<C["of"]>>
        : never;

/** A typed row: one property per column, under the column's own name. */
export type RowOf<T extends TableSpec> = { readonly uuid: Uuid } & { readonly [C in keyof T]: ColumnValue<T[C]> };

/** Every table of a database, each row under its UUID, in the order of the file. */
export type TablesOf<D extends DatabaseSpec> = { readonly [T in keyof D]: ReadonlyMap<Uuid, RowOf<D[T]>> };

const atom = <A extends AtomSpec>(of: A) => ({ kind: "one", of }) as const;

type One<A extends AtomSpec = AtomSpec> = { readonly kind: "one"; readonly of: A };

export const string = atom({ type: "string" } as const);
export const integer = atom({ type: "integer" } as const);
export const real = atom({ type: "real" } as const);
export const boolean = atom({ type: "boolean" } as const);
/** A UUID that names a row of another database, or of no table in particular. */
export const uuid = atom({ type: "uuid" } as const);

/** A strong reference: the database never holds it without its row. */
export const ref = <const T extends string>(table: T) => atom({ type: "uuid", table, strength: "strong" } as const);

/** A weak reference: the database removes it when its row goes. */
export const weak = <const T extends string>(table: T) => atom({ type: "uuid", table, strength: "weak" } as const);

export const optional = <A extends AtomSpec>(one: One<A>) => ({ kind: "optional", of: one.of }) as const;
export const set = <A extends AtomSpec>(one: One<A>) => ({ kind: "set", of: one.of }) as const;
export const map = <K extends AtomSpec, V extends AtomSpec>(key: One<K>, value: One<V>) =>
  ({ kind: "map", key: key.of, of: value.of }) as const;

/** Strings to strings: the shape of `options`, `external_ids` and their like. */
export const strings = map(string, string);

/** A column that the server keeps in memory alone: dumps have it, database files do not. */
export const ephemeral = <C extends ColumnSpec>(column: C) => ({ ...column, ephemeral: true }) as const;

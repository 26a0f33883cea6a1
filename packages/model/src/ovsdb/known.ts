import { createColumn, parseKnownColumn } from "./column-type.ts";
import { KNOWN_SCHEMAS } from "./known-schemas.ts";
import type { ColumnSchema, DatabaseSchema, TableSchema } from "./schema.ts";

export type KnownDatabaseName = keyof typeof KNOWN_SCHEMAS;

/** A database whose schema is built in: the union of the versions of several releases. */
export type KnownDatabase = {
  readonly schema: DatabaseSchema;
  /** The versions united here, ascending. */
  readonly versions: readonly string[];
  /** Of each table: the sets of columns that it had in those versions. */
  readonly editions: ReadonlyMap<string, readonly ReadonlySet<string>[]>;
};

let databases: ReadonlyMap<string, KnownDatabase> | undefined;

/** The built-in schemas by name; made when first asked for. */
export function knownDatabases(): ReadonlyMap<string, KnownDatabase> {
  databases ??= new Map(Object.entries(KNOWN_SCHEMAS).map(([name, data]) => [name, expandDatabase(name, data)]));
  return databases;
}

type CompactDatabase = {
  readonly versions: readonly string[];
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

function expandDatabase(name: string, { versions, tables }: CompactDatabase): KnownDatabase {
  const schemas = new Map<string, TableSchema>();
  const editions = new Map<string, ReadonlySet<string>[]>();
  for (const [table, compact] of Object.entries(tables)) {
    const columns = new Map<string, ColumnSchema>();
    const present = versions.map(() => new Set<string>());
    for (const [column, notation] of Object.entries(compact)) {
      const { type, since } = parseKnownColumn(notation);
      columns.set(column, createColumn(column, type));
      const first = since === undefined ? 0 : versions.indexOf(since);
      for (const set of present.slice(first)) set.add(column);
    }
    schemas.set(table, { name: table, columns });
    editions.set(
      table,
      present.filter((set) => set.size > 0),
    );
  }
  return { schema: { name, version: versions.at(-1), tables: schemas }, versions, editions };
}

import { expect, test } from "vitest";
import { knownDatabases } from "../ovsdb/known.ts";
import type { ColumnSchema, TableSchema } from "../ovsdb/schema.ts";
import type { Database, Datum, Table } from "../ovsdb/value.ts";
import type { TypedDatabase } from "./types.ts";

/** Tables, their rows by UUID, and of each row the columns that a test cares about. */
export type TestTables = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Datum>>>>>>;

export type TestDatabase = {
  readonly name: TypedDatabase;
  readonly file?: string;
  readonly tables: TestTables;
  /** Columns that the file's schema has otherwise than the known one, as `Table.column`. */
  readonly otherColumns?: Readonly<Record<string, ColumnSchema>>;
};

/** A database as a reader gives it; a table carries the columns that some row mentions. */
export function databaseOf({ name, file = "some.db", tables, otherColumns = {} }: TestDatabase): Database {
  const { schema } = knownDatabases().get(name)!;
  const made = Object.entries(tables).map(([table, rows]): [string, Table] => {
    const known = schema.tables.get(table)!;
    const changed = [...known.columns].map(
      ([column, type]) => [column, otherColumns[`${table}.${column}`] ?? type] as const,
    );
    const own: TableSchema = { name: table, columns: new Map(changed) };
    const all = Object.entries(rows).map(
      ([uuid, columns]) => [uuid, { uuid, columns: new Map(Object.entries(columns)) }] as const,
    );
    const columns = new Set(Object.values(rows).flatMap((row) => Object.keys(row)));
    return [table, { name: table, schema: own, columns, rows: new Map(all) }];
  });
  return { name, version: "1.0.0", file, schema, tables: new Map(made) };
}

/** A map of strings, as `external_ids` is one. */
export function stringsOf(pairs: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(pairs));
}

test("a test's database carries what it names and no more", () => {
  const { tables } = databaseOf({ name: "OVN_Southbound", tables: { Encap: { e1: { ip: "10.0.0.1" } } } });
  expect([...tables.keys()]).toEqual(["Encap"]);
  expect([...tables.get("Encap")!.columns]).toEqual(["ip"]);
  expect(tables.get("Encap")!.rows.get("e1")?.columns.get("ip")).toBe("10.0.0.1");
});

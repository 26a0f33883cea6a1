import { convertDatum, MISFIT } from "./datum-diff.ts";
import { createLayout, type RowLayout, StoredRow } from "./row.ts";
import type { DatabaseSchema, TableSchema } from "./schema.ts";
import type { Database, Datum, Table, Uuid } from "./value.ts";

/** A table that is being read. */
export type TableState = {
  readonly schema: TableSchema;
  /** The columns that the source carries. */
  readonly layout: RowLayout;
  rows: ReadonlyMap<Uuid, StoredRow>;
};

/** The rows of a table as a map that can be changed. Those of a text are made, all of them. */
export function openRows(table: TableState): Map<Uuid, StoredRow> {
  const rows = table.rows instanceof Map ? (table.rows as Map<Uuid, StoredRow>) : new Map(table.rows);
  table.rows = rows;
  return rows;
}

/** A database that is being read. */
export type DatabaseState = { readonly schema: DatabaseSchema; readonly tables: ReadonlyMap<string, TableState> };

/** An empty database as a file holds it: every table, and every column that is not ephemeral. */
export function createDatabaseState(schema: DatabaseSchema): DatabaseState {
  const tables = new Map<string, TableState>();
  for (const table of schema.tables.values()) {
    const persistent = [...table.columns.values()].filter(({ ephemeral }) => !ephemeral);
    const layout = createLayout(persistent.map((column) => ({ column, key: column.name })));
    tables.set(table.name, { schema: table, layout, rows: new Map() });
  }
  return { schema, tables };
}

/** A value that the new schema does not admit. */
export type ConversionFault = { readonly table: string; readonly row: Uuid; readonly column: string };

/**
 * The same rows under a new schema, as ovsdb-server converts a database: tables and columns that it
 * does not have are dropped, new ones are added with their defaults.
 */
export function convertDatabaseState(old: DatabaseState, schema: DatabaseSchema): DatabaseState | ConversionFault {
  const state = createDatabaseState(schema);
  for (const [name, table] of state.tables) {
    const source = old.tables.get(name);
    if (source === undefined) continue;
    const rows = openRows(table);
    for (const row of source.rows.values()) {
      const data: Datum[] = [];
      for (const [column, slot] of table.layout) {
        const before = source.layout.get(column);
        const datum = before === undefined ? slot.fallback : convertDatum(before.column, row.get(column), slot.column);
        if (datum === MISFIT) return { table: name, row: row.uuid, column };
        data.push(datum);
      }
      rows.set(row.uuid, StoredRow.fromData(row.uuid, table.layout, data));
    }
  }
  return state;
}

/** The database as it was read. */
export function stateToDatabase(state: DatabaseState, file: string, version: string | undefined): Database {
  const tables = new Map<string, Table>();
  for (const [name, { schema, layout, rows }] of state.tables) {
    tables.set(name, { name, schema, columns: new Set(layout.keys()), rows });
  }
  return { name: state.schema.name, version, file, schema: state.schema, tables };
}

import { defaultDatum, MISFIT } from "./datum.ts";
import { convertDatum } from "./datum-diff.ts";
import { createLayout, RowColumns, type RowLayout } from "./row-columns.ts";
import type { ColumnSchema, DatabaseSchema, TableSchema } from "./schema.ts";
import type { Database, Datum, Row, Table, Uuid } from "./value.ts";

/** A column with the place of its value in a row. */
export type ColumnSlot = { readonly column: ColumnSchema; readonly place: number };

/** A row whose values are known by their place. */
export type PlacedRow = Row & { readonly columns: RowColumns };

/** A table that is being read. */
export type TableState = {
  readonly schema: TableSchema;
  /** The columns that the source carries. */
  readonly slots: ReadonlyMap<string, ColumnSlot>;
  readonly layout: RowLayout;
  readonly defaults: readonly Datum[];
  readonly rows: Map<Uuid, PlacedRow>;
};

/** A database that is being read. */
export type DatabaseState = { readonly schema: DatabaseSchema; readonly tables: ReadonlyMap<string, TableState> };

/** An empty table with those columns of its schema. */
export function createTableState(schema: TableSchema, columns: readonly ColumnSchema[]): TableState {
  return {
    schema,
    slots: new Map(columns.map((column, place) => [column.name, { column, place }])),
    layout: createLayout(columns.map(({ name }) => name)),
    defaults: columns.map(defaultDatum),
    rows: new Map(),
  };
}

/** An empty database as a file holds it: every table, and every column that is not ephemeral. */
export function createDatabaseState(schema: DatabaseSchema): DatabaseState {
  const tables = new Map<string, TableState>();
  for (const table of schema.tables.values()) {
    const persistent = [...table.columns.values()].filter(({ ephemeral }) => !ephemeral);
    tables.set(table.name, createTableState(table, persistent));
  }
  return { schema, tables };
}

export function createRow(uuid: Uuid, layout: RowLayout, data: readonly Datum[]): PlacedRow {
  return { uuid, columns: new RowColumns(layout, data) };
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
    for (const row of source.rows.values()) {
      const data = [...table.defaults];
      for (const { column, place } of table.slots.values()) {
        const slot = source.slots.get(column.name);
        if (slot === undefined) continue;
        const datum = convertDatum(slot.column, row.columns.data[slot.place], column);
        if (datum === MISFIT) return { table: name, row: row.uuid, column: column.name };
        data[place] = datum;
      }
      table.rows.set(row.uuid, createRow(row.uuid, table.layout, data));
    }
  }
  return state;
}

/** The database as it was read. */
export function stateToDatabase(state: DatabaseState, file: string, version: string | undefined): Database {
  const tables = new Map<string, Table>();
  for (const [name, { schema, layout, rows }] of state.tables) {
    tables.set(name, { name, schema, columns: new Set(layout.names), rows });
  }
  return { name: state.schema.name, version, file, schema: state.schema, tables };
}

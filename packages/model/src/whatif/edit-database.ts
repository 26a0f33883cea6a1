import { defaultDatum } from "../ovsdb/datum.ts";
import { createLayout, StoredRow } from "../ovsdb/row.ts";
import type { Database, Datum, Row, Table, Uuid } from "../ovsdb/value.ts";

/** What is to be changed of a database. Columns that its source does not carry are passed over. */
export type DatabaseEdit =
  | {
      readonly kind: "cell";
      readonly table: string;
      readonly row: Uuid;
      readonly column: string;
      readonly datum: Datum;
    }
  | {
      readonly kind: "insert";
      readonly table: string;
      readonly row: Uuid;
      /** Of the other columns the defaults. */
      readonly columns: ReadonlyMap<string, Datum>;
    }
  | { readonly kind: "remove"; readonly table: string; readonly row: Uuid };

/** The database with these edits, made one after the other; the given one stays as it is. */
export function editDatabase(database: Database, edits: readonly DatabaseEdit[]): Database {
  if (edits.length === 0) return database;
  const tables = new Map(database.tables);
  const opened = new Map<string, Map<Uuid, Row>>();
  for (const edit of edits) {
    const table = tables.get(edit.table);
    if (table === undefined) continue;
    let rows = opened.get(edit.table);
    if (rows === undefined) opened.set(edit.table, (rows = new Map(table.rows)));
    const old = rows.get(edit.row);
    if (edit.kind === "remove") rows.delete(edit.row);
    else if (edit.kind === "insert") rows.set(edit.row, makeRow(table, edit.row, edit.columns, undefined));
    else if (old !== undefined) rows.set(edit.row, makeRow(table, edit.row, new Map([[edit.column, edit.datum]]), old));
  }
  for (const [name, rows] of opened) tables.set(name, { ...tables.get(name)!, rows });
  return { ...database, tables };
}

function makeRow(table: Table, uuid: Uuid, values: ReadonlyMap<string, Datum>, old: Row | undefined): Row {
  const columns = [...table.columns].map((name) => table.schema.columns.get(name)!);
  const layout = createLayout(columns.map((column) => ({ column, key: column.name })));
  const data = columns.map((column) => {
    if (values.has(column.name)) return values.get(column.name);
    return old === undefined ? defaultDatum(column) : old.columns.get(column.name);
  });
  return StoredRow.fromData(uuid, layout, data);
}

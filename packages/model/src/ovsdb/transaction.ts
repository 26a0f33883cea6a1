import type { DiagnosticCode } from "../diagnostic/codes.ts";
import { formatColumnType } from "./column-type.ts";
import { decodeDatum } from "./datum.ts";
import { type CheckRemarks, checkDatum, describeRounded } from "./datum-check.ts";
import { applyDiff, MISFIT, type Misfit } from "./datum-diff.ts";
import { describeJson, isObject, type Json, type JsonObject, quote } from "./json.ts";
import { locateJson, readSpan } from "./json-locate.ts";
import type { Notes } from "./notes.ts";
import { StoredRow } from "./row.ts";
import type { ColumnSchema } from "./schema.ts";
import { type DatabaseState, openRows, type TableState } from "./state.ts";
import { parseUuid } from "./uuid.ts";
import type { Datum, Uuid } from "./value.ts";

/** Where a transaction is in its file, so that a fault can be shown there. */
export type TransactionSource = {
  /** The whole record's JSON text. */
  readonly body: Uint8Array;
  readonly bodyOffset: number;
  /** The way from the record's JSON to the transaction. */
  readonly path: readonly (string | number)[];
  readonly notes: Notes;
};

/** What a transaction does to one table. */
type Changes = { readonly table: TableState; readonly rows: StoredRow[]; readonly deleted: Uuid[] };

/**
 * Applies one transaction to the database (ovsdb(5), "Transaction Records"), as a whole or, when
 * anything in it is wrong, not at all: then the notes say what, and the outcome is false.
 */
export function applyTransaction(state: DatabaseState, json: Json, source: TransactionSource): boolean {
  const changes = new Transaction(state, source).read(json);
  if (changes === undefined) return false;
  for (const { table, rows, deleted } of changes) {
    if (rows.length + deleted.length === 0) continue;
    const opened = openRows(table);
    for (const row of rows) opened.set(row.uuid, row);
    for (const uuid of deleted) opened.delete(uuid);
  }
  return true;
}

type FaultPlace = { readonly table?: string; readonly row?: string; readonly column?: string };

/** Members of a transaction that are no tables. */
const ANNOTATIONS: ReadonlySet<string> = new Set(["_date", "_comment", "_is_diff"]);

class Transaction {
  readonly #state: DatabaseState;
  readonly #source: TransactionSource;
  readonly #changes: Changes[] = [];
  readonly #remarks: CheckRemarks = { roundedInteger: false };
  #isDiff = false;
  #isSound = true;

  constructor(state: DatabaseState, source: TransactionSource) {
    this.#state = state;
    this.#source = source;
  }

  /** Every change, or undefined when the transaction is wrong somewhere. */
  read(json: Json): readonly Changes[] | undefined {
    if (!isObject(json)) {
      this.#report("OVN1027", {}, `a transaction is an object, found ${describeJson(json)}`);
      return undefined;
    }
    this.#isDiff = json["_is_diff"] === true;
    for (const name of Object.keys(json)) {
      const table = this.#state.tables.get(name);
      const rows = json[name];
      if (table !== undefined) this.#readTable(table, rows);
      else if (!ANNOTATIONS.has(name)) this.#reportUnknownTable(name);
    }
    return this.#isSound ? this.#changes : undefined;
  }

  #readTable(table: TableState, json: Json): void {
    const name = table.schema.name;
    if (!isObject(json)) {
      this.#report("OVN1027", { table: name }, `the rows of a table are an object, found ${describeJson(json)}`);
      return;
    }
    const changes: Changes = { table, rows: [], deleted: [] };
    this.#changes.push(changes);
    for (const key of Object.keys(json)) {
      const uuid = parseUuid(key);
      if (uuid === undefined) this.#report("OVN1023", { table: name, row: key }, `${quote(key)} is no UUID`);
      else this.#readRow(changes, uuid, key, json[key]);
    }
  }

  #readRow({ table, rows, deleted }: Changes, uuid: Uuid, key: string, json: Json): void {
    const old = table.rows.size === 0 ? undefined : table.rows.get(uuid);
    if (isObject(json)) {
      rows.push(old === undefined ? this.#insert(table, uuid, key, json) : this.#modify(table, old, key, json));
    } else if (json !== null) {
      const message = `a row is an object, or null when it is deleted; found ${describeJson(json)}`;
      this.#report("OVN1027", { table: table.schema.name, row: key }, message);
    } else if (old === undefined) {
      this.#report(
        "OVN1024",
        { table: table.schema.name, row: key },
        "the transaction deletes a row that is not there",
      );
    } else deleted.push(uuid);
  }

  #insert(table: TableState, uuid: Uuid, key: string, json: JsonObject): StoredRow {
    const remarks = this.#remarks;
    for (const name in json) {
      const slot = table.layout.get(name);
      if (slot === undefined) this.#reportUncarried(table, key, name);
      else if (!checkDatum(slot.column, json[name], remarks))
        this.#reportMisfit(table, key, slot.column, json[name], false);
      else if (remarks.roundedInteger) this.#remarkRounded(table, key, name);
    }
    return StoredRow.fromJson(uuid, table.layout, json);
  }

  #modify(table: TableState, old: StoredRow, key: string, json: JsonObject): StoredRow {
    const data = [...old.values()];
    const remarks = this.#remarks;
    for (const name of Object.keys(json)) {
      const slot = table.layout.get(name);
      if (slot === undefined) {
        this.#reportUncarried(table, key, name);
        continue;
      }
      const { column, place } = slot;
      const value = json[name];
      const datum = this.#isDiff
        ? applyDiff(column, data[place], value, remarks)
        : replaceDatum(column, value, remarks);
      if (datum === MISFIT) this.#reportMisfit(table, key, column, value, this.#isDiff);
      else data[place] = datum;
      if (remarks.roundedInteger) this.#remarkRounded(table, key, name);
    }
    return StoredRow.fromData(old.uuid, table.layout, data);
  }

  #reportMisfit(table: TableState, key: string, column: ColumnSchema, value: Json, isDiff: boolean): void {
    const place = { table: table.schema.name, row: key, column: column.name };
    const expected = isDiff ? `a change of ${formatColumnType(column)} that fits` : formatColumnType(column);
    this.#report("OVN1022", place, `expected ${expected}, found ${describeJson(value)}`);
  }

  #remarkRounded(table: TableState, key: string, name: string): void {
    this.#remarks.roundedInteger = false;
    const place = { table: table.schema.name, row: key, column: name };
    this.#note("OVN1025", place, describeRounded);
  }

  #reportUnknownTable(table: string): void {
    const { schema } = this.#state;
    this.#report("OVN1020", { table }, `the schema of ${schema.name} has no table ${quote(table)}`);
  }

  /** A column that the schema does not have, or that is ephemeral and so has no business in a file. */
  #reportUncarried(table: TableState, row: string, column: string): void {
    const place = { table: table.schema.name, row, column };
    if (table.schema.columns.has(column)) {
      this.#note("OVN1026", place, "the column is ephemeral: its value in a file is not used");
    } else {
      this.#report("OVN1021", place, `the schema of table ${place.table} has no column ${quote(column)}`);
    }
  }

  #report(code: DiagnosticCode, place: FaultPlace, message: string): void {
    this.#isSound = false;
    this.#note(code, place, message);
  }

  /** A message that needs it is given the text of the place in the file. */
  #note(code: DiagnosticCode, place: FaultPlace, message: string | ((text: string) => string)): void {
    const { body, bodyOffset, path, notes } = this.#source;
    notes.addWorked(code, () => {
      const way = [place.table, place.row, place.column].filter((step) => step !== undefined);
      const span = locateJson(body, [...path, ...way]) ?? { start: 0, end: 0 };
      const said = typeof message === "string" ? message : message(readSpan(body, span));
      return [{ ...place, offset: bodyOffset + span.start }, said];
    });
  }
}

function replaceDatum(column: ColumnSchema, json: Json, remarks: CheckRemarks): Datum | Misfit {
  return checkDatum(column, json, remarks) ? decodeDatum(column, json) : MISFIT;
}

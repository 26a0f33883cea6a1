import type { DiagnosticCode } from "../diagnostic/codes.ts";
import { formatColumnType } from "./column-type.ts";
import { type DecodeRemarks, decodeDatum, MISFIT, parseUuid } from "./datum.ts";
import { applyDiff } from "./datum-diff.ts";
import { describeJson, isObject, type Json, type JsonObject, quote } from "./json.ts";
import { locateJson } from "./json-locate.ts";
import type { Notes } from "./notes.ts";
import { createRow, type DatabaseState, type PlacedRow, type TableState } from "./state.ts";
import type { ColumnSchema } from "./schema.ts";
import type { Uuid } from "./value.ts";

/** Where a transaction is in its file, so that a fault can be shown there. */
export type TransactionSource = {
  /** The whole record's JSON text. */
  readonly body: Uint8Array;
  readonly bodyOffset: number;
  /** The way from the record's JSON to the transaction. */
  readonly path: readonly (string | number)[];
  readonly notes: Notes;
};

/** What becomes of a row: its new self, or undefined when it is deleted. */
type Change = { readonly table: TableState; readonly uuid: Uuid; readonly row: PlacedRow | undefined };

/**
 * Applies one transaction to the database (ovsdb(5), "Transaction Records"), as a whole or, when
 * anything in it is wrong, not at all: then the notes say what, and the outcome is false.
 */
export function applyTransaction(state: DatabaseState, json: Json, source: TransactionSource): boolean {
  const changes = new Transaction(state, source).read(json);
  if (changes === undefined) return false;
  for (const { table, uuid, row } of changes) {
    if (row === undefined) table.rows.delete(uuid);
    else table.rows.set(uuid, row);
  }
  return true;
}

type FaultPlace = { readonly table?: string; readonly row?: string; readonly column?: string };

/** Members of a transaction that are no tables. */
const ANNOTATIONS: ReadonlySet<string> = new Set(["_date", "_comment", "_is_diff"]);

class Transaction {
  readonly #state: DatabaseState;
  readonly #source: TransactionSource;
  readonly #changes: Change[] = [];
  readonly #remarks: DecodeRemarks = { roundedInteger: false };
  #isDiff = false;
  #isSound = true;

  constructor(state: DatabaseState, source: TransactionSource) {
    this.#state = state;
    this.#source = source;
  }

  /** Every change, or undefined when the transaction is wrong somewhere. */
  read(json: Json): readonly Change[] | undefined {
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
    for (const key in json) {
      const uuid = parseUuid(key);
      if (uuid === undefined) this.#report("OVN1023", { table: name, row: key }, `${quote(key)} is no UUID`);
      else this.#readRow(table, uuid, key, json[key]);
    }
  }

  #readRow(table: TableState, uuid: Uuid, key: string, json: Json): void {
    const old = table.rows.get(uuid);
    if (isObject(json)) this.#readColumns(table, uuid, key, old, json);
    else if (json !== null) {
      const message = `a row is an object, or null when it is deleted; found ${describeJson(json)}`;
      this.#report("OVN1027", { table: table.schema.name, row: key }, message);
    } else if (old === undefined) {
      this.#report(
        "OVN1024",
        { table: table.schema.name, row: key },
        "the transaction deletes a row that is not there",
      );
    } else this.#changes.push({ table, uuid, row: undefined });
  }

  #readColumns(table: TableState, uuid: Uuid, key: string, old: PlacedRow | undefined, json: JsonObject): void {
    const isDiff = this.#isDiff && old !== undefined;
    const data = (old?.columns.data ?? table.defaults).slice();
    const remarks = this.#remarks;
    for (const name in json) {
      const slot = table.slots.get(name);
      if (slot === undefined) {
        this.#reportUncarried(table, key, name);
        continue;
      }
      const { column, place } = slot;
      const value = json[name];
      const datum = isDiff ? applyDiff(column, data[place], value, remarks) : decodeDatum(column, value, remarks);
      if (datum === MISFIT) this.#reportMisfit(table, key, column, value, isDiff);
      else data[place] = datum;
      if (remarks.roundedInteger) this.#remarkRounded(table, key, name);
    }
    this.#changes.push({ table, uuid, row: createRow(uuid, table.layout, data) });
  }

  #reportMisfit(table: TableState, key: string, column: ColumnSchema, value: Json, isDiff: boolean): void {
    const place = { table: table.schema.name, row: key, column: column.name };
    const expected = isDiff ? `a change of ${formatColumnType(column)} that fits` : formatColumnType(column);
    this.#report("OVN1022", place, `expected ${expected}, found ${describeJson(value)}`);
  }

  #remarkRounded(table: TableState, key: string, name: string): void {
    this.#remarks.roundedInteger = false;
    const place = { table: table.schema.name, row: key, column: name };
    this.#note("OVN1025", place, "an integer beyond 2^53 is held as the nearest number that JavaScript has");
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

  #note(code: DiagnosticCode, place: FaultPlace, message: string): void {
    const { body, bodyOffset, path, notes } = this.#source;
    notes.addWorked(code, () => {
      const way = [place.table, place.row, place.column].filter((step) => step !== undefined);
      const found = locateJson(body, [...path, ...way]);
      return [{ ...place, offset: bodyOffset + (found?.start ?? 0) }, message];
    });
  }
}

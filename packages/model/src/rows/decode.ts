import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import { formatColumnType, isSameShape } from "../ovsdb/column-type.ts";
import { knownDatabases } from "../ovsdb/known.ts";
import type { AtomType, ColumnSchema, TableSchema } from "../ovsdb/schema.ts";
import type { Atom, Database, Datum, Table } from "../ovsdb/value.ts";
import { isMap, isSet } from "./guard.ts";
import { dropDangling } from "./references.ts";
import { absentDatum, TypedRow } from "./typed-row.ts";
import type { TablesOf, TypedDatabase } from "./types.ts";

export type LooseTables = Map<string, Map<string, TypedRow>>;

/**
 * Makes typed rows of a database's tables. A value of a wrong shape is reported and its column holds
 * the default; so is a strong reference to a row that is not there. Each table of the database's known
 * schema is present, if need be empty.
 */
export function decodeTables<D extends TypedDatabase>(
  name: D,
  database: Database,
  report: (diagnostic: Diagnostic) => void,
): TablesOf<D> {
  const schema = knownDatabases().get(name)!.schema;
  const tables: LooseTables = new Map();
  for (const table of schema.tables.values()) {
    tables.set(table.name, decodeTable(table, database.tables.get(table.name), database.file, report));
  }
  dropDangling(tables, schema, database, report);
  // The types of TablesOf are read from the same declaration as the columns decoded here.
  return Object.fromEntries(tables) as unknown as TablesOf<D>;
}

function decodeTable(
  schema: TableSchema,
  table: Table | undefined,
  file: string,
  report: (diagnostic: Diagnostic) => void,
): Map<string, TypedRow> {
  if (table === undefined) return new Map();
  const columns = [...schema.columns.values()];
  const TableRow = TypedRow.classOf(columns, (name) => table.columns.has(name));
  const rows = new Map<string, TypedRow>();
  for (const row of table.rows.values()) rows.set(row.uuid, new TableRow(row));
  for (const column of columns) {
    if (table.columns.has(column.name) && !isAsKnown(column, table)) fitColumn(column, table, rows, file, report);
  }
  return rows;
}

/** Values of a column that the file's schema has as we know it were checked when they were read. */
function isAsKnown(column: ColumnSchema, table: Table): boolean {
  const own = table.schema.columns.get(column.name);
  return own !== undefined && isSameShape(own, column);
}

function fitColumn(
  column: ColumnSchema,
  table: Table,
  rows: ReadonlyMap<string, TypedRow>,
  file: string,
  report: (diagnostic: Diagnostic) => void,
): void {
  const fit = createFit(column);
  for (const { uuid, columns } of table.rows.values()) {
    const datum = columns.get(column.name);
    const value = fit(datum);
    TypedRow.change(rows.get(uuid)!, column.name, value ?? absentDatum(column));
    if (value !== undefined || datum === undefined || isEmptySet(datum)) continue;
    const place = { file, table: table.name, row: uuid, column: column.name };
    const message = `found ${describeDatum(datum)}, expected ${formatColumnType(column)}`;
    report(createDiagnostic("OVN2001", place, message));
  }
}

/** Gives a value as its column holds it, or nothing when it does not fit. */
type Fit = (datum: Datum) => Datum;

/** One atom and a set of one are the same to OVSDB (RFC 7047, section 5.1). */
function createFit({ shape, key, value }: ColumnSchema): Fit {
  const isKey = ATOM_CHECKS[key.type];
  switch (shape) {
    case "scalar":
    case "optional":
      return (datum) => {
        if (isKey(datum)) return datum;
        return isSet(datum) && datum.length === 1 && isKey(datum[0]) ? datum[0] : undefined;
      };
    case "set":
      return (datum) => {
        if (isSet(datum)) return datum.every(isKey) ? datum : undefined;
        return isKey(datum) ? [datum] : undefined;
      };
    case "map": {
      const isValue = ATOM_CHECKS[value!.type];
      return (datum) => (isMap(datum) && fitsPairs(datum, isKey, isValue) ? datum : undefined);
    }
  }
}

type AtomCheck = (datum: Datum) => datum is Atom;

const isText = (datum: Datum): datum is string => typeof datum === "string";
const isNumber = (datum: Datum): datum is number => typeof datum === "number";

const ATOM_CHECKS: Readonly<Record<AtomType, AtomCheck>> = {
  string: isText,
  uuid: isText,
  integer: isNumber,
  real: isNumber,
  boolean: (datum): datum is boolean => typeof datum === "boolean",
};

function fitsPairs(pairs: ReadonlyMap<Atom, Atom>, isKey: AtomCheck, isValue: AtomCheck): boolean {
  if (pairs.size === 0) return true;
  for (const [key, value] of pairs) if (!isKey(key) || !isValue(value)) return false;
  return true;
}

function isEmptySet(datum: Datum): boolean {
  return isSet(datum) && datum.length === 0;
}

function describeDatum(datum: Datum): string {
  if (isSet(datum)) return `a set of ${datum.length}`;
  if (isMap(datum)) return `a map of ${datum.size}`;
  const text = JSON.stringify(datum) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

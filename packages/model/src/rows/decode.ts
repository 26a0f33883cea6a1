import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import { formatColumnType, isSameShape } from "../ovsdb/column-type.ts";
import { knownDatabases } from "../ovsdb/known.ts";
import { ListedRows, numberRows } from "../ovsdb/listed-rows.ts";
import type { NumberedRows } from "../ovsdb/numbered-rows.ts";
import type { AtomType, ColumnSchema, TableSchema } from "../ovsdb/schema.ts";
import type { Atom, Database, Datum, Table } from "../ovsdb/value.ts";
import { absentDatum } from "./absent.ts";
import { isMap, isSet } from "./guard.ts";
import { dropDangling } from "./references.ts";
import { TypedColumn } from "./typed-column.ts";
import { TypedRows } from "./typed-rows.ts";
import type { TablesOf, TypedDatabase } from "./types.ts";

export type LooseTables = ReadonlyMap<string, TypedRows>;

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
  const tables = new Map<string, TypedRows>();
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
): TypedRows {
  const rows = table === undefined ? NO_ROWS : numberRows(table);
  const columns = Array.from(
    schema.columns.values(),
    (column) => new TypedColumn(column, table?.columns.has(column.name) ? rows.valuesOf(column.name) : undefined),
  );
  const typed = new TypedRows(rows, columns);
  if (table !== undefined) {
    for (const column of columns) {
      const { name } = column.schema;
      if (table.columns.has(name) && !isAsKnown(column.schema, table)) fitColumn(column, table, rows, file, report);
    }
  }
  return typed;
}

const NO_ROWS = new ListedRows(new Map());

/** Values of a column that the file's schema has as we know it were checked when they were read. */
function isAsKnown(column: ColumnSchema, table: Table): boolean {
  const own = table.schema.columns.get(column.name);
  return own !== undefined && isSameShape(own, column);
}

function fitColumn(
  column: TypedColumn,
  table: Table,
  rows: NumberedRows,
  file: string,
  report: (diagnostic: Diagnostic) => void,
): void {
  const { schema } = column;
  const fit = createFit(schema);
  const values = rows.valuesOf(schema.name);
  for (let nth = 0; nth < rows.count; nth++) {
    const datum = values.read(nth);
    const value = fit(datum);
    column.change(nth, value ?? absentDatum(schema));
    if (value !== undefined || datum === undefined || isEmptySet(datum)) continue;
    const place = { file, table: table.name, row: rows.uuidOf(nth), column: schema.name };
    const message = `found ${describeDatum(datum)}, expected ${formatColumnType(schema)}`;
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

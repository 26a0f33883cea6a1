import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import { formatColumnType, isSameShape } from "../ovsdb/column-type.ts";
import { defaultDatum } from "../ovsdb/datum.ts";
import { knownDatabases } from "../ovsdb/known.ts";
import type { AtomType, ColumnSchema, TableSchema } from "../ovsdb/schema.ts";
import type { Atom, Database, Datum, Table } from "../ovsdb/value.ts";
import { isMap, isSet } from "./guard.ts";
import { dropDangling } from "./references.ts";
import type { TablesOf, TypedDatabase } from "./types.ts";

/** A row under construction: its properties are those of its table's template. */
export type LooseRow = Record<string, Datum>;

export type LooseTables = Map<string, Map<string, LooseRow>>;

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
): Map<string, LooseRow> {
  const rows = new Map<string, LooseRow>();
  if (table === undefined) return rows;
  const template = createTemplate(schema);
  const columns = [...schema.columns.values()]
    .filter(({ name }) => table.columns.has(name))
    .map((column) => ({ column, name: column.name, fit: chooseFit(column, table) }));
  for (const { uuid, columns: data } of table.rows.values()) {
    // A clone of the template keeps the row's layout flat; properties added one by one would not.
    const row: LooseRow = { ...template };
    row["uuid"] = uuid;
    for (const { column, name, fit } of columns) {
      const datum = data.get(name);
      if (datum === undefined) continue;
      const value = fit === undefined ? datum : fit(datum);
      if (value !== undefined) {
        row[name] = value;
      } else if (!isEmptySet(datum)) {
        const place = { file, table: schema.name, row: uuid, column: name };
        const message = `found ${describeDatum(datum)}, expected ${formatColumnType(column)}`;
        report(createDiagnostic("OVN2001", place, message));
      }
    }
    rows.set(uuid, row);
  }
  return rows;
}

/** A row of defaults, whose layout all rows of the table share. */
function createTemplate(schema: TableSchema): LooseRow {
  const columns = [...schema.columns.values()].map((column) => [column.name, absentDatum(column)] as const);
  return Object.fromEntries<Datum>([["uuid", ""], ...columns]);
}

const NO_ATOMS: readonly Atom[] = Object.freeze([]);
const NO_PAIRS: ReadonlyMap<Atom, Atom> = new Map();

/** What stands for a value that the file does not tell: also a set or map of one at least is then empty. */
function absentDatum(column: ColumnSchema): Datum {
  if (column.shape === "set") return NO_ATOMS;
  return column.shape === "map" ? NO_PAIRS : defaultDatum(column);
}

/** Gives a value as its column holds it, or nothing when it does not fit. */
type Fit = (datum: Datum) => Datum;

/** Nothing when the file's schema has the column as we know it: then its values were checked when they were read. */
function chooseFit(column: ColumnSchema, table: Table): Fit | undefined {
  const own = table.schema.columns.get(column.name);
  return own !== undefined && isSameShape(own, column) ? undefined : createFit(column);
}

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

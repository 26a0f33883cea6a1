import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import { formatColumnType } from "../ovsdb/column-type.ts";
import { knownDatabases } from "../ovsdb/known.ts";
import type { AtomType, ColumnSchema, TableSchema } from "../ovsdb/schema.ts";
import type { Atom, Database, Datum, Table } from "../ovsdb/value.ts";
import { dropDangling } from "./references.ts";
import type { TablesOf, TypedDatabase } from "./types.ts";

/** A row under construction: its properties are those of its table's template. */
export type LooseRow = Record<string, Datum>;

export type LooseTables = Map<string, Map<string, LooseRow>>;

const NO_ATOMS: readonly Atom[] = Object.freeze([]);
const NO_PAIRS: ReadonlyMap<Atom, Atom> = new Map();

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
  const columns = [...schema.columns.values()];
  for (const { uuid, columns: data } of table.rows.values()) {
    // A clone of the template keeps the row's layout flat; properties added one by one would not.
    const row: LooseRow = { ...template };
    row["uuid"] = uuid;
    for (const column of columns) {
      const datum = data.get(column.name);
      if (datum === undefined) continue;
      const value = fitDatum(column, datum);
      if (value !== undefined) {
        row[column.name] = value;
      } else if (!isEmptySet(datum)) {
        const place = { file, table: schema.name, row: uuid, column: column.name };
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
  const columns = [...schema.columns.values()].map((column) => [column.name, defaultDatum(column)] as const);
  return Object.fromEntries<Datum>([["uuid", ""], ...columns]);
}

/** What a column holds that nothing was said about (RFC 7047, section 5.2.1). */
export function defaultDatum({ shape, key }: ColumnSchema): Datum {
  switch (shape) {
    case "scalar":
      return key.type === "boolean" ? false : key.type === "integer" || key.type === "real" ? 0 : "";
    case "optional":
      return undefined;
    case "set":
      return NO_ATOMS;
    case "map":
      return NO_PAIRS;
  }
}

/** The value as the column holds it, or nothing when it does not fit. One atom and a set of one are the same. */
function fitDatum({ shape, key, value }: ColumnSchema, datum: Datum): Datum {
  const keyType = jsType(key.type);
  switch (shape) {
    case "scalar":
    case "optional": {
      const atom = Array.isArray(datum) && datum.length === 1 ? datum[0] : datum;
      return typeof atom === keyType ? atom : undefined;
    }
    case "set":
      if (Array.isArray(datum)) return datum.every((atom) => typeof atom === keyType) ? datum : undefined;
      return typeof datum === keyType ? [datum as Atom] : undefined;
    case "map":
      return datum instanceof Map && fitsPairs(datum, keyType, jsType(value!.type)) ? datum : undefined;
  }
}

function fitsPairs(pairs: ReadonlyMap<Atom, Atom>, keyType: string, valueType: string): boolean {
  for (const [key, value] of pairs) if (typeof key !== keyType || typeof value !== valueType) return false;
  return true;
}

function isEmptySet(datum: Datum): boolean {
  return Array.isArray(datum) && datum.length === 0;
}

function jsType(type: AtomType): "string" | "number" | "boolean" {
  if (type === "integer" || type === "real") return "number";
  return type === "boolean" ? "boolean" : "string";
}

function describeDatum(datum: Datum): string {
  if (Array.isArray(datum)) return `a set of ${datum.length}`;
  if (datum instanceof Map) return `a map of ${datum.size}`;
  const text = JSON.stringify(datum) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import type { BaseType, ColumnSchema, DatabaseSchema } from "../ovsdb/schema.ts";
import type { Atom, Database, Datum } from "../ovsdb/value.ts";
import type { LooseRow, LooseTables } from "./decode.ts";

/** A table that the file does not hold can be referred to by each of thousands of rows: it is told once. */
type Missing = Set<string>;

/**
 * Takes references to rows that are not there out of the rows. A row whose one and only value of a
 * column is such a reference is left out whole, and then what refers to it is looked at again.
 */
export function dropDangling(
  tables: LooseTables,
  schema: DatabaseSchema,
  database: Database,
  report: (diagnostic: Diagnostic) => void,
): void {
  const missing: Missing = new Set();
  const referring = [...schema.tables.values()].flatMap((table) =>
    [...table.columns.values()].filter(hasReference).map((column) => ({ table: table.name, column })),
  );
  for (let removed = true; removed; ) {
    removed = false;
    for (const { table, column } of referring) {
      const rows = tables.get(table)!;
      for (const [uuid, row] of rows) {
        const dangling = findDangling(column, row[column.name], tables);
        if (dangling.length === 0) continue;
        const place = { file: database.file, table, row: uuid, column: column.name };
        for (const found of dangling) reportDangling(found, place, column, database, missing, report);
        if (column.shape === "scalar") {
          rows.delete(uuid);
          removed = true;
        } else {
          withoutDangling(row, column, dangling);
        }
      }
    }
  }
}

type Dangling = { readonly uuid: Atom; readonly base: BaseType };

const NONE: readonly Dangling[] = [];

function hasReference({ key, value }: ColumnSchema): boolean {
  return key.refTable !== undefined || value?.refTable !== undefined;
}

function findDangling({ shape, key, value }: ColumnSchema, datum: Datum, tables: LooseTables): readonly Dangling[] {
  if (datum === undefined) return NONE;
  switch (shape) {
    case "scalar":
    case "optional":
      return isThere(key, datum as Atom, tables) ? NONE : [{ uuid: datum as Atom, base: key }];
    case "set": {
      const atoms = datum as readonly Atom[];
      if (atoms.every((atom) => isThere(key, atom, tables))) return NONE;
      return atoms.filter((atom) => !isThere(key, atom, tables)).map((uuid) => ({ uuid, base: key }));
    }
    case "map": {
      const found: Dangling[] = [];
      for (const [k, v] of datum as ReadonlyMap<Atom, Atom>) {
        if (!isThere(key, k, tables)) found.push({ uuid: k, base: key });
        if (!isThere(value!, v, tables)) found.push({ uuid: v, base: value! });
      }
      return found;
    }
  }
}

function isThere(base: BaseType, atom: Atom, tables: LooseTables): boolean {
  return base.refTable === undefined || tables.get(base.refTable)?.has(String(atom)) === true;
}

function withoutDangling(row: LooseRow, column: ColumnSchema, dangling: readonly Dangling[]): void {
  const gone = new Set(dangling.map(({ uuid }) => uuid));
  const datum = row[column.name];
  if (Array.isArray(datum)) row[column.name] = datum.filter((atom) => !gone.has(atom));
  else if (datum instanceof Map)
    row[column.name] = new Map([...datum].filter((pair) => !pair.some((a) => gone.has(a))));
  else row[column.name] = undefined;
}

function reportDangling(
  { uuid, base }: Dangling,
  place: Diagnostic["place"],
  { shape }: ColumnSchema,
  database: Database,
  missing: Missing,
  report: (diagnostic: Diagnostic) => void,
): void {
  const target = base.refTable!;
  if (!database.tables.has(target)) {
    const { file, table, column } = place;
    const where = `${table}.${column}`;
    if (missing.has(where)) return;
    missing.add(where);
    const message = `column refers to rows of table ${target}, which the file does not hold`;
    const hint = `add a dump of the table ${target}, or of the whole database`;
    report(createDiagnostic("OVN2003", { file: file!, table: table!, column: column! }, message, hint));
    return;
  }
  // A weak reference goes with its row: a file can still name a row that its last transaction removed.
  if (base.weak === true && shape !== "scalar") return;
  const fate = shape === "scalar" ? "the row is left out" : "the reference is left out";
  const message = `found a reference to row ${uuid} of table ${target}, expected a row that exists; ${fate}`;
  report(createDiagnostic("OVN2002", place, message, "the file is damaged, or was cut while it was written"));
}

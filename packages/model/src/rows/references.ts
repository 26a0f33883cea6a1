import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import type { BaseType, ColumnSchema, DatabaseSchema, TableSchema } from "../ovsdb/schema.ts";
import type { Atom, Database, Datum } from "../ovsdb/value.ts";
import { isMap, isSet } from "./guard.ts";
import type { LooseTables } from "./decode.ts";
import { TypedRow } from "./typed-row.ts";

type Report = (diagnostic: Diagnostic) => void;

/**
 * Takes references to rows that are not there out of the rows. A row whose one and only value of a
 * column is such a reference is left out whole, and then what refers to it is looked at again.
 */
export function dropDangling(tables: LooseTables, schema: DatabaseSchema, database: Database, report: Report): void {
  const reportOne = createReporter(database, report);
  const referring = [...schema.tables.values()].map((table) => ({ table, references: findReferences(table, tables) }));
  for (let removed = true; removed; ) {
    removed = false;
    for (const { table, references } of referring) {
      const rows = tables.get(table.name)!;
      if (references.length === 0) continue;
      for (const [uuid, row] of rows) {
        for (const reference of references) {
          const dangling = reference.find(TypedRow.read(row, reference.column.name));
          if (dangling === undefined) continue;
          for (const found of dangling) reportOne(found, table.name, uuid, reference.column);
          if (reference.column.shape !== "scalar") {
            removeAtoms(row, reference.column, dangling);
            continue;
          }
          rows.delete(uuid);
          removed = true;
          break;
        }
      }
    }
  }
}

type Dangling = { readonly uuid: Atom; readonly base: BaseType };

/** A column with references; `find` gives those of a value that lead nowhere, or nothing when all is well. */
type Reference = { readonly column: ColumnSchema; readonly find: (datum: Datum) => readonly Dangling[] | undefined };

function findReferences(table: TableSchema, tables: LooseTables): readonly Reference[] {
  return [...table.columns.values()]
    .filter(({ key, value }) => key.refTable !== undefined || value?.refTable !== undefined)
    .map((column) => ({ column, find: createFinder(column, tables) }));
}

function createFinder({ shape, key, value }: ColumnSchema, tables: LooseTables): Reference["find"] {
  const isThere = createCheck(key, tables);
  switch (shape) {
    case "scalar":
    case "optional":
      return (datum) =>
        datum === undefined || isThere(datum as Atom) ? undefined : [{ uuid: datum as Atom, base: key }];
    case "set":
      return (datum) => {
        const atoms = datum as readonly Atom[];
        for (const atom of atoms) {
          if (!isThere(atom)) return atoms.filter((one) => !isThere(one)).map((uuid) => ({ uuid, base: key }));
        }
        return undefined;
      };
    case "map": {
      const isValueThere = createCheck(value!, tables);
      return (datum) => {
        const found: Dangling[] = [];
        for (const [k, v] of datum as ReadonlyMap<Atom, Atom>) {
          if (!isThere(k)) found.push({ uuid: k, base: key });
          if (!isValueThere(v)) found.push({ uuid: v, base: value! });
        }
        return found.length === 0 ? undefined : found;
      };
    }
  }
}

function createCheck({ refTable }: BaseType, tables: LooseTables): (atom: Atom) => boolean {
  if (refTable === undefined) return () => true;
  const target = tables.get(refTable)!;
  return (atom) => target.has(atom as string);
}

function removeAtoms(row: TypedRow, { name }: ColumnSchema, dangling: readonly Dangling[]): void {
  const gone = new Set(dangling.map(({ uuid }) => uuid));
  const datum = TypedRow.read(row, name);
  TypedRow.change(row, name, withoutAtoms(datum, gone));
}

function withoutAtoms(datum: Datum, gone: ReadonlySet<Atom>): Datum {
  if (isSet(datum)) return datum.filter((atom) => !gone.has(atom));
  if (isMap(datum)) return new Map([...datum].filter((pair) => !pair.some((atom) => gone.has(atom))));
  return undefined;
}

/** Tells of a table that the file does not hold once a column, however many rows refer to it. */
function createReporter(
  { file, tables }: Database,
  report: Report,
): (dangling: Dangling, table: string, row: string, column: ColumnSchema) => void {
  const told = new Set<string>();
  return ({ uuid, base }, table, row, { name: column, shape }) => {
    const target = base.refTable!;
    const isLeftOut = shape === "scalar";
    if (!tables.has(target)) {
      if (told.has(`${table}.${column}`)) return;
      told.add(`${table}.${column}`);
      const fate = isLeftOut ? "these rows are left out" : "the references are left out";
      const message = `column refers to rows of table ${target}, which the file does not hold; ${fate}`;
      const hint = `add a dump of the table ${target}, or of the whole database`;
      report(createDiagnostic("OVN2003", { file, table, column }, message, hint));
      return;
    }
    // A weak reference goes with its row: a file can still name a row that its last transaction removed.
    if (base.weak === true && !isLeftOut) return;
    const fate = isLeftOut ? "the row is left out" : "the reference is left out";
    const message = `found a reference to row ${uuid} of table ${target}, expected a row that exists; ${fate}`;
    const hint = "the file is damaged, or was cut while it was written";
    report(createDiagnostic("OVN2002", { file, table, row, column }, message, hint));
  };
}

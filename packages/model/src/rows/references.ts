import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import type { BaseType, ColumnSchema, DatabaseSchema } from "../ovsdb/schema.ts";
import type { Atom, Database, Datum } from "../ovsdb/value.ts";
import { isMap, isSet } from "./guard.ts";
import type { LooseTables } from "./decode.ts";
import type { TypedColumn } from "./typed-column.ts";
import type { TypedRows } from "./typed-rows.ts";

type Report = (diagnostic: Diagnostic) => void;

/**
 * Takes references to rows that are not there out of the rows. A row whose one and only value of a
 * column is such a reference is left out whole, and then what refers to it is looked at again.
 */
export function dropDangling(tables: LooseTables, schema: DatabaseSchema, database: Database, report: Report): void {
  const reportOne = createReporter(database, report);
  const referring = [...schema.tables.values()].map(({ name }) => {
    const rows = tables.get(name)!;
    return { table: name, rows, references: findReferences(rows, tables) };
  });
  for (let removed = true; removed; ) {
    removed = false;
    for (const { table, rows, references } of referring) {
      for (const nth of findDoubtful(table, rows, references)) {
        if (rows.isRemoved(nth)) continue;
        for (const { column, find } of references) {
          const dangling = find(column.read(nth));
          if (dangling === undefined) continue;
          for (const found of dangling) reportOne(found, table, rows.uuidOf(nth), column.schema);
          if (column.schema.shape !== "scalar") {
            removeAtoms(column, nth, dangling);
            continue;
          }
          rows.remove(nth);
          removed = true;
          break;
        }
      }
    }
  }
}

/** The rows that have to be looked at. In a table that refers to itself it may be any: rows go while it is looked at. */
function findDoubtful(table: string, { count }: TypedRows, references: readonly Reference[]): Iterable<number> {
  const doubtful = new Set<number>();
  for (const { column, target, isThere } of references) {
    const found = target === undefined || target === table ? undefined : column.findDoubtful(isThere);
    if (found === undefined) return new Array(count).keys();
    for (const nth of found) doubtful.add(nth);
  }
  return [...doubtful].sort((one, other) => one - other);
}

type Dangling = { readonly uuid: Atom; readonly base: BaseType };

/** A column with references. */
type Reference = {
  readonly column: TypedColumn;
  /** The table that keys, and the atoms of a set, refer to. */
  readonly target: string | undefined;
  /** Whether it has a row whose UUID stands at a place of a text. */
  readonly isThere: (text: string, at: number) => boolean;
  /** Those UUIDs of a value that lead nowhere, or nothing when all is well. */
  readonly find: (datum: Datum) => readonly Dangling[] | undefined;
};

function findReferences({ columns }: TypedRows, tables: LooseTables): readonly Reference[] {
  const references: Reference[] = [];
  for (const column of columns) {
    const { key, value } = column.schema;
    const target = key.refTable;
    if (target === undefined && value?.refTable === undefined) continue;
    const rows = target === undefined ? undefined : tables.get(target);
    const isThere = (text: string, at: number): boolean => rows?.hasAt(text, at) === true;
    references.push({ column, target, isThere, find: createFinder(column.schema, tables) });
  }
  return references;
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

function removeAtoms(column: TypedColumn, nth: number, dangling: readonly Dangling[]): void {
  const gone = new Set(dangling.map(({ uuid }) => uuid));
  column.change(nth, withoutAtoms(column.read(nth), gone));
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

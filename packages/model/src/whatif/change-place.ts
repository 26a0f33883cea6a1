import { chassisOfHost, createHostOvs } from "../cluster/ovs.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import { createDiagnostic, type Parsed } from "../diagnostic/diagnostic.ts";
import type { ColumnSchema } from "../ovsdb/schema.ts";
import type { Atom, Database, Row, Table } from "../ovsdb/value.ts";
import { type Change, formatChange } from "./change.ts";
import { findRows, nameOfRow, namesOf } from "./row-name.ts";
import { suggestHint } from "./suggest.ts";

/** The row and the column that a change is about. */
export type ChangePlace = {
  /** Its place among the databases. */
  readonly index: number;
  readonly database: Database;
  /** The chassis of an Open_vSwitch database, by name. */
  readonly chassis: string | undefined;
  readonly table: Table;
  readonly row: Row;
  readonly column: ColumnSchema;
};

type Candidate = Pick<ChangePlace, "index" | "database" | "chassis">;

/** Finds what a change is about among the databases of a snapshot. */
export function findPlace(databases: readonly Database[], change: Change): Parsed<ChangePlace> {
  const fail = (code: DiagnosticCode, message: string, hint?: string): Parsed<never> => {
    return { ok: false, errors: [createDiagnostic(code, {}, `${formatChange(change)}: ${message}`, hint)] };
  };
  const all = databases.map((database, index): Candidate => ({ index, database, chassis: chassisOf(database) }));
  if (all.every(({ database }) => !database.tables.has(change.table))) {
    const tables = all.flatMap(({ database }) => [...database.tables.keys()]);
    return fail(
      "OVN2041",
      `no database of the snapshot has a table ${change.table}`,
      suggestHint(change.table, tables),
    );
  }
  let scope = all.filter(({ database }) => database.tables.has(change.table) && database.name !== NORTHBOUND);
  if (scope.length === 0) {
    const why = `${change.table} is a table of ${NORTHBOUND}, which ovn-northd would carry into the Southbound; ovn-sim does not`;
    return fail("OVN2044", why, "change what ovn-northd would write: rows of the Southbound");
  }
  if (change.chassis !== undefined) {
    const wanted = chassisNamed(databases, change.chassis);
    scope = scope.filter(({ chassis }) => chassis !== undefined && chassis === wanted);
    if (scope.length === 0) {
      const known = all.flatMap(({ chassis }) => chassis ?? []);
      const message = `no Open_vSwitch database of a chassis ${change.chassis} with a table ${change.table} is at hand`;
      return fail("OVN2041", message, suggestHint(change.chassis, known));
    }
  }
  return findCell(scope, change, fail);
}

const NORTHBOUND = "OVN_Northbound";

function findCell(
  scope: readonly Candidate[],
  change: Change,
  fail: (code: DiagnosticCode, message: string, hint?: string) => Parsed<never>,
): Parsed<ChangePlace> {
  const word = change.row === "." || change.row === "" ? undefined : change.row;
  const found = scope.flatMap((candidate) => {
    const table = candidate.database.tables.get(change.table)!;
    const rows = word === undefined ? [...table.rows.values()] : findRows(candidate.database, change.table, word);
    return rows.map((row) => ({ ...candidate, table, row }));
  });
  const [first, ...others] = found;
  if (first === undefined) {
    const names = scope.flatMap(({ database }) => {
      const table = database.tables.get(change.table)!;
      return [...table.rows.values()].flatMap((row) => namesOf(table, row));
    });
    return fail("OVN2041", `no row of ${change.table} is ${word ?? "there"}`, suggestHint(word ?? "", names));
  }
  if (others.length > 0) {
    const shown = found.slice(0, 6).map(({ chassis, table, row }) => {
      const name = nameOfRow(table, row);
      const isUnique =
        found.filter((one) => one.chassis === chassis && nameOfRow(one.table, one.row) === name).length === 1;
      return `${chassis === undefined ? "" : `${chassis}/`}${table.name}[${isUnique ? name : row.uuid.slice(0, 8)}]`;
    });
    const more = found.length > shown.length ? `, and ${found.length - shown.length} more` : "";
    return fail("OVN2042", `${found.length} rows are meant`, `write one of: ${shown.join(", ")}${more}`);
  }
  const column = first.table.columns.has(change.column) ? first.table.schema.columns.get(change.column) : undefined;
  if (column === undefined) {
    const message = first.table.schema.columns.has(change.column)
      ? `the file ${first.database.file} does not carry the column ${change.column}, which only a dump has`
      : `${change.table} has no column ${change.column}`;
    return fail("OVN2041", message, suggestHint(change.column, first.table.columns));
  }
  if (change.key !== undefined && column.shape !== "map") {
    return fail("OVN2043", `${change.column} is no map, so it has no key ${change.key}`);
  }
  return { ok: true, value: { ...first, column }, notes: [] };
}

/** The chassis that an Open_vSwitch database is of; the first one of several on a host. */
export function chassisOf(database: Database): string | undefined {
  if (database.name !== "Open_vSwitch") return undefined;
  const host = createHostOvs(database, () => {});
  return host && chassisOfHost(host)[0];
}

/** The name of the chassis that has this name or hostname. */
function chassisNamed(databases: readonly Database[], word: string): string {
  const rows = databases.flatMap((database) =>
    database.name === "OVN_Southbound" ? [...findRows(database, "Chassis", word)] : [],
  );
  const name: Atom | undefined = rows.length === 1 ? (rows[0]!.columns.get("name") as Atom | undefined) : undefined;
  return typeof name === "string" ? name : word;
}

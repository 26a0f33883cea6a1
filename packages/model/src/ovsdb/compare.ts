import { formatDatum, isSameDatum } from "./datum-compare.ts";
import type { Database, Row, Table, Uuid } from "./value.ts";

/** Where two copies of a database disagree; the texts are for people. */
export type DatabaseDifference =
  | { readonly kind: "database"; readonly left: string; readonly right: string }
  | { readonly kind: "row"; readonly table: string; readonly row: Uuid; readonly onlyIn: "left" | "right" }
  | {
      readonly kind: "column";
      readonly table: string;
      readonly row: Uuid;
      readonly column: string;
      readonly left: string;
      readonly right: string;
    };

export type CompareOptions = {
  /** Stop after so many differences. Default: all. */
  readonly limit?: number;
};

/**
 * Compares two copies of one database row by row; no difference means that they are the same database
 * at the same moment. Only the tables and columns that both sources carry are compared: not the ephemeral
 * columns, which a file lacks, nor the other tables when one copy is of some tables only. Sets and maps
 * have no order.
 */
export function compareDatabases(
  left: Database,
  right: Database,
  { limit = Infinity }: CompareOptions = {},
): readonly DatabaseDifference[] {
  const found: DatabaseDifference[] = [];
  for (const difference of differences(left, right)) {
    if (found.length >= limit) break;
    found.push(difference);
  }
  return found;
}

function* differences(left: Database, right: Database): Generator<DatabaseDifference> {
  if (left.name !== right.name) {
    yield { kind: "database", left: left.name, right: right.name };
    return;
  }
  for (const table of left.tables.values()) {
    const other = right.tables.get(table.name);
    if (other !== undefined) yield* compareTables(table, other);
  }
}

function* compareTables(left: Table, right: Table): Generator<DatabaseDifference> {
  const table = left.name;
  const columns = [...left.columns].filter((name) => right.columns.has(name));
  for (const [uuid, row] of left.rows) {
    const other = right.rows.get(uuid);
    if (other === undefined) yield { kind: "row", table, row: uuid, onlyIn: "left" };
    else yield* compareRows(table, columns, row, other);
  }
  for (const uuid of right.rows.keys()) {
    if (!left.rows.has(uuid)) yield { kind: "row", table, row: uuid, onlyIn: "right" };
  }
}

function* compareRows(table: string, columns: readonly string[], left: Row, right: Row): Generator<DatabaseDifference> {
  for (const column of columns) {
    const [a, b] = [left.columns.get(column), right.columns.get(column)];
    if (isSameDatum(a, b)) continue;
    yield { kind: "column", table, row: left.uuid, column, left: formatDatum(a), right: formatDatum(b) };
  }
}

/** One line for people about a difference of two files. */
export function formatDifference(difference: DatabaseDifference, left: string, right: string): string {
  switch (difference.kind) {
    case "database":
      return `${left} holds ${difference.left}, ${right} holds ${difference.right}`;
    case "row": {
      const where = difference.onlyIn === "left" ? left : right;
      return `${difference.table} ${difference.row}: only in ${where}`;
    }
    case "column": {
      const { table, row, column } = difference;
      return `${table} ${row} ${column}: ${difference.left} in ${left}, ${difference.right} in ${right}`;
    }
  }
}

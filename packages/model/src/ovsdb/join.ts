import { createDiagnostic, type Parsed } from "../diagnostic/diagnostic.ts";
import { compareDatabases, formatDifference } from "./compare.ts";
import { createLayout, StoredRow } from "./row.ts";
import type { Database, Row, Table, Uuid } from "./value.ts";

/**
 * The first database with those tables and columns of the second that the first does not carry: a file with the
 * ephemeral columns of a dump. Meant for copies that {@link compareDatabases} finds equal; a row that only one
 * of them has keeps the table as the first has it.
 */
export function mergeEphemeral(left: Database, right: Database): Database {
  const tables = new Map(left.tables);
  for (const [name, other] of right.tables) {
    const table = left.tables.get(name);
    tables.set(name, table === undefined ? other : mergeTables(table, other));
  }
  return { ...left, tables };
}

function mergeTables(left: Table, right: Table): Table {
  const added = [...right.columns].filter((name) => !left.columns.has(name));
  if (added.length === 0 || left.rows.size !== right.rows.size) return left;
  const names = [...left.columns, ...added];
  const types = names.map((name) => (left.columns.has(name) ? left : right).schema.columns.get(name)!);
  const layout = createLayout(types.map((column) => ({ column, key: column.name })));
  const rows = new Map<Uuid, Row>();
  for (const [uuid, row] of left.rows) {
    const other = right.rows.get(uuid);
    if (other === undefined) return left;
    const data = names.map((name) => (left.columns.has(name) ? row : other).columns.get(name));
    rows.set(uuid, StoredRow.fromData(uuid, layout, data));
  }
  const columns = new Map(left.schema.columns);
  for (const column of types) columns.set(column.name, column);
  return { ...left, schema: { ...left.schema, columns }, columns: new Set(names), rows };
}

/**
 * Joins parts of one database, such as the files of single tables that `--format=json list TABLE` gives, into one. It
 * takes the name, version and schema of the first part, or of the first that came with a schema. Parts that
 * disagree on a row are an error.
 */
export function joinDatabases(parts: readonly [Database, ...Database[]]): Parsed<Database> {
  const base = parts.find(({ version }) => version !== undefined) ?? parts[0];
  let joined = base;
  for (const part of parts) {
    if (part === base) continue;
    const [difference] = compareDatabases(joined, part, { limit: 1 });
    if (difference !== undefined) {
      const message = `not the same database: ${formatDifference(difference, joined.file, part.file)}`;
      return { ok: false, errors: [createDiagnostic("OVN1050", { file: part.file }, message)] };
    }
    joined = mergeEphemeral(joined, part);
  }
  return { ok: true, value: joined, notes: [] };
}

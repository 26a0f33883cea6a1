import { type DatabaseSchema, knownDatabases, type KnownDatabaseName, sha1 } from "@ovn-sim/model";

/** A value as OVSDB writes it in JSON (RFC 7047, section 5.1). */
export type Cell =
  | string
  | number
  | boolean
  | readonly ["uuid", string]
  | readonly ["set", readonly Cell[]]
  | readonly ["map", readonly (readonly [Cell, Cell])[]];

/** Rows by a name of ours, from which their UUID follows. */
export type Rows = Record<string, Record<string, Cell>>;
export type Tables = Record<string, Rows>;

/** A UUID of its own for a row; the first digits are the cookie of the row's flows. */
export function uuidOf(table: string, name: string): string {
  const digest = sha1(new TextEncoder().encode(`${table} ${name}`));
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

export const ref = (table: string, name: string): Cell => ["uuid", uuidOf(table, name)];
export const set = (...cells: readonly Cell[]): Cell => ["set", cells];
export const map = (entries: Readonly<Record<string, string>>): Cell => ["map", Object.entries(entries)];

/** As `ovsdb-client dump --format=json` prints it: one object a line for each table, those without rows too. */
export function formatDump(database: KnownDatabaseName, tables: Tables): string {
  const { schema } = knownDatabases().get(database)!;
  return [...schema.tables.values()]
    .map(({ name: table, columns }) => {
      const rows = tables[table] ?? {};
      const used = columnsOf(rows);
      const headings = used.length > 0 ? used : [...columns.keys()].sort();
      const data = Object.entries(rows).map(([name, row]) => [
        ref(table, name),
        ...headings.map((column) => row[column] ?? set()),
      ]);
      return JSON.stringify({ caption: `${table} table`, headings: ["_uuid", ...headings], data });
    })
    .join("\n");
}

/** As a standalone database file holds it (ovsdb(5)): the schema, then transactions of at most `batch` rows. */
export function formatLog(database: KnownDatabaseName, tables: Tables, batch: number): string {
  const { schema } = knownDatabases().get(database)!;
  const records: unknown[] = [schemaJson(schema)];
  let open: Record<string, Record<string, unknown>> = {};
  let rows = 0;
  const close = (): void => {
    if (rows > 0)
      records.push({ ...open, _date: 1_795_340_000_000 + records.length, _comment: `part ${records.length}` });
    open = {};
    rows = 0;
  };
  for (const [table, named] of Object.entries(tables)) {
    for (const [name, row] of Object.entries(named)) {
      (open[table] ??= {})[uuidOf(table, name)] = row;
      if (++rows >= batch) close();
    }
  }
  close();
  return records.map(formatRecord).join("");
}

function formatRecord(record: unknown): string {
  const text = `${JSON.stringify(record)}\n`;
  const bytes = new TextEncoder().encode(text);
  return `OVSDB JSON ${bytes.length} ${sha1(bytes)}\n${text}`;
}

function columnsOf(rows: Rows): string[] {
  return [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))].sort();
}

function schemaJson({ name, version, tables }: DatabaseSchema): unknown {
  const bounded = (max: number): number | "unlimited" => (max === Infinity ? "unlimited" : max);
  const columns = (table: string): unknown =>
    Object.fromEntries(
      [...tables.get(table)!.columns.values()].map(({ name: column, key, value, min, max, ephemeral }) => [
        column,
        {
          type: { key: baseJson(key), ...(value && { value: baseJson(value) }), min, max: bounded(max) },
          ...(ephemeral && { ephemeral }),
        },
      ]),
    );
  const all = Object.fromEntries([...tables.keys()].map((table) => [table, { columns: columns(table), isRoot: true }]));
  return { name, version, tables: all };
}

type Base = { readonly type: string; readonly refTable?: string; readonly weak?: boolean };

function baseJson({ type, refTable, weak }: Base): unknown {
  return refTable === undefined ? type : { type, refTable, refType: weak === true ? "weak" : "strong" };
}

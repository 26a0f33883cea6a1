/** One table of a dump, to be changed. */
export type DumpTable = { readonly caption: string; readonly headings: string[]; data: unknown[][] };

type ColumnType = string | { key?: unknown; value?: unknown; min?: number; max?: unknown };

/**
 * The rows of a database file as `ovsdb-client dump --format=json` prints them, one table a line; `change` may
 * spoil a table first. Meant for files of one transaction, as backups are.
 */
export function asDump(log: string, change: (table: DumpTable) => void = () => {}): string {
  const [, schemaText, , rowsText] = log.split("\n");
  const schema = JSON.parse(schemaText!) as { tables: Record<string, { columns: Record<string, unknown> }> };
  const rows = JSON.parse(rowsText!) as Record<string, Record<string, Record<string, unknown>>>;
  return Object.entries(schema.tables)
    .map(([name, { columns }]) => {
      const headings = Object.keys(columns);
      const data = Object.entries(rows[name] ?? {}).map(([uuid, row]) => [
        ["uuid", uuid],
        ...headings.map((column) => row[column] ?? emptyOf(columns[column])),
      ]);
      const table = { caption: `${name} table`, headings: ["_uuid", ...headings], data };
      change(table);
      return JSON.stringify(table);
    })
    .join("\n");
}

/** Sets a column of the rows of one table that have a value in another. */
export function setting(table: string, where: readonly [string, string], column: string, value: unknown) {
  return ({ caption, headings, data }: DumpTable): void => {
    if (caption !== `${table} table`) return;
    const [key, target] = [headings.indexOf(where[0]), headings.indexOf(column)];
    for (const row of data) if (row[key] === where[1]) row[target] = value;
  };
}

/** The value that a file leaves out. */
function emptyOf(column: unknown): unknown {
  const { type } = column as { type: ColumnType };
  if (typeof type === "object" && type.value !== undefined) return ["map", []];
  if (typeof type === "object" && (type.min === 0 || typeof type.max === "string")) return ["set", []];
  const key = typeof type === "string" ? type : type.key;
  const atom = typeof key === "string" ? key : (key as { type: string }).type;
  if (atom === "uuid") return ["uuid", "00000000-0000-0000-0000-000000000000"];
  return atom === "string" ? "" : atom === "boolean" ? false : 0;
}

import { IMPLICIT_COLUMNS } from "./dump-table.ts";
import { identifyTables } from "./identify.ts";
import type { Json } from "./json.ts";
import { createQuickCell, QuickRows } from "./quick-rows.ts";
import { createQuickText, type QuickText } from "./quick-text.ts";
import { QuickValues, REFUSED } from "./quick-value.ts";
import { createLayout } from "./row.ts";
import type { TableSchema } from "./schema.ts";
import { stateToDatabase, type TableState } from "./state.ts";
import type { Database } from "./value.ts";

const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;

const TABLE_START = /\{"caption":"([A-Za-z_]\w*) table","data":\[/y;
const HEADINGS = `],"headings":[`;
const UUID_START = `["uuid","`.length;

/** A table of a dump, its rows not read yet. */
type QuickTable = {
  readonly name: string;
  readonly headings: readonly string[];
  /** Where the first row begins, and the bracket after the last. */
  readonly start: number;
  readonly end: number;
};

/**
 * Reads what `ovsdb-client dump --format=json` prints, a table a line, when all of it is whole, known and good. It gives the same
 * rows as `readDump` without making a JSON object of each. Undefined when anything is otherwise, good or bad: then
 * the plain way decides what it is.
 */
export function readQuickDump(bytes: Uint8Array, { file }: { readonly file: string }): Database | undefined {
  const quick = createQuickText(bytes);
  if (quick === undefined) return undefined;
  const dumped = findTables(quick.text);
  if (dumped === undefined || dumped.length === 0) return undefined;
  const result = identifyTables(
    dumped.map(({ name, headings }) => ({ name, columns: headings.filter((column) => !IMPLICIT_COLUMNS.has(column)) })),
  );
  if (result.kind !== "one") return undefined;
  const { database, names } = result.identity;
  const tables = new Map<string, TableState>();
  for (const [i, table] of dumped.entries()) {
    const name = names[i];
    const schema = name === undefined ? undefined : database.schema.tables.get(name);
    if (schema === undefined || tables.has(schema.name)) return undefined;
    const rows = readTable(table, schema, quick);
    if (rows === undefined) return undefined;
    tables.set(schema.name, rows);
  }
  return stateToDatabase({ schema: database.schema, tables }, file, undefined);
}

/** The tables, one on each line, or undefined when a line is anything else. */
function findTables(text: string): readonly QuickTable[] | undefined {
  const tables: QuickTable[] = [];
  for (let at = 0; at < text.length; ) {
    const lineFeed = text.indexOf("\n", at);
    const lineEnd = lineFeed < 0 ? text.length : lineFeed;
    TABLE_START.lastIndex = at;
    const name = TABLE_START.exec(text)?.[1];
    const start = TABLE_START.lastIndex;
    const end = text.lastIndexOf(HEADINGS, lineEnd);
    if (name === undefined || end < start || text.charCodeAt(lineEnd - 1) !== CLOSE_BRACE) return undefined;
    const headings = parseHeadings(text.slice(end + HEADINGS.length - 1, lineEnd - 1));
    if (headings === undefined) return undefined;
    tables.push({ name, headings, start, end });
    at = lineEnd + 1;
  }
  return tables;
}

/** Names of columns, all different. */
function parseHeadings(text: string): readonly string[] | undefined {
  try {
    const json: Json = JSON.parse(text);
    const isStrings = Array.isArray(json) && json.every((item) => typeof item === "string");
    return isStrings && new Set(json).size === json.length ? json : undefined;
  } catch {
    return undefined;
  }
}

function readTable(
  { headings, start, end }: QuickTable,
  schema: TableSchema,
  quick: QuickText,
): TableState | undefined {
  const columns = headings.map((heading) => schema.columns.get(heading));
  const uuidCell = headings.indexOf("_uuid");
  const isKnown = columns.every((column, i) => column !== undefined || IMPLICIT_COLUMNS.has(headings[i]!));
  if (!isKnown || uuidCell < 0) return undefined;
  const layout = createLayout(columns.flatMap((column, key) => (column === undefined ? [] : [{ column, key }])));
  const cells = headings.map((heading) => {
    const slot = layout.get(heading);
    return slot && createQuickCell(slot);
  });
  const { codes } = quick;
  const values = new QuickValues(quick);
  const rows = new QuickRows(layout, values);
  for (let at = start; at < end; ) {
    if (codes[at] !== OPEN_BRACKET) return undefined;
    rows.addRow();
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      const start = at + 1;
      at = cell === undefined ? values.findUuidAtomEnd(start) : rows.readCell(cell, start);
      if (at === REFUSED || codes[at] !== (i === cells.length - 1 ? CLOSE_BRACKET : COMMA)) return undefined;
      if (i === uuidCell && !rows.nameRow(start + UUID_START)) return undefined;
    }
    at++;
    if (at < end && codes[at++] !== COMMA) return undefined;
    if (at > end || (at === end && codes[at - 1] === COMMA)) return undefined;
  }
  const read = rows.close();
  return read && { schema, layout, rows: read };
}

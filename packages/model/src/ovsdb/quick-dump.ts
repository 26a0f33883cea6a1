import { CellSpans } from "./cell-spans.ts";
import { IMPLICIT_COLUMNS } from "./dump-table.ts";
import { identifyTables } from "./identify.ts";
import type { Json } from "./json.ts";
import { createQuickText, type QuickText } from "./quick-text.ts";
import { QuickValues, REFUSED } from "./quick-value.ts";
import { type ColumnSlot, createLayout, StoredRow } from "./row.ts";
import type { TableSchema } from "./schema.ts";
import { stateToDatabase, type TableState } from "./state.ts";
import type { Database, Uuid } from "./value.ts";

const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;

const TABLE_START = /\{"caption":"([A-Za-z_]\w*) table","data":\[/y;
const HEADINGS = `],"headings":[`;
const UUID_START = `["uuid","`.length;
const UUID_END = `"]`.length;

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
  { text, codes }: QuickText,
): TableState | undefined {
  const cells = headings.map((heading) => schema.columns.get(heading));
  const uuidCell = headings.indexOf("_uuid");
  const isKnown = cells.every((column, i) => column !== undefined || IMPLICIT_COLUMNS.has(headings[i]!));
  if (!isKnown || uuidCell < 0) return undefined;
  const layout = createLayout(cells.flatMap((column, key) => (column === undefined ? [] : [{ column, key }])));
  const slots: readonly (ColumnSlot | undefined)[] = headings.map((heading) => layout.get(heading));
  const values = new QuickValues(text, codes);
  const spans = new CellSpans(text, layout.size);
  const rows = new Map<Uuid, StoredRow>();
  for (let at = start; at < end; ) {
    if (codes[at] !== OPEN_BRACKET) return undefined;
    const row = spans.addRow();
    let uuid = "";
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      const cell = at + 1;
      at = slot === undefined ? values.findUuidAtomEnd(cell) : values.findEnd(slot.column, cell);
      if (at === REFUSED || codes[at] !== (i === slots.length - 1 ? CLOSE_BRACKET : COMMA)) return undefined;
      if (slot !== undefined) spans.put(row, slot.place, cell, at);
      else if (i === uuidCell) uuid = text.slice(cell + UUID_START, at - UUID_END);
    }
    if (rows.has(uuid)) return undefined;
    rows.set(uuid, StoredRow.fromSpans(uuid, layout, spans, row));
    at++;
    if (at < end && codes[at++] !== COMMA) return undefined;
    if (at > end || (at === end && codes[at - 1] === COMMA)) return undefined;
  }
  spans.close();
  return { schema, layout, rows };
}

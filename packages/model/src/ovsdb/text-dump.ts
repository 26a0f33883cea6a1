import type { DumpContent, DumpTable } from "./dump-table.ts";
import type { Json } from "./json.ts";
import { LineReader, type TextLine } from "./text-lines.ts";
import { parseTextValue } from "./text-value.ts";
import { decodeText, latin1 } from "./utf8.ts";

const CAPTION = /^([A-Za-z_]\w*) table$/;
const RULE = /^-+(?: -+)*$/;
const FIELD = /^([A-Za-z_]\w*) *: /;

/** Bytes of a line that tell what it is; the rest of it may be long. */
const KIND_BYTES = 120;

/** A value of a row: where it is and what it says. */
type TextCell = { readonly offset: number; readonly text: string | undefined };

type TextRow = { readonly offset: number; readonly cells: readonly TextCell[]; readonly isEnded: boolean };

/** Rows under the same headings. */
type TextTable = { readonly name: string | undefined; readonly headings: readonly string[]; readonly rows: TextRow[] };

/**
 * Reads what `ovsdb-client dump` (tables) and `ovs-vsctl list TABLE` (a line for each column) print. A text
 * whose start or end is cut, as a support archive may have it, gives its whole rows.
 */
export function parseTextDump(bytes: Uint8Array): DumpContent {
  const lines = new LineReader(bytes);
  const tables: TextTable[] = [];
  let cutAt: number | undefined;
  let caption: string | undefined;
  for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
    const kind = kindOf(line);
    if (kind.trim() === "") lines.take();
    else if (CAPTION.test(kind)) {
      caption = CAPTION.exec(kind)?.[1];
      lines.take();
    } else if (FIELD.test(kind)) addRecord(tables, caption, readRecord(lines));
    else {
      const table = readGrid(lines, caption);
      if (table !== undefined) tables.push(table);
      else if (isCut(lines, line, caption) && tables.length > 0) cutAt = line.offset;
      else {
        const message = "expected a table or the columns of a row, found neither";
        return { ok: false, fault: { offset: line.offset, message } };
      }
    }
  }
  const start = dropCutStart(tables);
  const end = dropCutEnd(tables) ?? cutAt;
  const lost = [
    ...(start === undefined ? [] : [{ offset: start, message: "the text starts within a row, which is not read" }]),
    ...(end === undefined ? [] : [{ offset: end, message: "the text ends within a row, which is not read" }]),
  ];
  return { ok: true, tables: tables.map(toDumpTable), lost };
}

/** Whether the text ends in what it cannot end in: part of a line, or a caption and no rule after it. */
function isCut(lines: LineReader, line: TextLine, caption: string | undefined): boolean {
  return lines.peek() === undefined && (!line.isEnded || caption !== undefined);
}

type TextRecord = TextRow & { readonly headings: readonly string[] };

/** Lines of a list up to a blank one: a row. */
function readRecord(lines: LineReader): TextRecord {
  const headings: string[] = [];
  const cells: TextCell[] = [];
  const { offset } = lines.peek()!;
  let isEnded = true;
  for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
    const [prefix, heading] = FIELD.exec(kindOf(line)) ?? [];
    if (prefix === undefined || heading === undefined) break;
    headings.push(heading);
    cells.push({ offset: line.offset + prefix.length, text: decodeText(line.bytes.subarray(prefix.length)) });
    isEnded = line.isEnded;
    lines.take();
  }
  return { headings, offset, cells, isEnded };
}

function kindOf({ bytes }: TextLine): string {
  return latin1(bytes.subarray(0, KIND_BYTES));
}

/** Rows of one table follow each other: a row of other columns starts another. */
function addRecord(tables: TextTable[], name: string | undefined, record: TextRecord): void {
  const last = tables.at(-1);
  const { headings } = record;
  if (last !== undefined && last.name === name && isSameList(last.headings, headings)) last.rows.push(record);
  else tables.push({ name, headings, rows: [record] });
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** Headings, a rule that shows each column's width in bytes, and rows up to a blank line. */
function readGrid(lines: LineReader, name: string | undefined): TextTable | undefined {
  const header = lines.take();
  const rule = lines.take();
  if (header === undefined || rule === undefined || !RULE.test(latin1(rule.bytes))) return undefined;
  const widths = latin1(rule.bytes)
    .split(" ")
    .map((dashes) => dashes.length);
  const headings = cutCells(header, widths).map(({ text }) => text ?? "");
  const rows: TextRow[] = [];
  for (let line = lines.peek(); line !== undefined && line.bytes.length > 0; line = lines.peek()) {
    rows.push({ offset: line.offset, cells: cutCells(line, widths), isEnded: line.isEnded });
    lines.take();
  }
  return { name, headings, rows };
}

function cutCells({ offset, bytes }: TextLine, widths: readonly number[]): readonly TextCell[] {
  let at = 0;
  return widths.map((width) => {
    const cell = { offset: offset + at, text: decodeText(bytes.subarray(at, at + width))?.trimEnd() };
    at += width + 1;
    return cell;
  });
}

/** Drops a list's first row that lacks the columns up to some: the text's start is lost. Gives its offset. */
function dropCutStart(tables: TextTable[]): number | undefined {
  const [first, second] = tables;
  if (first === undefined || first.headings.includes("_uuid") || second === undefined) return undefined;
  const { headings, rows } = first;
  if (rows.length !== 1 || !isSameList(headings, second.headings.slice(-headings.length))) return undefined;
  tables.shift();
  return rows[0]!.offset;
}

/** Drops a last row without its line end or without its last columns. Gives its offset. */
function dropCutEnd(tables: TextTable[]): number | undefined {
  const [before, last] = [tables.at(-2), tables.at(-1)];
  const row = last?.rows.at(-1);
  if (last === undefined || row === undefined) return undefined;
  const isPart =
    before !== undefined &&
    last.rows.length === 1 &&
    last.headings.length < before.headings.length &&
    isSameList(last.headings, before.headings.slice(0, last.headings.length));
  if (row.isEnded && !isPart) return undefined;
  last.rows.pop();
  if (last.rows.length === 0) tables.pop();
  return row.offset;
}

function toDumpTable({ name, headings, rows }: TextTable): DumpTable {
  const data = rows.map(({ cells }) =>
    cells.map(({ text }): Json => (text === undefined ? undefined : parseTextValue(text))),
  );
  return {
    name,
    headings,
    data,
    offset: rows[0]?.offset ?? 0,
    locate: ([nth = 0, cell = 0]) => ({
      offset: rows[nth]?.cells[cell]?.offset ?? 0,
      text: rows[nth]?.cells[cell]?.text ?? "",
    }),
  };
}

import type { DiagnosticCode } from "../diagnostic/codes.ts";
import { formatColumnType } from "./column-type.ts";
import { type CheckRemarks, checkDatum, describeRounded } from "./datum-check.ts";
import { type DumpTable, IMPLICIT_COLUMNS } from "./dump-table.ts";
import { describeJson, type Json, quote } from "./json.ts";
import type { Notes } from "./notes.ts";
import { type ColumnSlot, createLayout, StoredRow } from "./row.ts";
import type { ColumnSchema, TableSchema } from "./schema.ts";
import type { TableState } from "./state.ts";
import { parseUuid } from "./uuid.ts";
import type { Uuid } from "./value.ts";

/** Reads the rows of one table by the types of its known schema; every fault goes to the notes. */
export function readRows(dumped: DumpTable, schema: TableSchema, notes: Notes): TableState {
  const layout = createLayout(pickColumns(dumped, schema, notes));
  const rows = new Map<Uuid, StoredRow>();
  const table: TableState = { schema, layout, rows };
  const reader = new RowReader(dumped, table, notes);
  dumped.data.forEach((cells, nth) => {
    const row = reader.read(cells, nth);
    if (row === undefined) return;
    if (rows.has(row.uuid)) reader.reportTwice(row.uuid, nth);
    rows.set(row.uuid, row);
  });
  return table;
}

/** Columns that `ovn-sbctl list` works out from the row itself and prints among the others. */
const COMPUTED_COLUMNS: ReadonlySet<string> = new Set(["Logical_Flow.hash"]);

/** A column of the dump, and the number of its cell in a row. */
type DumpColumn = { readonly column: ColumnSchema; readonly key: number };

function pickColumns({ headings, offset }: DumpTable, schema: TableSchema, notes: Notes): readonly DumpColumn[] {
  const columns: DumpColumn[] = [];
  headings.forEach((heading, cell) => {
    const column = schema.columns.get(heading);
    if (column !== undefined) columns.push({ column, key: cell });
    else if (!IMPLICIT_COLUMNS.has(heading) && !COMPUTED_COLUMNS.has(`${schema.name}.${heading}`)) {
      const message = `the type of column ${quote(heading)} is not known: it is left out`;
      notes.add("OVN1045", { offset, table: schema.name, column: heading }, message);
    }
  });
  return columns;
}

class RowReader {
  readonly #dumped: DumpTable;
  readonly #table: TableState;
  readonly #notes: Notes;
  readonly #slots: readonly ColumnSlot[];
  readonly #uuidCell: number;
  readonly #remarks: CheckRemarks = { roundedInteger: false };

  constructor(dumped: DumpTable, table: TableState, notes: Notes) {
    this.#dumped = dumped;
    this.#table = table;
    this.#notes = notes;
    this.#slots = [...table.layout.values()];
    this.#uuidCell = dumped.headings.indexOf("_uuid");
  }

  /** The row, or undefined, and notes, when it has no identity; cells that do not fit are noted too. */
  read(cells: Json, nth: number): StoredRow | undefined {
    const width = this.#dumped.headings.length;
    if (!Array.isArray(cells) || cells.length !== width) {
      const message = `a row is an array of ${width} cells, found ${describeJson(cells)}`;
      this.#report("OVN1040", { row: `#${nth}` }, [nth], message);
      return undefined;
    }
    const uuid = parseUuidCell(cells[this.#uuidCell]);
    if (uuid === undefined) {
      const found =
        this.#uuidCell < 0 ? "the dump does not have that column" : `found ${describeJson(cells[this.#uuidCell])}`;
      this.#report("OVN1023", { row: `#${nth}`, column: "_uuid" }, [nth], `expected ["uuid", …], ${found}`);
      return undefined;
    }
    for (const { column, key } of this.#slots) {
      const cell: Json = cells[key as number];
      const path = [nth, key as number];
      if (!checkDatum(column, cell, this.#remarks)) {
        const say = (text: string) =>
          `expected ${formatColumnType(column)}, found ${cell === undefined ? quote(text) : describeJson(cell)}`;
        this.#report("OVN1022", { row: uuid, column: column.name }, path, say);
      }
      if (this.#remarks.roundedInteger) {
        this.#remarks.roundedInteger = false;
        this.#report("OVN1025", { row: uuid, column: column.name }, path, describeRounded);
      }
    }
    return StoredRow.fromJson(uuid, this.#table.layout, cells);
  }

  reportTwice(uuid: Uuid, nth: number): void {
    this.#report("OVN1046", { row: uuid }, [nth], "the table has this row twice");
  }

  #report(
    code: DiagnosticCode,
    place: { readonly row: string; readonly column?: string },
    path: readonly number[],
    message: string | ((text: string) => string),
  ): void {
    this.#notes.addWorked(code, () => {
      const { offset, text } = this.#dumped.locate(path);
      const said = typeof message === "string" ? message : message(text);
      return [{ table: this.#table.schema.name, ...place, offset }, said];
    });
  }
}

function parseUuidCell(json: Json): Uuid | undefined {
  if (!Array.isArray(json) || json.length !== 2 || json[0] !== "uuid") return undefined;
  const text: Json = json[1];
  return typeof text === "string" ? parseUuid(text) : undefined;
}

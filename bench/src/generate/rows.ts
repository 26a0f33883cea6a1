/** A value as RFC 7047, section 5.1, writes it in JSON. */
export type Cell =
  | string
  | number
  | boolean
  | readonly ["uuid", string]
  | readonly ["set", readonly Cell[]]
  | readonly ["map", readonly (readonly [Cell, Cell])[]];

/** Every column of a row. */
export type Row = Readonly<Record<string, Cell>>;

export type RowEntry = readonly [uuid: string, row: Row];

/** The rows of each table by UUID. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** A table whose rows are made one by one, anew each time they are asked for, so that no more than one is there. */
export type TableStream = { readonly name: string; readonly rows: () => Iterable<RowEntry> };

export function reference(uuid: string): Cell {
  return ["uuid", uuid];
}

export function references(uuids: readonly string[]): Cell {
  return ["set", uuids.map(reference)];
}

export const NOTHING: Cell = ["set", []];

export function stringMap(entries: Readonly<Record<string, string>>): Cell {
  return ["map", Object.entries(entries)];
}

/** The text in a cell that holds one. */
export function textOf(row: Row, column: string): string {
  const cell = row[column];
  if (typeof cell !== "string") throw new TypeError(`${column} holds no text: ${JSON.stringify(cell)}`);
  return cell;
}

/** The UUIDs that a cell refers to: one, or a set of them. */
export function referencesOf(row: Row, column: string): readonly string[] {
  const cell = row[column];
  if (!Array.isArray(cell)) return [];
  const [kind, value] = cell as readonly [string, unknown];
  if (kind === "uuid") return [value as string];
  return (value as readonly (readonly [string, string])[]).map(([, uuid]) => uuid);
}

/** The first row of a recorded table that is as wanted. */
export function findRow(tables: Tables, table: string, wanted: (row: Row) => boolean = () => true): RowEntry {
  for (const entry of tables.get(table) ?? []) if (wanted(entry[1])) return entry;
  throw new Error(`the recording has no such row in table ${table}`);
}

/** A recorded table as it is. */
export function streamOf(name: string, rows: ReadonlyMap<string, Row>): TableStream {
  return { name, rows: () => rows };
}

export function* range(from: number, to: number): Generator<number, void> {
  for (let i = from; i < to; i++) yield i;
}

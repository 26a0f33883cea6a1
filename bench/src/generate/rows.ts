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

/** The rows of each table by UUID. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, Row>>;

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

/** Rows being gathered, table by table. */
export class TableBuilder {
  readonly tables = new Map<string, Map<string, Row>>();
  readonly #nextUuid: () => string;

  constructor(nextUuid: () => string) {
    this.#nextUuid = nextUuid;
  }

  newUuid(): string {
    return this.#nextUuid();
  }

  add(table: string, row: Row, uuid: string = this.#nextUuid()): string {
    let rows = this.tables.get(table);
    if (rows === undefined) this.tables.set(table, (rows = new Map<string, Row>()));
    rows.set(uuid, row);
    return uuid;
  }
}

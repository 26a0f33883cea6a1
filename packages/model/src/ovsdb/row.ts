import { decodeDatum, defaultDatum } from "./datum.ts";
import type { Json, JsonObject } from "./json.ts";
import type { ColumnValues } from "./numbered-rows.ts";
import type { ColumnSchema } from "./schema.ts";
import type { Datum, Row, Uuid } from "./value.ts";

/** A column with the place of its value in every row of a table. */
export type ColumnSlot = {
  readonly column: ColumnSchema;
  /** Dense number of the column among those that the source carries. */
  readonly place: number;
  /** Where a row's JSON has it: its name, or the number of its cell. */
  readonly key: string | number;
  readonly fallback: Datum;
};

/** The columns that every row of a table has. */
export type RowLayout = ReadonlyMap<string, ColumnSlot>;

export function createLayout(
  columns: readonly { readonly column: ColumnSchema; readonly key: string | number }[],
): RowLayout {
  return new Map(
    columns.map(({ column, key }, place) => [column.name, { column, place, key, fallback: defaultDatum(column) }]),
  );
}

/** The JSON of a row whose every value has been checked: columns by name, or cells by number. */
export type RowJson = JsonObject | readonly Json[];

/**
 * A row of a table, and the map of its columns in one object. Most values of a database are never looked at: a row decodes
 * one when it is asked for.
 */
export abstract class StoredRow implements Row, ReadonlyMap<string, Datum> {
  readonly uuid: Uuid;
  private readonly layout: RowLayout;

  constructor(uuid: Uuid, layout: RowLayout) {
    this.uuid = uuid;
    this.layout = layout;
  }

  /** A row as its JSON has it; columns that it does not mention have their defaults. */
  static fromJson(uuid: Uuid, layout: RowLayout, json: RowJson): StoredRow {
    return new JsonRow(uuid, layout, json);
  }

  /** The row of a number, in columns that are in the order of the layout. */
  static fromColumns(uuid: Uuid, layout: RowLayout, columns: readonly ColumnValues[], nth: number): StoredRow {
    return new NumberedRow(uuid, layout, columns, nth);
  }

  /** A row of these values, in the order of the layout. */
  static fromData(uuid: Uuid, layout: RowLayout, data: readonly Datum[]): StoredRow {
    return new DataRow(uuid, layout, data);
  }

  protected abstract read(slot: ColumnSlot): Datum;

  get columns(): ReadonlyMap<string, Datum> {
    return this;
  }

  get size(): number {
    return this.layout.size;
  }

  get(name: string): Datum {
    const slot = this.layout.get(name);
    return slot === undefined ? undefined : this.read(slot);
  }

  has(name: string): boolean {
    return this.layout.has(name);
  }

  forEach(visit: (datum: Datum, name: string, map: ReadonlyMap<string, Datum>) => void): void {
    for (const [name, slot] of this.layout) visit(this.read(slot), name, this);
  }

  keys(): MapIterator<string> {
    return this.layout.keys();
  }

  *values(): Generator<Datum, undefined, unknown> {
    for (const slot of this.layout.values()) yield this.read(slot);
  }

  *entries(): Generator<[string, Datum], undefined, unknown> {
    for (const [name, slot] of this.layout) yield [name, this.read(slot)];
  }

  [Symbol.iterator](): MapIterator<[string, Datum]> {
    return this.entries();
  }
}

class DataRow extends StoredRow {
  readonly #data: readonly Datum[];

  constructor(uuid: Uuid, layout: RowLayout, data: readonly Datum[]) {
    super(uuid, layout);
    this.#data = data;
  }

  protected read({ place }: ColumnSlot): Datum {
    return this.#data[place];
  }
}

class NumberedRow extends StoredRow {
  readonly #columns: readonly ColumnValues[];
  readonly #nth: number;

  constructor(uuid: Uuid, layout: RowLayout, columns: readonly ColumnValues[], nth: number) {
    super(uuid, layout);
    this.#columns = columns;
    this.#nth = nth;
  }

  protected read({ place }: ColumnSlot): Datum {
    return this.#columns[place]!.read(this.#nth);
  }
}

/** It keeps the sets and maps that it has decoded. */
class JsonRow extends StoredRow {
  readonly #json: RowJson;
  #kept: Datum[] | undefined;

  constructor(uuid: Uuid, layout: RowLayout, json: RowJson) {
    super(uuid, layout);
    this.#json = json;
  }

  protected read({ column, place, key, fallback }: ColumnSlot): Datum {
    const known = this.#kept?.[place];
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.#json, key)) return fallback;
    const datum = decodeDatum(column, (this.#json as JsonObject)[key]);
    if (typeof datum === "object") {
      this.#kept ??= new Array<Datum>(this.size).fill(undefined);
      this.#kept[place] = datum;
    }
    return datum;
  }
}

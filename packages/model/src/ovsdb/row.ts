import { CellSpans } from "./cell-spans.ts";
import { decodeDatum, defaultDatum } from "./datum.ts";
import type { Json, JsonObject } from "./json.ts";
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

const NOT_YET = Symbol("not decoded yet");

/**
 * A row of a table, and the map of its columns in one object. It keeps its JSON, or where its values stand in the text of the
 * file, and decodes a set or map when it is first asked for: most values of a database are never looked at, and
 * reading one of 100,000 logical flows takes half the time.
 */
export class StoredRow implements Row, ReadonlyMap<string, Datum> {
  readonly uuid: Uuid;
  private readonly layout: RowLayout;
  private readonly source: RowJson | CellSpans | undefined;
  /** The row's number among those of its spans. */
  private readonly nth: number;
  private data: (Datum | typeof NOT_YET)[] | undefined;

  private constructor(
    uuid: Uuid,
    layout: RowLayout,
    source: RowJson | CellSpans | undefined,
    nth: number,
    data: Datum[] | undefined,
  ) {
    this.uuid = uuid;
    this.layout = layout;
    this.source = source;
    this.nth = nth;
    this.data = data;
  }

  /** A row as its JSON has it; columns that it does not mention have their defaults. */
  static fromJson(uuid: Uuid, layout: RowLayout, json: RowJson): StoredRow {
    return new StoredRow(uuid, layout, json, 0, undefined);
  }

  /** A row as a text has it; columns that it does not mention have their defaults. */
  static fromSpans(uuid: Uuid, layout: RowLayout, spans: CellSpans, nth: number): StoredRow {
    return new StoredRow(uuid, layout, spans, nth, undefined);
  }

  /** A row of these values, in the order of the layout. */
  static fromData(uuid: Uuid, layout: RowLayout, data: Datum[]): StoredRow {
    return new StoredRow(uuid, layout, undefined, 0, data);
  }

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

  private read(slot: ColumnSlot): Datum {
    const { source } = this;
    const known = this.data?.[slot.place];
    if (source === undefined || (this.data !== undefined && known !== NOT_YET)) return known as Datum;
    if (source instanceof CellSpans) return this.keep(slot, source.read(this.nth, slot));
    if (!Object.hasOwn(source, slot.key)) return slot.fallback;
    const datum = decodeDatum(slot.column, (source as JsonObject)[slot.key]);
    return typeof datum === "object" ? this.keep(slot, datum) : datum;
  }

  private keep(slot: ColumnSlot, datum: Datum): Datum {
    this.data ??= new Array<Datum | typeof NOT_YET>(this.layout.size).fill(NOT_YET);
    this.data[slot.place] = datum;
    return datum;
  }
}

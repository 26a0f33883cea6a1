import { type CellSpans, SpanColumn } from "./cell-spans.ts";
import type { ColumnValues, NumberedRows } from "./numbered-rows.ts";
import { type RowLayout, StoredRow } from "./row.ts";
import { UUID_LENGTH } from "./uuid.ts";
import type { UuidIndex } from "./uuid-index.ts";
import type { Uuid } from "./value.ts";

/**
 * The rows of a table as they stand in a text: numbers, and no object for a row until somebody asks for it. Of the rows of a
 * large database most are never asked for.
 */
export class TextRows implements NumberedRows, ReadonlyMap<Uuid, StoredRow> {
  readonly #spans: CellSpans;
  readonly #index: UuidIndex;
  readonly #layout: RowLayout;
  readonly #columns: readonly SpanColumn[];
  readonly #rows: (StoredRow | undefined)[];

  /** The spans and the index hold the same rows, each under the same number. */
  constructor(layout: RowLayout, spans: CellSpans, index: UuidIndex) {
    this.#spans = spans;
    this.#index = index;
    this.#layout = layout;
    this.#columns = Array.from(layout.values(), (slot) => new SpanColumn(spans, slot));
    this.#rows = [];
  }

  get count(): number {
    return this.#index.count;
  }

  get size(): number {
    return this.#index.count;
  }

  uuidOf(nth: number): Uuid {
    const start = this.#spans.uuidStart(nth);
    return this.#spans.text.slice(start, start + UUID_LENGTH);
  }

  uuids(): readonly Uuid[] {
    const { text, blocks, stride } = this.#spans;
    const uuids: Uuid[] = [];
    for (const block of blocks) {
      for (let at = 0; at < block.length; at += stride) uuids.push(text.slice(block[at], block[at]! + UUID_LENGTH));
    }
    return uuids;
  }

  uuidWords(): Uint32Array {
    return this.#index.firstWords();
  }

  find(uuid: Uuid): number {
    return uuid.length === UUID_LENGTH ? this.#index.find(uuid, 0) : -1;
  }

  findAt(text: string, at: number): number {
    return this.#index.find(text, at);
  }

  valuesOf(column: string): ColumnValues {
    return this.#columns[this.#layout.get(column)!.place]!;
  }

  get(uuid: Uuid): StoredRow | undefined {
    const nth = this.find(uuid);
    return nth < 0 ? undefined : this.#at(nth);
  }

  has(uuid: Uuid): boolean {
    return this.find(uuid) >= 0;
  }

  forEach(visit: (row: StoredRow, uuid: Uuid, map: ReadonlyMap<Uuid, StoredRow>) => void): void {
    for (const row of this.values()) visit(row, row.uuid, this);
  }

  *keys(): Generator<Uuid, undefined, unknown> {
    for (let nth = 0; nth < this.size; nth++) yield this.uuidOf(nth);
  }

  *values(): Generator<StoredRow, undefined, unknown> {
    for (let nth = 0; nth < this.size; nth++) yield this.#at(nth);
  }

  *entries(): Generator<[Uuid, StoredRow], undefined, unknown> {
    for (const row of this.values()) yield [row.uuid, row];
  }

  [Symbol.iterator](): MapIterator<[Uuid, StoredRow]> {
    return this.entries();
  }

  #at(nth: number): StoredRow {
    return (this.#rows[nth] ??= StoredRow.fromColumns(this.uuidOf(nth), this.#layout, this.#columns, nth));
  }
}

import type { Uuid } from "../ovsdb/value.ts";
import type { TypedTable } from "./types.ts";

/** Rows by a value. */
export type RowsByValue<K, R> = ReadonlyMap<K, R> & {
  /** The number of the row that `get` finds, which is not made for it; -1 when there is none. */
  numberOf(key: K): number;
};

/**
 * Rows by a column of theirs; a row is made when it is asked for. Of several rows with one value the first counts; `another`
 * hears of each other one.
 */
export function indexRows<R extends { readonly uuid: Uuid }, C extends Exclude<keyof R & string, "uuid">>(
  table: TypedTable<R>,
  column: C,
  another?: (row: R) => void,
): RowsByValue<R[C], R> {
  const read = table.readerOf(column);
  const numbers = new Map<R[C], number>();
  table.forEachNumber((nth) => {
    const value = read(nth);
    if (numbers.has(value)) another?.(table.at(nth));
    else numbers.set(value, nth);
  });
  return new RowIndex(numbers, table);
}

class RowIndex<K, R> implements RowsByValue<K, R> {
  readonly #numbers: ReadonlyMap<K, number>;
  readonly #table: TypedTable<R>;

  constructor(numbers: ReadonlyMap<K, number>, table: TypedTable<R>) {
    this.#numbers = numbers;
    this.#table = table;
  }

  get size(): number {
    return this.#numbers.size;
  }

  has(key: K): boolean {
    return this.#numbers.has(key);
  }

  get(key: K): R | undefined {
    const nth = this.#numbers.get(key);
    return nth === undefined ? undefined : this.#table.at(nth);
  }

  numberOf(key: K): number {
    return this.#numbers.get(key) ?? -1;
  }

  forEach(visit: (row: R, key: K, map: ReadonlyMap<K, R>) => void): void {
    for (const [key, row] of this) visit(row, key, this);
  }

  keys(): MapIterator<K> {
    return this.#numbers.keys();
  }

  *values(): Generator<R, undefined, unknown> {
    for (const nth of this.#numbers.values()) yield this.#table.at(nth);
  }

  *entries(): Generator<[K, R], undefined, unknown> {
    for (const [key, nth] of this.#numbers) yield [key, this.#table.at(nth)];
  }

  [Symbol.iterator](): MapIterator<[K, R]> {
    return this.entries();
  }
}

/** All rows of each key, in the order of the rows. */
export function groupRows<R, K>(rows: Iterable<R>, key: (row: R) => K): ReadonlyMap<K, readonly R[]> {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const k = key(row);
    const group = groups.get(k);
    if (group === undefined) groups.set(k, [row]);
    else group.push(row);
  }
  return groups;
}

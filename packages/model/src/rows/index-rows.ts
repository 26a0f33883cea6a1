import type { Uuid } from "../ovsdb/value.ts";

/** Rows by a key of theirs. Of several rows with one key the first counts; `another` hears of each other one. */
export function indexRows<R, K>(
  rows: ReadonlyMap<Uuid, R>,
  key: (row: R) => K,
  another?: (row: R) => void,
): ReadonlyMap<K, R> {
  const index = new Map<K, R>();
  for (const row of rows.values()) {
    const k = key(row);
    if (index.has(k)) another?.(row);
    else index.set(k, row);
  }
  return index;
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

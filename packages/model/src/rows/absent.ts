import { defaultDatum } from "../ovsdb/datum.ts";
import type { ColumnSchema } from "../ovsdb/schema.ts";
import type { Atom, Datum } from "../ovsdb/value.ts";

const NO_ATOMS: readonly Atom[] = Object.freeze([]);
const NO_PAIRS: ReadonlyMap<Atom, Atom> = new Map();

/** What stands for a value that is not there. A set or map of one at least is then empty: nothing is invented. */
export function absentDatum(column: ColumnSchema): Datum {
  if (column.shape === "set") return NO_ATOMS;
  return column.shape === "map" ? NO_PAIRS : defaultDatum(column);
}

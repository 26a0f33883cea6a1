import { isSet } from "./datum-compare.ts";
import { decodeDatum, decodeMap, decodeSet } from "./datum.ts";
import { type CheckRemarks, checkDatum, checkDiff } from "./datum-check.ts";
import type { Json } from "./json.ts";
import type { ColumnSchema } from "./schema.ts";
import type { Atom, Datum } from "./value.ts";

/** What has no value in the column's type. */
export const MISFIT = Symbol("misfit");
export type Misfit = typeof MISFIT;

/**
 * Applies what a transaction with `_is_diff` holds of a column to the old value (ovsdb(5), "Transaction Records"). A
 * column of at most one element, an optional scalar too, has its new value there. Of a set, elements in both
 * disappear and the others of the difference are added; so for a map, but a key in both with another
 * value takes the difference's value.
 */
export function applyDiff(column: ColumnSchema, old: Datum, json: Json, remarks: CheckRemarks): Datum | Misfit {
  if (column.max === 1) return checkDatum(column, json, remarks) ? decodeDatum(column, json) : MISFIT;
  if (!checkDiff(column, json, remarks)) return MISFIT;
  if (column.shape === "map") {
    const pairs = new Map(old as ReadonlyMap<Atom, Atom>);
    for (const [key, value] of decodeMap(json)) {
      if (pairs.get(key) === value) pairs.delete(key);
      else pairs.set(key, value);
    }
    return fits(column, pairs.size) ? pairs : MISFIT;
  }
  const atoms = symmetricDifference(toAtoms(old as SetDatum), decodeSet(json));
  return fits(column, atoms.length) ? atoms : MISFIT;
}

/** Up to this many changes, a search of the old elements for each is faster than making a `Set` of them. */
const FEW = 8;

function symmetricDifference(old: readonly Atom[], changes: readonly Atom[]): readonly Atom[] {
  if (changes.length > FEW) {
    const atoms = new Set(old);
    for (const atom of changes) if (!atoms.delete(atom)) atoms.add(atom);
    return [...atoms];
  }
  const atoms = [...old];
  for (const atom of changes) {
    const at = atoms.indexOf(atom);
    if (at < 0) atoms.push(atom);
    else atoms.splice(at, 1);
  }
  return atoms;
}

/** The value in another version of the column (a database conversion), if it fits there. */
export function convertDatum(from: ColumnSchema, datum: Datum, to: ColumnSchema): Datum | Misfit {
  const isMap = from.shape === "map";
  if (isMap !== (to.shape === "map") || from.key.type !== to.key.type || from.value?.type !== to.value?.type) {
    return MISFIT;
  }
  if (isMap) return fits(to, (datum as ReadonlyMap<Atom, Atom>).size) ? datum : MISFIT;
  const atoms = toAtoms(datum as SetDatum);
  if (!fits(to, atoms.length)) return MISFIT;
  return to.shape === "set" ? atoms : atoms[0];
}

function fits({ min, max }: ColumnSchema, count: number): boolean {
  return count >= min && count <= max;
}

/** The value of a column that is no map. */
type SetDatum = Exclude<Datum, ReadonlyMap<Atom, Atom>>;

/** The atoms of a scalar, an optional scalar or a set. */
function toAtoms(datum: SetDatum): readonly Atom[] {
  if (datum === undefined) return [];
  return isSet(datum) ? datum : [datum];
}

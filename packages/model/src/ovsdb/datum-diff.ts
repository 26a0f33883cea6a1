import { type DecodeRemarks, decodeDatum, decodeMap, decodeSet, MISFIT, type Misfit } from "./datum.ts";
import type { Json } from "./json.ts";
import type { ColumnSchema } from "./schema.ts";
import type { Atom, Datum } from "./value.ts";

/** The atoms of a scalar, an optional scalar or a set. */
function toAtoms(datum: Datum): readonly Atom[] {
  if (datum === undefined) return [];
  return Array.isArray(datum) ? datum : [datum as Atom];
}

/**
 * Applies a difference, as a transaction with `_is_diff` holds it, to the old value (ovsdb(5),
 * "Transaction Records"): a scalar is the new value; of a set, an optional scalar being one, elements in both
 * disappear and the others of the difference are added; so for a map, but a key in both with another
 * value takes the difference's value.
 */
export function applyDiff(column: ColumnSchema, old: Datum, json: Json, remarks: DecodeRemarks): Datum | Misfit {
  switch (column.shape) {
    case "scalar":
      return decodeDatum(column, json, remarks);
    case "map": {
      const diff = decodeMap(column, json, remarks);
      if (diff === MISFIT) return MISFIT;
      const pairs = new Map(old as ReadonlyMap<Atom, Atom>);
      for (const [key, value] of diff) {
        if (pairs.get(key) === value) pairs.delete(key);
        else pairs.set(key, value);
      }
      return pairs.size < column.min || pairs.size > column.max ? MISFIT : pairs;
    }
    case "optional":
    case "set": {
      const diff = decodeSet(column.key.type, json, remarks);
      if (diff === MISFIT) return MISFIT;
      const atoms = new Set(toAtoms(old));
      for (const atom of diff) if (!atoms.delete(atom)) atoms.add(atom);
      if (atoms.size < column.min || atoms.size > column.max) return MISFIT;
      return column.shape === "set" ? [...atoms] : [...atoms][0];
    }
  }
}

/** The value in another version of the column (a database conversion), if it fits there. */
export function convertDatum(from: ColumnSchema, datum: Datum, to: ColumnSchema): Datum | Misfit {
  const isMap = from.shape === "map";
  if (isMap !== (to.shape === "map") || from.key.type !== to.key.type || from.value?.type !== to.value?.type) {
    return MISFIT;
  }
  if (isMap) {
    const { size } = datum as ReadonlyMap<Atom, Atom>;
    return size < to.min || size > to.max ? MISFIT : datum;
  }
  const atoms = toAtoms(datum);
  if (atoms.length < to.min || atoms.length > to.max) return MISFIT;
  return to.shape === "set" ? atoms : atoms[0];
}

import type { Atom, Datum } from "../ovsdb/value.ts";

export function isSet(datum: Datum): datum is readonly Atom[] {
  return Array.isArray(datum);
}

export function isMap(datum: Datum): datum is ReadonlyMap<Atom, Atom> {
  return datum instanceof Map;
}

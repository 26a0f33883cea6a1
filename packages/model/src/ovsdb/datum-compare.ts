import type { Atom, Datum } from "./value.ts";

export function isSet(datum: Datum): datum is readonly Atom[] {
  return Array.isArray(datum);
}

export function isMap(datum: Datum): datum is ReadonlyMap<Atom, Atom> {
  return datum instanceof Map;
}

/** Whether two values are the same; sets and maps have no order. */
export function isSameDatum(a: Datum, b: Datum): boolean {
  if (a === b) return true;
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    for (const [key, value] of a) if (b.get(key) !== value) return false;
    return true;
  }
  if (!isSet(a) || !isSet(b) || a.length !== b.length) return false;
  if (a.every((atom, i) => atom === b[i])) return true;
  const atoms = new Set(a);
  return b.every((atom) => atoms.has(atom));
}

/** A value for people: atoms as JSON, `[a, b]`, `{key=value}`, `(none)`. */
export function formatDatum(datum: Datum): string {
  if (datum === undefined) return "(none)";
  if (isMap(datum)) {
    const pairs = Array.from(datum, ([key, value]) => `${formatAtom(key)}=${formatAtom(value)}`);
    return `{${pairs.join(", ")}}`;
  }
  return isSet(datum) ? `[${datum.map(formatAtom).join(", ")}]` : formatAtom(datum);
}

function formatAtom(atom: Atom): string {
  return typeof atom === "string" ? JSON.stringify(atom) : String(atom);
}

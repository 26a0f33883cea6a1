import type { Atom, Datum } from "./value.ts";

/** Whether two values are the same; sets and maps have no order. */
export function isSameDatum(a: Datum, b: Datum): boolean {
  if (a === b) return true;
  if (a instanceof Map) {
    if (!(b instanceof Map) || a.size !== b.size) return false;
    for (const [key, value] of a) if (b.get(key) !== value) return false;
    return true;
  }
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  if (a.every((atom, i) => atom === b[i])) return true;
  const atoms = new Set<Atom>(a);
  return b.every((atom) => atoms.has(atom));
}

/** A value for people: atoms as JSON, `[a, b]`, `{key=value}`, `(none)`. */
export function formatDatum(datum: Datum): string {
  if (datum === undefined) return "(none)";
  if (datum instanceof Map) {
    return `{${Array.from(datum as ReadonlyMap<Atom, Atom>, ([key, value]) => `${formatAtom(key)}=${formatAtom(value)}`).join(", ")}}`;
  }
  return Array.isArray(datum) ? `[${datum.map(formatAtom).join(", ")}]` : formatAtom(datum as Atom);
}

function formatAtom(atom: Atom): string {
  return typeof atom === "string" ? JSON.stringify(atom) : String(atom);
}

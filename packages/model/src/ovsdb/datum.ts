import { isTagged } from "./datum-check.ts";
import type { Json } from "./json.ts";
import type { AtomType, ColumnSchema } from "./schema.ts";
import { ZERO_UUID } from "./uuid.ts";
import type { Atom, Datum } from "./value.ts";

const EMPTY_SET: readonly Atom[] = Object.freeze([]);
const EMPTY_MAP: ReadonlyMap<Atom, Atom> = new Map();

/** Decodes a column's value (RFC 7047, section 5.1: `<value>`) that `checkDatum` has found good. */
export function decodeDatum(column: ColumnSchema, json: Json): Datum {
  switch (column.shape) {
    case "scalar":
    case "optional":
      return isTagged(json, "set") ? decodeSet(json)[0] : decodeAtom(json);
    case "set":
      return decodeSet(json);
    case "map":
      return decodeMap(json);
  }
}

/** Decodes a good value of a column that is no map, or a difference of sets, as a set. */
export function decodeSet(json: Json): readonly Atom[] {
  if (!isTagged(json, "set")) return [decodeAtom(json)];
  const inner = json[1] as readonly Json[];
  return inner.length === 0 ? EMPTY_SET : inner.map(decodeAtom);
}

/** Decodes a good value or difference of a map column. */
export function decodeMap(json: Json): ReadonlyMap<Atom, Atom> {
  const inner = (json as readonly Json[])[1] as readonly (readonly [Json, Json])[];
  if (inner.length === 0) return EMPTY_MAP;
  const pairs = new Map<Atom, Atom>();
  for (const [key, value] of inner) pairs.set(decodeAtom(key), decodeAtom(value));
  return pairs;
}

function decodeAtom(json: Json): Atom {
  return Array.isArray(json) ? (json[1] as string).toLowerCase() : (json as Atom);
}

/** The value of a column that a row does not mention (RFC 7047, section 5.2.1). */
export function defaultDatum(column: ColumnSchema): Datum {
  switch (column.shape) {
    case "scalar":
      return defaultAtom(column.key.type);
    case "optional":
      return undefined;
    case "set":
      return column.min === 0 ? EMPTY_SET : [defaultAtom(column.key.type)];
    case "map":
      return column.min === 0 ? EMPTY_MAP : new Map([[defaultAtom(column.key.type), defaultAtom(column.value!.type)]]);
  }
}

function defaultAtom(type: AtomType): Atom {
  switch (type) {
    case "integer":
    case "real":
      return 0;
    case "boolean":
      return false;
    case "string":
      return "";
    case "uuid":
      return ZERO_UUID;
  }
}

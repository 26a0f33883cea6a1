import type { Json } from "./json.ts";
import type { AtomType, ColumnSchema } from "./schema.ts";
import type { Atom, Datum } from "./value.ts";

/** What a decoder gives for JSON that is not of the column's type. */
export const MISFIT = Symbol("misfit");
export type Misfit = typeof MISFIT;

/** What the decoder remarks besides the value. */
export type DecodeRemarks = {
  /** Set when an integer is beyond 2^53, so that the number is only near it. */
  roundedInteger: boolean;
};

export const ZERO_UUID = "00000000-0000-0000-0000-000000000000";

const EMPTY_SET: readonly Atom[] = Object.freeze([]);
const EMPTY_MAP: ReadonlyMap<Atom, Atom> = new Map();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The UUID in lower case, or undefined when the text is none. */
export function parseUuid(text: string): string | undefined {
  if (UUID.test(text)) return text;
  const lower = text.toLowerCase();
  return UUID.test(lower) ? lower : undefined;
}

/** Decodes a column's value (RFC 7047, section 5.1: `<value>`). A set of one may be its bare atom. */
export function decodeDatum(column: ColumnSchema, json: Json, remarks: DecodeRemarks): Datum | Misfit {
  switch (column.shape) {
    case "scalar":
    case "optional":
      return Array.isArray(json) && json[0] === "set"
        ? decodeSingle(column, json, remarks)
        : decodeAtom(column.key.type, json, remarks);
    case "set": {
      const atoms = decodeSet(column.key.type, json, remarks);
      return atoms === MISFIT || atoms.length < column.min || atoms.length > column.max ? MISFIT : atoms;
    }
    case "map": {
      const pairs = decodeMap(column, json, remarks);
      return pairs === MISFIT || pairs.size < column.min || pairs.size > column.max ? MISFIT : pairs;
    }
  }
}

/** A scalar or optional scalar that is written as a set. */
function decodeSingle(column: ColumnSchema, json: Json, remarks: DecodeRemarks): Datum | Misfit {
  const atoms = decodeSet(column.key.type, json, remarks);
  return atoms === MISFIT || atoms.length < column.min || atoms.length > 1 ? MISFIT : atoms[0];
}

/** Decodes the value of a scalar, optional or set column as a set of any size. */
export function decodeSet(type: AtomType, json: Json, remarks: DecodeRemarks): readonly Atom[] | Misfit {
  if (!Array.isArray(json) || json[0] !== "set") {
    const atom = decodeAtom(type, json, remarks);
    return atom === MISFIT ? MISFIT : [atom];
  }
  const inner: Json = json[1];
  if (json.length !== 2 || !Array.isArray(inner)) return MISFIT;
  const count = inner.length;
  if (count === 0) return EMPTY_SET;
  const atoms: Atom[] = [];
  for (let i = 0; i < count; i++) {
    const atom = decodeAtom(type, inner[i], remarks);
    if (atom === MISFIT) return MISFIT;
    atoms.push(atom);
  }
  return count > 1 && hasDuplicate(atoms) ? MISFIT : atoms;
}

function hasDuplicate(atoms: readonly Atom[]): boolean {
  if (atoms.length > 4) return new Set(atoms).size !== atoms.length;
  for (let i = 1; i < atoms.length; i++) {
    for (let k = 0; k < i; k++) if (atoms[i] === atoms[k]) return true;
  }
  return false;
}

/** Decodes the value of a map column, of any size. */
export function decodeMap(
  { key, value }: ColumnSchema,
  json: Json,
  remarks: DecodeRemarks,
): ReadonlyMap<Atom, Atom> | Misfit {
  if (!Array.isArray(json) || json.length !== 2 || json[0] !== "map") return MISFIT;
  const inner: Json = json[1];
  if (!Array.isArray(inner)) return MISFIT;
  const count = inner.length;
  if (count === 0) return EMPTY_MAP;
  const pairs = new Map<Atom, Atom>();
  for (let i = 0; i < count; i++) {
    const pair: Json = inner[i];
    if (!Array.isArray(pair) || pair.length !== 2) return MISFIT;
    const left = decodeAtom(key.type, pair[0], remarks);
    const right = decodeAtom(value!.type, pair[1], remarks);
    if (left === MISFIT || right === MISFIT) return MISFIT;
    pairs.set(left, right);
  }
  return pairs.size === count ? pairs : MISFIT;
}

function decodeAtom(type: AtomType, json: Json, remarks: DecodeRemarks): Atom | Misfit {
  switch (type) {
    case "string":
      return typeof json === "string" ? json : MISFIT;
    case "integer":
      if (Number.isSafeInteger(json)) return json as number;
      return decodeBigInteger(json, remarks);
    case "uuid": {
      if (!Array.isArray(json) || json.length !== 2 || json[0] !== "uuid") return MISFIT;
      const text: Json = json[1];
      return typeof text === "string" ? (parseUuid(text) ?? MISFIT) : MISFIT;
    }
    case "boolean":
      return typeof json === "boolean" ? json : MISFIT;
    case "real":
      return typeof json === "number" ? json : MISFIT;
  }
}

/** An integer of OVSDB has 64 bits; JavaScript's numbers hold 53 of them. */
function decodeBigInteger(json: Json, remarks: DecodeRemarks): Atom | Misfit {
  if (typeof json !== "number" || !Number.isInteger(json) || json < -(2 ** 63) || json > 2 ** 63) return MISFIT;
  remarks.roundedInteger = true;
  return json;
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

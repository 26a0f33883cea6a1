import type { Json } from "./json.ts";
import type { AtomType, ColumnSchema } from "./schema.ts";
import { parseUuid } from "./uuid.ts";

/** What a check remarks besides its verdict. */
export type CheckRemarks = {
  /** Set when an integer is beyond 2^53, so that the number is only near it. */
  roundedInteger: boolean;
};

/**
 * Whether JSON is a value of the column's type (RFC 7047, section 5.1: `<value>`). A set of one may be
 * its bare atom. Makes nothing: a value is decoded when it is first asked for.
 */
export function checkDatum(column: ColumnSchema, json: Json, remarks: CheckRemarks): boolean {
  switch (column.shape) {
    case "scalar":
    case "optional":
    case "set":
      return isTagged(json, "set")
        ? checkSet(column.key.type, json, column.min, column.max, remarks)
        : checkAtom(column.key.type, json, remarks);
    case "map":
      return checkMap(column, json, column.min, column.max, remarks);
  }
}

/** Whether JSON is a difference of two sets or maps of the column: as a value, but of any number of elements. */
export function checkDiff(column: ColumnSchema, json: Json, remarks: CheckRemarks): boolean {
  if (column.shape === "map") return checkMap(column, json, 0, Infinity, remarks);
  return isTagged(json, "set")
    ? checkSet(column.key.type, json, 0, Infinity, remarks)
    : checkAtom(column.key.type, json, remarks);
}

/** Whether JSON is `["set", …]` or `["map", …]`; the inner part is not looked at. */
export function isTagged(json: Json, tag: "set" | "map"): json is readonly Json[] {
  return Array.isArray(json) && json[0] === tag;
}

function checkSet(type: AtomType, json: readonly Json[], min: number, max: number, remarks: CheckRemarks): boolean {
  const inner = json[1];
  if (json.length !== 2 || !Array.isArray(inner) || inner.length < min || inner.length > max) return false;
  for (let i = 0; i < inner.length; i++) if (!checkAtom(type, inner[i], remarks)) return false;
  return inner.length < 2 || isDistinct(inner, (item) => item);
}

function checkMap({ key, value }: ColumnSchema, json: Json, min: number, max: number, remarks: CheckRemarks): boolean {
  if (!isTagged(json, "map") || json.length !== 2) return false;
  const inner = json[1];
  if (!Array.isArray(inner) || inner.length < min || inner.length > max) return false;
  for (let i = 0; i < inner.length; i++) {
    const pair: Json = inner[i];
    if (!Array.isArray(pair) || pair.length !== 2) return false;
    if (!checkAtom(key.type, pair[0], remarks) || !checkAtom(value!.type, pair[1], remarks)) return false;
  }
  return inner.length < 2 || isDistinct(inner, (item) => (item as readonly Json[])[0]);
}

/** Up to this many atoms, comparing each with each is faster than a `Set`. */
const FEW = 6;

/** Whether all atoms, found in the items by `pick`, differ. The items have been checked. */
function isDistinct(items: readonly Json[], pick: (item: Json) => Json): boolean {
  if (items.length > FEW) return new Set(items.map((item) => atomIdentity(pick(item)))).size === items.length;
  for (let i = 1; i < items.length; i++) {
    const identity = atomIdentity(pick(items[i]));
    for (let k = 0; k < i; k++) if (atomIdentity(pick(items[k])) === identity) return false;
  }
  return true;
}

function atomIdentity(atom: Json): Json {
  return Array.isArray(atom) ? (atom[1] as string).toLowerCase() : atom;
}

function checkAtom(type: AtomType, json: Json, remarks: CheckRemarks): boolean {
  switch (type) {
    case "string":
      return typeof json === "string";
    case "integer":
      return Number.isSafeInteger(json) || checkBigInteger(json, remarks);
    case "uuid": {
      if (!Array.isArray(json) || json.length !== 2 || json[0] !== "uuid") return false;
      const text: Json = json[1];
      return typeof text === "string" && parseUuid(text) !== undefined;
    }
    case "boolean":
      return typeof json === "boolean";
    case "real":
      return typeof json === "number";
  }
}

/** An integer of OVSDB has 64 bits; JavaScript's numbers hold 53 of them. */
function checkBigInteger(json: Json, remarks: CheckRemarks): boolean {
  if (typeof json !== "number" || !Number.isInteger(json) || json < -(2 ** 63) || json > 2 ** 63) return false;
  remarks.roundedInteger = true;
  return true;
}

/** What to say of a value with an integer that is held rounded; `text` is the value in the file. */
export function describeRounded(text: string): string {
  return `${text} has an integer beyond 2^53, which is held as the nearest number that JavaScript has`;
}

import type { AtomType, BaseType, ColumnSchema, DatumShape } from "./schema.ts";

export const ATOM_TYPES: readonly AtomType[] = ["integer", "real", "boolean", "string", "uuid"];

/** A column's schema without its name. */
export type ColumnType = Omit<ColumnSchema, "name" | "shape">;

/** The column with the shape that its value has in a row. */
export function createColumn(name: string, type: ColumnType): ColumnSchema {
  return { name, ...type, shape: shapeOf(type) };
}

function shapeOf({ value, min, max }: ColumnType): DatumShape {
  if (value !== undefined) return "map";
  if (max !== 1) return "set";
  return min === 1 ? "scalar" : "optional";
}

const NOTATION =
  /^(?<key>[^ =*+?{]+)(?:=(?<value>[^ *+?{]+))?(?<count>[?*+]|\{\d+,\d+\})?(?<ephemeral> ephemeral)?(?: since (?<since>\S+))?$/;

/** What the notation of the known schemas says about a column; `since` is the first version that has it. */
export type KnownColumn = { readonly type: ColumnType; readonly since: string | undefined };

/**
 * Reads the notation of known-schemas.ts: a key type, `=` and a value type for a map, a count (`?` none
 * or one, `*` any, `+` one or more, `{m,n}`), `ephemeral`, `since` and a version. A UUID that refers to
 * a row is `uuid:Table`, with `~` when the reference is weak.
 *
 * @throws when the notation is wrong: it is our own data.
 */
export function parseKnownColumn(text: string): KnownColumn {
  const part = NOTATION.exec(text)?.groups;
  if (part === undefined) throw new Error(`column notation ${text}`);
  const { min, max } = parseCount(part["count"]);
  const base = { key: parseBase(part["key"]!), min, max, ephemeral: part["ephemeral"] !== undefined };
  const value = part["value"];
  return { type: value === undefined ? base : { ...base, value: parseBase(value) }, since: part["since"] };
}

function parseCount(count: string | undefined): { min: 0 | 1; max: number } {
  switch (count) {
    case undefined:
      return { min: 1, max: 1 };
    case "?":
      return { min: 0, max: 1 };
    case "*":
      return { min: 0, max: Infinity };
    case "+":
      return { min: 1, max: Infinity };
    default: {
      const [min, max] = count.slice(1, -1).split(",").map(Number);
      return { min: min === 0 ? 0 : 1, max: max! };
    }
  }
}

function parseBase(text: string): BaseType {
  const [name, reference] = text.split(":");
  const type = ATOM_TYPES.find((atom) => atom === name);
  if (type === undefined) throw new Error(`atom type ${text}`);
  if (reference === undefined) return { type };
  const weak = reference.endsWith("~");
  return { type, refTable: weak ? reference.slice(0, -1) : reference, weak };
}

/** A column's type for people, such as `a map of string to string` or `at most one integer`. */
export function formatColumnType({ key, value, min, max, shape }: ColumnSchema): string {
  const bound = max === Infinity ? "" : ` of at most ${max}`;
  switch (shape) {
    case "scalar":
      return `one ${key.type}`;
    case "optional":
      return `at most one ${key.type}`;
    case "set":
      return `a set of ${min === 1 ? "one or more " : ""}${key.type}${bound}`;
    case "map":
      return `a map of ${key.type} to ${value!.type}${bound}`;
  }
}

/** Whether values of both columns are held alike: same shape and same atoms. */
export function isSameShape(a: ColumnSchema, b: ColumnSchema): boolean {
  return a.shape === b.shape && a.key.type === b.key.type && a.value?.type === b.value?.type;
}

import { ATOM_TYPES, type ColumnType, createColumn } from "./column-type.ts";
import { describeJson, isObject, type Json, type JsonObject, member, quote } from "./json.ts";
import type { BaseType, ColumnSchema, DatabaseSchema, TableSchema } from "./schema.ts";

/** A fault in a schema: what was expected and found, and in which table and column. */
export type SchemaFault = { readonly message: string; readonly table?: string; readonly column?: string };

export type SchemaResult =
  | { readonly ok: true; readonly schema: DatabaseSchema }
  | { readonly ok: false; readonly fault: SchemaFault };

/** Reads a database schema (RFC 7047, section 3.2); constraints on values, such as enums, are not kept. */
export function parseSchema(json: Json): SchemaResult {
  if (!isObject(json)) return fault(`a schema is an object, found ${describeJson(json)}`);
  const name = member(json, "name");
  const version = member(json, "version");
  const tables = member(json, "tables");
  if (typeof name !== "string") return fault("the schema has no name");
  if (version !== undefined && typeof version !== "string") {
    return fault(`a schema's version is a string, found ${describeJson(version)}`);
  }
  if (!isObject(tables)) return fault("the schema has no tables");
  const parsed = new Map<string, TableSchema>();
  for (const [table, spec] of Object.entries(tables)) {
    const columns = isObject(spec) ? member(spec, "columns") : undefined;
    if (!isObject(columns)) return fault("the table's schema has no columns", table);
    const found = new Map<string, ColumnSchema>();
    for (const [column, type] of Object.entries(columns)) {
      const columnType = parseColumn(type);
      if (typeof columnType === "string") return fault(columnType, table, column);
      found.set(column, createColumn(column, columnType));
    }
    parsed.set(table, { name: table, columns: found });
  }
  return { ok: true, schema: { name, version, tables: parsed } };
}

function fault(message: string, table?: string, column?: string): SchemaResult {
  const place = { ...(table !== undefined && { table }), ...(column !== undefined && { column }) };
  return { ok: false, fault: { message, ...place } };
}

/** The column's type, or what is wrong with it. */
function parseColumn(json: Json): ColumnType | string {
  if (!isObject(json)) return `a column's schema is an object, found ${describeJson(json)}`;
  const type = member(json, "type");
  const ephemeral = member(json, "ephemeral") === true;
  if (typeof type === "string") {
    const key = parseBase(type);
    return typeof key === "string" ? key : { key, min: 1, max: 1, ephemeral };
  }
  if (!isObject(type)) return `a column's type is a string or an object, found ${describeJson(type)}`;
  const key = parseBase(member(type, "key"));
  if (typeof key === "string") return key;
  const min = member(type, "min") ?? 1;
  const max = parseMax(member(type, "max"));
  if ((min !== 0 && min !== 1) || max === undefined || max < min) return "the bounds of a column's type are wrong";
  const bounds = { key, min, max, ephemeral } as const;
  if (!Object.hasOwn(type, "value")) return bounds;
  const value = parseBase(member(type, "value"));
  return typeof value === "string" ? value : { ...bounds, value };
}

function parseMax(json: Json): number | undefined {
  if (json === undefined) return 1;
  if (json === "unlimited") return Infinity;
  return typeof json === "number" && Number.isInteger(json) && json >= 1 ? json : undefined;
}

function parseBase(json: Json): BaseType | string {
  const spec: JsonObject | undefined = typeof json === "string" ? { type: json } : isObject(json) ? json : undefined;
  if (spec === undefined) return `the type of an atom is a string or an object, found ${describeJson(json)}`;
  const name = member(spec, "type");
  const type = ATOM_TYPES.find((atom) => atom === name);
  if (type === undefined) {
    return `${typeof name === "string" ? quote(name) : describeJson(name)} is no type of an atom, expected one of ${ATOM_TYPES.join(", ")}`;
  }
  const refTable = member(spec, "refTable");
  if (typeof refTable !== "string") return { type };
  return { type, refTable, weak: member(spec, "refType") === "weak" };
}

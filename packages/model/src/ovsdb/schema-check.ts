import { type Json, quote } from "./json.ts";
import { knownDatabases } from "./known.ts";
import type { Notes } from "./notes.ts";
import type { DatabaseSchema } from "./schema.ts";
import { parseSchema } from "./schema-json.ts";

/**
 * Reads the schema in a file, which must be of one of OVN's databases. Its tables and columns may be other than
 * those we know. Undefined, and notes, when anything is wrong.
 */
export function readSchema(json: Json, offset: number, notes: Notes): DatabaseSchema | undefined {
  const parsed = parseSchema(json);
  if (!parsed.ok) {
    const { message, ...place } = parsed.fault;
    notes.add("OVN1015", { offset, ...place }, message);
    return undefined;
  }
  const { schema } = parsed;
  if (knownDatabases().has(schema.name)) return schema;
  const names = [...knownDatabases().keys()].join(", ");
  notes.add("OVN1016", { offset }, `the file holds the database ${quote(schema.name)}, expected one of ${names}`);
  return undefined;
}

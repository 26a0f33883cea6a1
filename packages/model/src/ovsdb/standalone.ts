import type { Parsed } from "../diagnostic/diagnostic.ts";
import { describeLoss, type LogRecord, type LogSource, parseBody, readLog } from "./log.ts";
import { Notes } from "./notes.ts";
import type { DatabaseSchema } from "./schema.ts";
import { applyQuickTransaction } from "./quick-transaction.ts";
import { readSchema } from "./schema-check.ts";
import { createDatabaseState, type DatabaseState, stateToDatabase } from "./state.ts";
import { applyTransaction } from "./transaction.ts";
import type { Database } from "./value.ts";

export type LogReadOptions = { readonly file: string; readonly sha1: (bytes: Uint8Array) => string };

/**
 * Reads a standalone database file or a backup (ovsdb(5), "Standalone Format"): a schema, then transactions.
 * What is before a bad record is the database, as it is for ovsdb-server.
 */
export function readStandalone(bytes: Uint8Array, { file, sha1 }: LogReadOptions): Parsed<Database> {
  const notes = new Notes(file);
  const source: LogSource = { bytes, magic: "JSON", sha1, notes };
  let state: DatabaseState | undefined;
  for (const record of readLog(source)) {
    if (state === undefined) {
      const schema = readSchemaRecord(record, source);
      if (schema === undefined) return notes.fail();
      state = createDatabaseState(schema);
      continue;
    }
    if (applyQuickTransaction(state, record.body)) continue;
    const json = parseBody(record, source);
    if (json === undefined) break;
    const { body, bodyOffset, number, offset } = record;
    if (applyTransaction(state, json, { body, bodyOffset, path: [], notes })) continue;
    notes.add("OVN1027", { offset }, `record ${number} is not applied; ${describeLoss(bytes, offset)}`);
    break;
  }
  if (state === undefined) {
    notes.add("OVN1014", { offset: 0 }, "the file has no whole first record, which holds the schema");
    return notes.fail();
  }
  return { ok: true, value: stateToDatabase(state, file, state.schema.version), notes: notes.list() };
}

/** As many schemas are remembered: a snapshot has as many kinds of database, and of their versions. */
const MOST_SCHEMAS = 8;
const LARGEST_SCHEMA_BYTES = 2 ** 18;

/** Schemas read before, with their exact bytes: the files of a hundred chassis begin with the same one. */
const seenSchemas: { readonly body: Uint8Array; readonly schema: DatabaseSchema }[] = [];

function readSchemaRecord(record: LogRecord, source: LogSource): DatabaseSchema | undefined {
  const seen = seenSchemas.find(({ body }) => isSameBytes(body, record.body));
  if (seen !== undefined) return seen.schema;
  const json = parseBody(record, source);
  const schema = json === undefined ? undefined : readSchema(json, record.bodyOffset, source.notes);
  if (schema !== undefined && record.body.length <= LARGEST_SCHEMA_BYTES) {
    if (seenSchemas.length === MOST_SCHEMAS) seenSchemas.shift();
    // A `slice` of Node's would keep all of the file.
    seenSchemas.push({ body: new Uint8Array(record.body), schema });
  }
  return schema;
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

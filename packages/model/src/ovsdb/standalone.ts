import type { Parsed } from "../diagnostic/diagnostic.ts";
import { describeLoss, readLog } from "./log.ts";
import { Notes } from "./notes.ts";
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
  let state: DatabaseState | undefined;
  for (const { body, bodyOffset, json, number, offset } of readLog({ bytes, magic: "JSON", sha1, notes })) {
    if (state === undefined) {
      const schema = readSchema(json, bodyOffset, notes);
      if (schema === undefined) return notes.fail();
      state = createDatabaseState(schema);
      continue;
    }
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

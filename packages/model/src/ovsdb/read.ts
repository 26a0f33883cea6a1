import { createDiagnostic, type Parsed } from "../diagnostic/diagnostic.ts";
import { detectFormat } from "./detect.ts";
import { readDump } from "./dump.ts";
import { parseJsonDump } from "./json-dump.ts";
import { readQuickDump } from "./quick-dump.ts";
import { readRaft } from "./raft.ts";
import { sha1 } from "./sha1.ts";
import { readStandalone } from "./standalone.ts";
import { parseTextDump } from "./text-dump.ts";
import type { Database } from "./value.ts";

export type ReadOptions = {
  /** The file's name, for diagnostics. */
  readonly file: string;
  /**
   * SHA-1 of some bytes as 40 lower-case hex digits. Default: our own, which runs anywhere; a program
   * on Node can give a native one for speed.
   */
  readonly sha1?: (bytes: Uint8Array) => string;
};

/**
 * Reads a whole database in any format that {@link detectFormat} tells.
 *
 * A file that is damaged or cut after its schema gives the database before the damage, as ovsdb-server
 * takes it; the notes say where it stops and what was lost. A cut last record, as any live copy may have, has a
 * code of its own.
 */
export function readDatabase(bytes: Uint8Array, { file, sha1: digest = sha1 }: ReadOptions): Parsed<Database> {
  if (bytes.length === 0) return fail("OVN1001", file, "the file is empty");
  switch (detectFormat(bytes)) {
    case "ovsdb-standalone":
      return readStandalone(bytes, { file, sha1: digest });
    case "ovsdb-raft":
      return readRaft(bytes, { file, sha1: digest });
    case "json-dump": {
      const value = readQuickDump(bytes, { file });
      return value === undefined ? readDump(parseJsonDump(bytes), { file }) : { ok: true, value, notes: [] };
    }
    case "json-list":
      return readDump(parseJsonDump(bytes), { file });
    case "text-dump":
      return readDump(parseTextDump(bytes), { file });
    case "unknown":
      return fail("OVN1002", file, "the file is neither an OVSDB database file nor a dump of one");
  }
}

function fail(code: "OVN1001" | "OVN1002", file: string, message: string): Parsed<Database> {
  return { ok: false, errors: [createDiagnostic(code, { file }, message)] };
}

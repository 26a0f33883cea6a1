import { latin1 } from "./utf8.ts";

/**
 * What a file holds, told by its bytes alone:
 *
 * - `ovsdb-standalone`, `ovsdb-raft`: OVSDB's own files and backups (ovsdb(5));
 * - `json-dump`: `ovsdb-client dump --format=json`, `json-list`: `--format=json list TABLE`;
 * - `text-dump`: the same for people (`ovsdb-client dump`, `ovs-vsctl list`).
 */
export type DatabaseFormat = "ovsdb-standalone" | "ovsdb-raft" | "json-dump" | "json-list" | "text-dump" | "unknown";

/** As many bytes as tell how a file begins, and how the object of a table ends, whose headings come after its rows. */
const START_BYTES = 200;
const END_BYTES = 4096;

const CAPTION_FIRST = /^\{\s*"caption"\s*:\s*"[A-Za-z_]\w*(?: table)?"/;
const TABLE_FIRST = /^\{\s*"(?:data|headings)"\s*:\s*\[/;

/** `Chassis table` over a heading, or the first column of a list. */
const TEXT_DUMP = /^(?:[A-Za-z_]\w* table\r?\n_uuid\s|_uuid +: [0-9a-f]{8}-[0-9a-f]{4}-)/;

/** Tells a database file by its content. */
export function detectFormat(bytes: Uint8Array): DatabaseFormat {
  const start = latin1(bytes.subarray(0, START_BYTES));
  if (start.startsWith("OVSDB JSON ")) return "ovsdb-standalone";
  if (start.startsWith("OVSDB CLUSTER ")) return "ovsdb-raft";
  const text = start.trimStart();
  if (TEXT_DUMP.test(text)) return "text-dump";
  if (CAPTION_FIRST.test(text)) return "json-dump";
  if (!TABLE_FIRST.test(text)) return "unknown";
  const ends = latin1(bytes.subarray(0, END_BYTES)) + latin1(bytes.subarray(-END_BYTES));
  if (!ends.includes('"headings"')) return "unknown";
  return ends.includes('"caption"') ? "json-dump" : "json-list";
}

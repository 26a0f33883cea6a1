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

/** A row that starts with its `_uuid`, as every list does unless it was asked for other columns. */
const ROW_FIRST = /^\{\s*"data"\s*:\s*\[\s*\[\s*\[\s*"uuid"\s*,/;

/** `Chassis table` over a heading, or the first column of a list; some lines before it may be the end of a row. */
const TEXT_DUMP =
  /(?:^[A-Za-z_]\w* table\r?\n_uuid\s|^_uuid +: [0-9a-f]{8}-[0-9a-f]{4}-|^_uuid [ \w]*\r?\n-{36}[ -]*\r?\n)/m;

/**
 * Tells a database file by its content. The first {@link END_BYTES} bytes of a file are enough, but for a list whose
 * rows do not start with their UUIDs: its headings are at its end.
 */
export function detectFormat(bytes: Uint8Array): DatabaseFormat {
  const start = latin1(bytes.subarray(0, START_BYTES));
  if (start.startsWith("OVSDB JSON ")) return "ovsdb-standalone";
  if (start.startsWith("OVSDB CLUSTER ")) return "ovsdb-raft";
  const object = start.trimStart();
  if (CAPTION_FIRST.test(object)) return "json-dump";
  if (ROW_FIRST.test(object)) return "json-list";
  const longStart = latin1(bytes.subarray(0, END_BYTES));
  if (!TABLE_FIRST.test(object)) return TEXT_DUMP.test(longStart) ? "text-dump" : "unknown";
  const ends = longStart + latin1(bytes.subarray(-END_BYTES));
  if (!ends.includes('"headings"')) return "unknown";
  return ends.includes('"caption"') ? "json-dump" : "json-list";
}

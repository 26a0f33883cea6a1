/**
 * What a file holds, told by its bytes alone:
 *
 * - `ovsdb-standalone`, `ovsdb-raft`: OVSDB's own files and backups (ovsdb(5));
 * - `json-dump`: `ovsdb-client dump --format=json`, `json-list`: `--format=json list TABLE`;
 * - `text-dump`: the same for people (`ovsdb-client dump`, `ovs-vsctl list`).
 */
export type DatabaseFormat = "ovsdb-standalone" | "ovsdb-raft" | "json-dump" | "json-list" | "text-dump" | "unknown";

/** Tells a database file by its content. */
export function detectFormat(_bytes: Uint8Array): DatabaseFormat {
  return "unknown";
}

import { describeJson, isObject, type Json, type JsonObject, member } from "./json.ts";

/** What a clustered file's first record says (ovsdb(5), "Clustered Format", header). */
export type RaftHeader = {
  /** The database's name. */
  readonly name: string;
  /** The server has asked to join a cluster and holds nothing yet. */
  readonly isJoining: boolean;
  readonly snapshot: { readonly index: number; readonly term: number; readonly data: Json } | undefined;
};

/** One log record; terms, votes and leaders do not change the database. */
export type RaftRecord =
  | { readonly kind: "entry"; readonly index: number; readonly term: number; readonly data: Json }
  | { readonly kind: "commit"; readonly index: number }
  | { readonly kind: "note"; readonly note: string }
  | { readonly kind: "other" };

/** Reads the header, or says what is wrong with it. */
export function parseRaftHeader(json: JsonObject): RaftHeader | string {
  const name = member(json, "name");
  if (typeof name !== "string") return `"name" is a string, found ${describeJson(name)}`;
  const isJoining = member(json, "remote_addresses") !== undefined;
  if (!isJoining && !isObject(member(json, "prev_servers"))) {
    return `"prev_servers" is an object, found ${describeJson(member(json, "prev_servers"))}`;
  }
  const index = parseIndex(json, "prev_index");
  if (typeof index === "string") return index;
  if (isJoining || index === 0) return { name, isJoining, snapshot: undefined };
  const term = parseIndex(json, "prev_term");
  if (typeof term === "string") return term;
  return { name, isJoining, snapshot: { index, term, data: member(json, "prev_data") } };
}

/** Reads a log record, or says what is wrong with it. */
export function parseRaftRecord(json: JsonObject): RaftRecord | string {
  const note = member(json, "note");
  if (typeof note === "string") return { kind: "note", note };
  const commit = parseIndex(json, "commit_index");
  if (typeof commit === "string") return commit;
  if (commit > 0) return { kind: "commit", index: commit };
  const term = parseIndex(json, "term");
  if (typeof term === "string") return term;
  if (member(json, "term") === undefined) return 'it has neither "note" nor "commit_index" nor "term"';
  if (member(json, "leader") !== undefined || member(json, "vote") !== undefined) return { kind: "other" };
  const index = parseIndex(json, "index");
  if (typeof index === "string") return index;
  if (index === 0) return { kind: "other" };
  return { kind: "entry", index, term, data: member(json, "data") };
}

/** An index or term, 0 when there is none, or what is wrong with it. */
function parseIndex(json: JsonObject, name: string): number | string {
  const value = member(json, name);
  if (value === undefined) return 0;
  const fits = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
  return fits ? value : `"${name}" is a whole number, found ${describeJson(value)}`;
}

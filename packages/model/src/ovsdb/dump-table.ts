import { describeJson, type Json, type JsonObject, member } from "./json.ts";

/** A table as the dump has it. */
export type DumpTable = {
  /** From the caption; a list of one table has none. */
  readonly name: string | undefined;
  readonly headings: readonly string[];
  readonly data: readonly Json[];
  readonly offset: number;
  readonly body: Uint8Array;
};

/** Columns that every table has besides those of its schema (RFC 7047, section 3.2). */
export const IMPLICIT_COLUMNS: ReadonlySet<string> = new Set(["_uuid", "_version"]);

/** Reads a table of a dump, or says what is wrong with it. */
export function parseTable(json: JsonObject, offset: number, body: Uint8Array): DumpTable | string {
  const caption = member(json, "caption");
  const headings = member(json, "headings");
  const data = member(json, "data");
  if (caption !== undefined && typeof caption !== "string")
    return `"caption" is a string, found ${describeJson(caption)}`;
  if (!isStrings(headings)) return `"headings" is an array of strings, found ${describeMember(headings)}`;
  if (new Set(headings).size !== headings.length) return '"headings" has a column twice';
  if (!Array.isArray(data)) return `"data" is an array of rows, found ${describeMember(data)}`;
  return { name: caption?.replace(/ table$/, ""), headings, data, offset, body };
}

function isStrings(json: Json): json is readonly string[] {
  return Array.isArray(json) && json.every((item) => typeof item === "string");
}

function describeMember(json: Json): string {
  return json === undefined ? "none" : describeJson(json);
}

import type { DumpContent, DumpTable } from "./dump-table.ts";
import { describeJson, isObject, type Json, type JsonObject, member, parseJson } from "./json.ts";
import { findValueEnd, locateJson, readSpan, skipSpace } from "./json-locate.ts";

/** Reads what `--format=json` prints: a JSON object for each table, up to where the text may be cut. */
export function parseJsonDump(bytes: Uint8Array): DumpContent {
  const tables: DumpTable[] = [];
  for (const part of readObjects(bytes)) {
    const { kind, offset } = part;
    if (kind === "cut" && tables.length > 0) {
      const message = `the text ends within a table, and its last ${bytes.length - offset} bytes are not read`;
      return { ok: true, tables, lost: [{ offset, message }] };
    }
    const table = kind === "object" ? parseTable(part.json, offset, part.body) : describeFault(part);
    if (typeof table === "string") return { ok: false, fault: { offset, message: table } };
    tables.push(table);
  }
  return { ok: true, tables, lost: [] };
}

function describeFault(part: DumpPart & { readonly kind: "fault" | "cut" }): string {
  return part.kind === "cut"
    ? "the text ends within its first table"
    : `expected the JSON object of a table, found what is ${part.why}`;
}

/** The table, or what is wrong with it. */
function parseTable(json: JsonObject, offset: number, body: Uint8Array): DumpTable | string {
  const caption = member(json, "caption");
  const headings = member(json, "headings");
  const data = member(json, "data");
  if (caption !== undefined && typeof caption !== "string") {
    return `"caption" is a string, found ${describeJson(caption)}`;
  }
  if (!isStrings(headings)) return `"headings" is an array of strings, found ${describeJson(headings)}`;
  if (!Array.isArray(data)) return `"data" is an array of rows, found ${describeJson(data)}`;
  const locate: DumpTable["locate"] = (path) => {
    const span = locateJson(body, ["data", ...path]) ?? { start: 0, end: 0 };
    return { offset: offset + span.start, text: readSpan(body, span) };
  };
  return { name: caption?.replace(/ table$/, ""), headings, data, offset, locate };
}

function isStrings(json: Json): json is readonly string[] {
  return Array.isArray(json) && json.every((item) => typeof item === "string");
}

const LINE_FEED = 0x0a;
const OPEN_BRACE = 0x7b;

/** One JSON object of a text that holds several, or why there is none. */
type DumpPart =
  | { readonly kind: "object"; readonly offset: number; readonly body: Uint8Array; readonly json: JsonObject }
  | { readonly kind: "fault"; readonly offset: number; readonly why: string }
  | { readonly kind: "cut"; readonly offset: number };

/**
 * The JSON objects of a text, one after another. Usually each is one line; `--pretty` spreads them over
 * several. Ends after the first part that is no object.
 */
function* readObjects(bytes: Uint8Array): Generator<DumpPart, void> {
  let at = skipSpace(bytes, 0);
  while (at < bytes.length) {
    const part = readObject(bytes, at);
    yield part;
    if (part.kind !== "object") return;
    at = skipSpace(bytes, at + part.body.length);
  }
}

function readObject(bytes: Uint8Array, offset: number): DumpPart {
  if (bytes[offset] !== OPEN_BRACE) return { kind: "fault", offset, why: "not a JSON object" };
  const lineEnd = bytes.indexOf(LINE_FEED, offset);
  const line = bytes.subarray(offset, lineEnd < 0 ? bytes.length : lineEnd);
  const asLine = parseObject(line);
  if (asLine !== undefined) return { kind: "object", offset, body: line, json: asLine };
  const end = findValueEnd(bytes, offset);
  if (end === undefined) return { kind: "cut", offset };
  const body = bytes.subarray(offset, end);
  const parsed = parseJson(body);
  if (!parsed.ok) return { kind: "fault", offset, why: parsed.why };
  if (!isObject(parsed.json)) return { kind: "fault", offset, why: "not a JSON object" };
  return { kind: "object", offset, body, json: parsed.json };
}

function parseObject(bytes: Uint8Array): JsonObject | undefined {
  const parsed = parseJson(bytes);
  const json: Json = parsed.ok ? parsed.json : undefined;
  return isObject(json) ? json : undefined;
}

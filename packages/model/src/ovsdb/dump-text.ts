import { isObject, type Json, type JsonObject, parseJson } from "./json.ts";
import { findValueEnd, skipSpace } from "./json-locate.ts";

const LINE_FEED = 0x0a;
const OPEN_BRACE = 0x7b;

/** One JSON object of a text that holds several, or why there is none. */
export type DumpPart =
  | { readonly kind: "object"; readonly offset: number; readonly body: Uint8Array; readonly json: JsonObject }
  | { readonly kind: "fault"; readonly offset: number; readonly why: string }
  | { readonly kind: "cut"; readonly offset: number };

/**
 * The JSON objects of a text, one after another. Usually each is one line; `--pretty` spreads them over
 * several. Ends after the first part that is no object.
 */
export function* readObjects(bytes: Uint8Array): Generator<DumpPart, void> {
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

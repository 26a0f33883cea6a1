import { decodeText, MAX_TEXT_BYTES } from "./utf8.ts";

/** JSON as it came; nothing is known of it. */
export type Json = unknown;

export type JsonObject = { readonly [key: string]: Json };

export function isObject(json: Json): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

export function isArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/**
 * A member of an object that was parsed, undefined when it has none of that name; never anything that
 * every JavaScript object has.
 */
export function member(object: JsonObject, name: string): Json {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** What a piece of JSON is, for people, in a few words whatever its size. */
export function describeJson(json: Json): string {
  if (typeof json === "string") return `the string ${quote(json)}`;
  if (typeof json === "number") return `the number ${json}`;
  if (typeof json === "boolean") return String(json);
  if (json === null) return "null";
  if (json === undefined) return "no value";
  if (!isArray(json)) return "an object";
  const [first] = json;
  if (typeof first !== "string" || json.length !== 2) return `an array of ${json.length}`;
  const inner = json[1];
  return `[${quote(first)}, ${isArray(inner) ? `[… ${inner.length}]` : isObject(inner) ? "{…}" : shortAtom(inner)}]`;
}

function shortAtom(json: Json): string {
  return typeof json === "string" ? quote(json) : String(json);
}

const LONGEST = 60;

/** A text in quotes, cut when long, with control characters made visible. */
export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

export type JsonText = { readonly ok: true; readonly json: Json } | { readonly ok: false; readonly why: string };

/** Parses bytes that should be one JSON value. `why` says what they are instead. */
export function parseJson(bytes: Uint8Array): JsonText {
  if (bytes.length > MAX_TEXT_BYTES) {
    return { ok: false, why: `${bytes.length} bytes, more than the ${MAX_TEXT_BYTES} that can be read at once` };
  }
  const text = decodeText(bytes);
  if (text === undefined) return { ok: false, why: "not UTF-8 text" };
  try {
    const json: Json = JSON.parse(text);
    return { ok: true, json };
  } catch {
    return { ok: false, why: "not JSON" };
  }
}

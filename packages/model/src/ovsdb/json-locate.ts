import { decodeText, latin1 } from "./utf8.ts";

/** A value's bytes in a JSON text. */
export type JsonSpan = { readonly start: number; readonly end: number };

const LONGEST = 80;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * Finds the value at `path` (member names and element numbers) in bytes that are known to be valid JSON, so that a
 * fault found in the parsed value can be shown in the file. A slow walk, for faults only. As `JSON.parse` does, it takes the
 * last of several members with one name.
 */
export function locateJson(bytes: Uint8Array, path: readonly (string | number)[]): JsonSpan | undefined {
  let at = skipSpace(bytes, 0);
  for (const step of path) {
    const next = typeof step === "number" ? findElement(bytes, at, step) : findMember(bytes, at, step);
    if (next === undefined) return undefined;
    at = next;
  }
  return { start: at, end: skipValue(bytes, at) };
}

/** The text of a value, cut when it is long. */
export function readSpan(bytes: Uint8Array, { start, end }: JsonSpan): string {
  const text = latin1(bytes.subarray(start, Math.min(end, start + LONGEST)));
  return end - start > LONGEST ? `${text}…` : text;
}

function findElement(bytes: Uint8Array, open: number, index: number): number | undefined {
  if (bytes[open] !== OPEN_BRACKET) return undefined;
  let at = skipSpace(bytes, open + 1);
  for (let i = 0; at < bytes.length && bytes[at] !== CLOSE_BRACKET; i++) {
    if (i === index) return at;
    const end = skipValue(bytes, at);
    if (end === at) return undefined;
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return undefined;
}

function findMember(bytes: Uint8Array, open: number, name: string): number | undefined {
  if (bytes[open] !== OPEN_BRACE) return undefined;
  let found: number | undefined;
  let at = skipSpace(bytes, open + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_BRACE) {
    const keyEnd = skipValue(bytes, at);
    if (keyEnd === at) return undefined;
    const isWanted = readString(bytes.subarray(at, keyEnd)) === name;
    at = skipSpace(bytes, keyEnd);
    if (bytes[at] !== COLON) return undefined;
    at = skipSpace(bytes, at + 1);
    if (isWanted) found = at;
    at = skipSpace(bytes, skipValue(bytes, at));
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return found;
}

function readString(bytes: Uint8Array): unknown {
  const text = decodeText(bytes);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at]!)) at++;
  return at;
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function skipValue(bytes: Uint8Array, from: number): number {
  return findValueEnd(bytes, from) ?? bytes.length;
}

/**
 * The end of the value that starts at `from`, in bytes that may be no JSON at all: brackets are counted and strings
 * skipped, nothing else is checked. Undefined when the bytes end within it.
 */
export function findValueEnd(bytes: Uint8Array, from: number): number | undefined {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      if (depth === 0) return at;
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || byte === COLON || isSpace(byte))) return at;
    at++;
  }
  return depth === 0 ? at : undefined;
}

function skipString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at + 1, bytes.length);
}

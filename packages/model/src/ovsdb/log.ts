import { isObject, type JsonObject, parseJson } from "./json.ts";
import { isSpace } from "./json-locate.ts";
import type { Notes } from "./notes.ts";
import { latin1 } from "./utf8.ts";

/** The word after `OVSDB` in a record's header: what kind of file it is (ovsdb(5)). */
export type LogMagic = "JSON" | "CLUSTER";

export type LogRecord = {
  /** Number of the record, from 1. */
  readonly number: number;
  /** Offset of its header in the file. */
  readonly offset: number;
  /** Offset of its body in the file. */
  readonly bodyOffset: number;
  readonly body: Uint8Array;
};

export type LogSource = {
  readonly bytes: Uint8Array;
  readonly magic: LogMagic;
  readonly sha1: (bytes: Uint8Array) => string;
  readonly notes: Notes;
};

/** A header line with its line feed; ovsdb-server reads no longer ones. */
const LONGEST_HEADER = 127;
const LINE_FEED = 0x0a;
const HEADER = /^OVSDB (\S+) ([0-9]{1,15}) ([0-9a-fA-F]{40})$/;

/**
 * The records of an OVSDB log, each checked against its length and SHA-1 (ovsdb(5), "Database File Format").
 * After a bad record nothing more is read, as ovsdb-server does; a note says what was lost.
 */
export function* readLog(source: LogSource): Generator<LogRecord, void> {
  let at = 0;
  for (let number = 1; at < source.bytes.length; number++) {
    const record = readRecord(source, at, number);
    if (record === undefined) return;
    yield record;
    at = record.bodyOffset + record.body.length;
  }
}

function readRecord({ bytes, magic, sha1, notes }: LogSource, offset: number, number: number): LogRecord | undefined {
  const place = { offset };
  const lost = (): string => describeLoss(bytes, offset);
  const window = bytes.subarray(offset, offset + LONGEST_HEADER);
  const lineEnd = window.indexOf(LINE_FEED);
  if (lineEnd < 0 && isCutHeader(latin1(window), magic)) {
    notes.add("OVN1010", place, `record ${number} is cut within its header; ${lost()}`);
    return undefined;
  }
  const line = latin1(lineEnd < 0 ? window : window.subarray(0, lineEnd));
  const header = HEADER.exec(line);
  const length = Number(header?.[2]);
  if (header === null || header[1] !== magic || length === 0) {
    if (bytes.subarray(offset).every(isSpace)) {
      notes.add("OVN1018", place, `${bytes.length - offset} blank bytes after the last record; nothing is lost`);
      return undefined;
    }
    const found = /^\0*$/.test(line) ? "zero bytes" : JSON.stringify(line.slice(0, 80));
    const hint = line.endsWith("\r")
      ? "the file seems to have been changed to CR LF line ends: copy it as binary"
      : undefined;
    notes.add(
      "OVN1011",
      place,
      `record ${number} does not start with "OVSDB ${magic} LENGTH SHA1", found ${found}; ${lost()}`,
      hint,
    );
    return undefined;
  }
  const bodyOffset = offset + lineEnd + 1;
  const body = bytes.subarray(bodyOffset, bodyOffset + length);
  if (body.length < length) {
    const cut = `record ${number} should have ${length} bytes and ${body.length} are there`;
    if (countHeaders(body) === 0) notes.add("OVN1010", place, `${cut}: the file is cut; ${lost()}`);
    else notes.add("OVN1011", place, `${cut}, more records among them: its length is wrong; ${lost()}`);
    return undefined;
  }
  const digest = sha1(body);
  if (digest !== header[3]!.toLowerCase()) {
    const message = `record ${number}: ${length} bytes at offset ${bodyOffset} have SHA-1 ${digest}, expected ${header[3]}`;
    notes.add("OVN1012", place, `${message}; ${lost()}`, "the file was damaged or edited: take a new copy");
    return undefined;
  }
  return { number, offset, bodyOffset, body };
}

/** The record's JSON object, or undefined, and notes, when it is none. */
export function parseBody(
  { number, offset, bodyOffset, body }: LogRecord,
  { bytes, notes }: LogSource,
): JsonObject | undefined {
  const parsed = parseJson(body);
  if (parsed.ok && isObject(parsed.json)) return parsed.json;
  const why = parsed.ok ? "not a JSON object" : parsed.why;
  notes.add(
    "OVN1013",
    { offset: bodyOffset },
    `the body of record ${number} is ${why}; ${describeLoss(bytes, offset)}`,
  );
  return undefined;
}

/** What is not read from `offset` on, for people. */
export function describeLoss(bytes: Uint8Array, offset: number): string {
  const rest = bytes.subarray(offset);
  const more = countHeaders(rest.subarray(1));
  const what = `the last ${rest.length} bytes of the file`;
  return more === 0
    ? `${what} are not read`
    : `${what}, with ${more} more record${more === 1 ? "" : "s"}, are not read`;
}

function isCutHeader(text: string, magic: LogMagic): boolean {
  const start = `OVSDB ${magic} `;
  return text.length < start.length
    ? start.startsWith(text)
    : text.startsWith(start) && /^(?:[0-9]{0,15}|[0-9]{1,15} [0-9a-fA-F]{0,40})$/.test(text.slice(start.length));
}

/** How often `OVSDB ` stands at the start of a line. */
function countHeaders(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x4f); at >= 0; at = bytes.indexOf(0x4f, at + 1)) {
    const isStart = at === 0 || bytes[at - 1] === LINE_FEED;
    if (isStart && latin1(bytes.subarray(at, at + 6)) === "OVSDB ") count++;
  }
  return count;
}

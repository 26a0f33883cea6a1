import type { FlowAttributes } from "./flow.ts";
import { DEFAULT_PRIORITY, FLOW_FLAGS } from "./flow-text.ts";
import { parseUint64, scanNumber } from "./number-text.ts";
import { createFault, type Fault, quoted } from "./text-fault.ts";

type Settable = { -readonly [K in keyof FlowAttributes]: FlowAttributes[K] };

/** What a flow's text says besides match and actions, filled in as it is read. */
export type FlowHead = {
  table: number;
  priority: number;
  cookie: number | bigint;
  attributes: Settable | undefined;
};

export function createHead(): FlowHead {
  return { table: 0, priority: DEFAULT_PRIORITY, cookie: 0, attributes: undefined };
}

type Reader = (head: FlowHead, text: string, start: number, end: number) => Fault | undefined;

/** Reads an attribute that is a number of at most `bits` bits. */
function number(key: string, bits: number, set: (head: FlowHead, value: number) => void): Reader {
  return (head, text, start, end) => {
    const value = scanNumber(text, start, end);
    if (value < 0 || value >= 2 ** bits) return badNumber(text, start, end, key, bits);
    set(head, value);
    return undefined;
  };
}

/** Counters and cookies may be wider than a number can be exact. */
function wideNumber(key: string, set: (head: FlowHead, value: number | bigint) => void): Reader {
  return (head, text, start, end) => {
    const value = scanNumber(text, start, end);
    const wide = value >= 0 ? value : parseUint64(text.slice(start, end));
    if (wide === undefined) return badNumber(text, start, end, key, 64);
    set(head, wide);
    return undefined;
  };
}

function badNumber(text: string, start: number, end: number, key: string, bits: number): Fault {
  return createFault(start, `${key} is ${quoted(text.slice(start, end))}`, `expected a number of at most ${bits} bits`);
}

const LAST_TABLE = 254;

const readTable: Reader = (head, text, start, end) => {
  const table = scanNumber(text, start, end);
  if (table >= 0 && table <= LAST_TABLE) {
    head.table = table;
    return undefined;
  }
  const found = text.slice(start, end);
  const hint = table >= 0 ? "tables are 0 to 254" : "tables are known by number alone: take the dump with --no-names";
  return createFault(start, `table is ${quoted(found)}`, hint);
};

const DURATION = /^[0-9]+(?:\.[0-9]+)?s$/;

const readDuration: Reader = (head, text, start, end) => {
  const duration = text.slice(start, end);
  if (!DURATION.test(duration)) {
    return createFault(start, `duration is ${quoted(duration)}`, "expected seconds, as in 12.5s");
  }
  attributesOf(head).duration = duration;
  return undefined;
};

function attributesOf(head: FlowHead): Settable {
  head.attributes ??= {};
  return head.attributes;
}

/** The attributes by the key that stands before `=`: ovs-ofctl(8), "Flow Syntax". A timeout of 0 is none. */
const ATTRIBUTES: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["cookie", wideNumber("cookie", (head, value) => (head.cookie = value))],
  ["duration", readDuration],
  ["table", readTable],
  ["table_id", readTable],
  ["n_packets", wideNumber("n_packets", (head, value) => (attributesOf(head).packets = value))],
  ["n_bytes", wideNumber("n_bytes", (head, value) => (attributesOf(head).bytes = value))],
  ["priority", number("priority", 16, (head, value) => (head.priority = value))],
  ["idle_timeout", number("idle_timeout", 16, (head, value) => value > 0 && (attributesOf(head).idleTimeout = value))],
  ["hard_timeout", number("hard_timeout", 16, (head, value) => value > 0 && (attributesOf(head).hardTimeout = value))],
  ["importance", number("importance", 16, (head, value) => value > 0 && (attributesOf(head).importance = value))],
  ["idle_age", number("idle_age", 32, (head, value) => (attributesOf(head).idleAge = value))],
  ["hard_age", number("hard_age", 32, (head, value) => (attributesOf(head).hardAge = value))],
]);

/** First letters of the attributes' names: the other tokens need no look at their key. */
const FIRST_LETTERS: ReadonlySet<number> = new Set([...ATTRIBUTES.keys()].map((key) => key.charCodeAt(0)));

const EQUALS = 61;

/** Reads a token that is an attribute; `false` says that it is none. */
export function readAttribute(head: FlowHead, text: string, start: number, end: number): Fault | false | undefined {
  if (!FIRST_LETTERS.has(text.charCodeAt(start))) return false;
  let at = start + 1;
  while (at < end && text.charCodeAt(at) !== EQUALS) at++;
  if (at === end) return false;
  const reader = ATTRIBUTES.get(text.slice(start, at));
  return reader === undefined ? false : reader(head, text, at + 1, end);
}

/** Takes a token that is a flag of the flow; false when it is none. */
export function readFlag(head: FlowHead, token: string): boolean {
  if (!FLOW_FLAGS.has(token)) return false;
  const attributes = attributesOf(head);
  const before = attributes.flags ?? [];
  attributes.flags = [...FLOW_FLAGS].filter((flag) => flag === token || before.includes(flag));
  return true;
}

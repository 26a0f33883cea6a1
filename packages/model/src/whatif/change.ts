import { createDiagnostic, type Parsed } from "../diagnostic/diagnostic.ts";

/**
 * One cell, or one key of a map, to be changed before anything is worked out. Rows go by their UUID, the beginning of
 * it, or by what people call them; values are written as ovs-vsctl(8) takes them.
 */
export type Change = {
  /** `set` puts a value in place, `add` and `remove` change a set, a map or a number, `unset` leaves the default. */
  readonly operation: "set" | "add" | "remove" | "unset";
  /** Whose Open_vSwitch database it is, by the chassis's name or hostname; needed where several have such a row. */
  readonly chassis?: string;
  readonly table: string;
  /** May be left out of a table with one row. */
  readonly row?: string;
  readonly column: string;
  /** A key of a map. */
  readonly key?: string;
  /** Absent of `unset` alone. */
  readonly value?: string;
};

const WORD = `[^\\s"=[\\]:+-]+(?:[+-](?!=)[^\\s"=[\\]:+-]*)*`;
const CELL = new RegExp(
  String.raw`^(?:(?<chassis>[^[\]]+?)/)?(?<table>\w+)(?:\[(?<row>[^\]]*)\])?\.(?<column>\w+)` +
    String.raw`(?::(?<key>"(?:[^"\\]|\\.)*"|${WORD}(?::${WORD})*))?(?:(?<sign>[+-]?=)(?<value>.*))?$`,
  "s",
);

const OPERATIONS = { "=": "set", "+=": "add", "-=": "remove" } as const satisfies Record<string, Change["operation"]>;

const EXPECTED =
  "expected [CHASSIS/]TABLE[ROW].COLUMN[:KEY]=VALUE, such as Interface[pod1].external_ids:encap-ip=10.0.2.1";

/** Reads `[CHASSIS/]TABLE[ROW].COLUMN[:KEY]` followed by `=`, `+=` or `-=` and a value. */
export function parseChange(text: string): Parsed<Change> {
  return parse(text, true);
}

/** Reads `[CHASSIS/]TABLE[ROW].COLUMN[:KEY]`: a cell or a key that is to be as if nobody had set it. */
export function parseUnset(text: string): Parsed<Change> {
  return parse(text, false);
}

function parse(text: string, hasValue: boolean): Parsed<Change> {
  const part = CELL.exec(text)?.groups;
  if (part === undefined || (part["sign"] !== undefined) !== hasValue) {
    const expected = hasValue ? EXPECTED : "expected [CHASSIS/]TABLE[ROW].COLUMN[:KEY], without a value";
    return fail(text, expected);
  }
  const { chassis, row, sign, value } = part;
  const key = part["key"] === undefined ? undefined : unquote(part["key"]);
  if (part["key"] !== undefined && key === undefined) return fail(text, "expected a key, or one in double quotes");
  const change: Change = {
    operation: sign === undefined ? "unset" : OPERATIONS[sign as keyof typeof OPERATIONS],
    table: part["table"]!,
    column: part["column"]!,
    ...(chassis === undefined ? {} : { chassis }),
    ...(row === undefined ? {} : { row }),
    ...(key === undefined ? {} : { key }),
    ...(value === undefined ? {} : { value }),
  };
  return { ok: true, value: change, notes: [] };
}

/** A word, or the text that is meant by one in double quotes. */
export function unquote(word: string): string | undefined {
  if (!word.startsWith('"')) return word;
  try {
    const text: unknown = JSON.parse(word);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

function fail(text: string, expected: string): Parsed<Change> {
  return { ok: false, errors: [createDiagnostic("OVN2040", {}, `found change ${JSON.stringify(text)}, ${expected}`)] };
}

/** A change as it would be written on a command line. */
export function formatChange({ operation, chassis, table, row, column, key, value }: Change): string {
  const place = `${chassis === undefined ? "" : `${chassis}/`}${table}${row === undefined ? "" : `[${row}]`}.${column}`;
  const cell = key === undefined ? place : `${place}:${PLAIN_KEY.test(key) ? key : JSON.stringify(key)}`;
  if (operation === "unset") return cell;
  const sign = { set: "=", add: "+=", remove: "-=" }[operation];
  return `${cell}${sign}${value ?? ""}`;
}

const PLAIN_KEY = new RegExp(`^${WORD}(?::${WORD})*$`);

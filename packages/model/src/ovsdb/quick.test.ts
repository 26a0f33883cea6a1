import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonDump } from "./json-dump.ts";
import { readDump } from "./dump.ts";
import { SCHEMA, UUIDS } from "./log-file.test.ts";
import { Notes } from "./notes.ts";
import { readQuickDump } from "./quick-dump.ts";
import { applyQuickTransaction } from "./quick-transaction.ts";
import { readSchema } from "./schema-check.ts";
import { createDatabaseState, type DatabaseState, stateToDatabase } from "./state.ts";
import { applyTransaction } from "./transaction.ts";
import type { Database } from "./value.ts";

/** The quick ways take only what the plain ways take, and read it alike: the plain ones are the oracle. */

const schema = readSchema(SCHEMA, 0, new Notes("schema"))!;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function plainRows({ tables }: Database): string {
  const replace = (_: string, value: unknown) =>
    value instanceof Map ? { map: [...value] } : value === undefined ? "-" : value;
  return JSON.stringify(
    [...tables].map(([name, { rows, columns }]) => [
      name,
      [...columns],
      [...rows].map(([uuid, row]) => [uuid, [...row.columns]]),
    ]),
    replace,
  );
}

function rowsOfState(state: DatabaseState): string {
  return plainRows(stateToDatabase(state, "some.db", undefined));
}

/** Whether the quick way took the text; it must then be what the plain way makes of it, without a word. */
function takesTransaction(text: string): boolean {
  const quick = createDatabaseState(schema);
  const empty = rowsOfState(quick);
  if (!applyQuickTransaction(quick, encode(text))) {
    expect(rowsOfState(quick)).toBe(empty);
    return false;
  }
  const plain = createDatabaseState(schema);
  const notes = new Notes("some.db");
  const json: unknown = JSON.parse(new TextDecoder().decode(encode(text)));
  expect(applyTransaction(plain, json, { body: encode(text), bodyOffset: 0, path: [], notes })).toBe(true);
  expect(notes.list()).toEqual([]);
  expect(rowsOfState(quick)).toBe(rowsOfState(plain));
  return true;
}

function takesDump(text: string): boolean {
  const quick = readQuickDump(encode(text), { file: "some.json" });
  if (quick === undefined) return false;
  const plain = readDump(parseJsonDump(encode(text)), { file: "some.json" });
  expect(plain).toMatchObject({ ok: true, notes: [] });
  if (plain.ok) expect(plainRows(quick)).toBe(plainRows(plain.value));
  return true;
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", 'a "b"', "é", "\u0001", "𝄞"),
);
const uuid = fc.constantFrom(...UUIDS, "ABCDEF00-0000-4000-8000-000000000001");
const reference = uuid.map((id) => ["uuid", id]);
const integer = fc.oneof(fc.integer(), fc.constantFrom(0, 2 ** 53, -1, 1e300, 123456789012345, 1234567890123456));
const set = (atom: fc.Arbitrary<unknown>) => fc.array(atom, { maxLength: 9 }).map((atoms) => ["set", atoms]);
const map = (key: fc.Arbitrary<unknown>, value: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(key, value), { maxLength: 9 }).map((pairs) => ["map", pairs]);

const row = fc.record(
  {
    name: fc.oneof(text, set(text)),
    nb_cfg: fc.oneof(integer, set(integer)),
    hostname: fc.oneof(text, set(text)),
    transport_zones: fc.oneof(text, set(text)),
    encaps: fc.oneof(reference, set(reference)),
    external_ids: map(text, text),
    weights: map(integer, fc.oneof(integer, fc.double({ noNaN: true, noDefaultInfinity: true }))),
    is_remote: fc.boolean(),
  },
  { requiredKeys: [] },
);
const transaction = fc.record(
  {
    _date: integer,
    Chassis: fc.dictionary(uuid, row),
    _is_diff: fc.boolean(),
    Encap: fc.dictionary(uuid, fc.record({ ip: text })),
    _comment: text,
  },
  { requiredKeys: ["Chassis"] },
);

/** A text with one place changed. */
const changed = (written: fc.Arbitrary<string>) =>
  fc
    .tuple(
      written,
      fc.nat(),
      fc.nat(2),
      fc.constantFrom(...Array.from('{}[]",:\\ 0-19.eu\n\u0000é'), '"a":', '["set",[]]', "null", "tru"),
    )
    .map(([whole, place, removed, added]) => {
      const at = place % (whole.length + 1);
      return whole.slice(0, at) + added + whole.slice(at + removed);
    });

describe("transactions", () => {
  const written = transaction.map((json) => `${JSON.stringify(json)}\n`);

  test("any rows", () => {
    fc.assert(
      fc.property(written, (json) => void takesTransaction(json)),
      { numRuns: 500 },
    );
  });

  test("any place of them changed", () => {
    fc.assert(
      fc.property(changed(written), (json) => void takesTransaction(json)),
      { numRuns: 1500 },
    );
  });

  test("every character of a good one left out, doubled, or made another", () => {
    const whole = `${JSON.stringify(GOOD)}\n`;
    expect(takesTransaction(whole)).toBe(true);
    for (let at = 0; at < whole.length; at++) {
      takesTransaction(whole.slice(0, at) + whole.slice(at + 1));
      takesTransaction(whole.slice(0, at + 1) + whole.slice(at));
      for (const other of '"[]{},:\\ 0-\u001f') takesTransaction(whole.slice(0, at) + other + whole.slice(at + 1));
    }
  });
});

const [FIRST, SECOND, THIRD] = UUIDS;
const GOOD = {
  _date: 1795345342467,
  Chassis: {
    [FIRST]: {
      name: 'a "quoted" \\ name',
      nb_cfg: -7,
      hostname: ["set", []],
      transport_zones: ["set", ["a", "b"]],
      encaps: [
        "set",
        [
          ["uuid", SECOND],
          ["uuid", THIRD],
        ],
      ],
      external_ids: [
        "map",
        [
          ["k", "\u00e9\n"],
          ["l", "w"],
        ],
      ],
      weights: [
        "map",
        [
          [1, 2],
          [12, 0],
        ],
      ],
      is_remote: true,
    },
    [SECOND]: { encaps: ["uuid", SECOND], hostname: "h", is_remote: false },
  },
  _is_diff: true,
  Encap: { [THIRD]: { ip: "10.0.0.1" }, [SECOND]: {} },
  _comment: "c",
};

describe("what the quick way leaves to the plain one", () => {
  const chassis = (json: string): string => `{"Chassis":{"${FIRST}":${json}}}\n`;
  test.each([
    ["a row that is deleted", chassis("null")],
    ["a column twice", chassis('{"nb_cfg":1,"nb_cfg":2}')],
    ["a row twice", `{"Chassis":{"${FIRST}":{},"${FIRST}":{}}}`],
    ["a table twice", `{"Chassis":{},"Chassis":{}}`],
    ["an unknown column", chassis('{"colour":1}')],
    ["an ephemeral column", chassis('{"up":true}')],
    ["an unknown table", '{"Nothing":{}}'],
    ["blanks", chassis('{ "nb_cfg":1}')],
    ["a number that is none in JSON", chassis('{"nb_cfg":01}')],
    ["a number that is rounded", chassis('{"nb_cfg":9007199254740993}')],
    ["-0", chassis('{"nb_cfg":-0}')],
    ["a fraction", chassis('{"nb_cfg":1.5}')],
    ["an atom twice in a set", chassis('{"transport_zones":["set",["a","a"]]}')],
    ["an atom twice, written in two ways", chassis('{"transport_zones":["set",["a","\\u0061"]]}')],
    ["a key twice in a map", chassis('{"external_ids":["map",[["a","b"],["a","c"]]]}')],
    ["an empty set where one is needed", chassis('{"encaps":["set",[]]}')],
    ["a UUID in upper case", chassis(`{"encaps":["uuid","ABCDEF00-0000-4000-8000-000000000001"]}`)],
    ["another type", chassis('{"name":5}')],
    ["a control character in a string", chassis('{"name":"\u0001"}')],
    ["a wrong escape", chassis('{"name":"\\x"}')],
    ["a name that every object has", chassis('{"__proto__":1}')],
    ["text after the end", `${chassis("{}")}{}`],
    ["no end", chassis("{}").slice(0, -2)],
    ["nothing", ""],
  ])("%s", (_, json) => {
    expect(takesTransaction(json)).toBe(false);
  });

  test("a row that is there already, and it stays as it was", () => {
    const state = createDatabaseState(schema);
    expect(applyQuickTransaction(state, encode(chassis('{"name":"old"}')))).toBe(true);
    const before = rowsOfState(state);
    const both = `{"Chassis":{"${SECOND}":{},"${FIRST}":{"name":"new"}}}`;
    expect(applyQuickTransaction(state, encode(both))).toBe(false);
    expect(rowsOfState(state)).toBe(before);
  });
});

describe("dumps", () => {
  const headings = ["_uuid", "chassis_name", "ip", "options", "type"];
  const line = (name: string, data: readonly unknown[], columns: readonly string[]): string =>
    `${JSON.stringify({ caption: `${name} table`, data, headings: columns })}\n`;
  const good =
    line(
      "Encap",
      [
        [
          ["uuid", FIRST],
          "hv1",
          '10.0.0.1 "',
          [
            "map",
            [
              ["csum", "true"],
              ["é", ""],
            ],
          ],
          "geneve",
        ],
      ],
      headings,
    ) +
    line("Chassis", [], ["_uuid", "_version", "name"]) +
    line("SB_Global", [[["uuid", SECOND], ["uuid", THIRD], 7, true]], ["_uuid", "_version", "nb_cfg", "ipsec"]);

  test("every character of a good one left out, doubled, or made another", () => {
    expect(takesDump(good)).toBe(true);
    for (let at = 0; at < good.length; at++) {
      takesDump(good.slice(0, at) + good.slice(at + 1));
      takesDump(good.slice(0, at + 1) + good.slice(at));
      for (const other of '"[]{},:\\ 0-\u001f\n') takesDump(good.slice(0, at) + other + good.slice(at + 1));
    }
  });

  test("any rows, and any place of them changed", () => {
    const cells = fc.tuple(reference, text, text, map(text, text), text);
    const written = fc.array(cells, { maxLength: 4 }).map((data) => line("Encap", data, headings));
    fc.assert(
      fc.property(written, (dump) => void takesDump(dump)),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(changed(written), (dump) => void takesDump(dump)),
      { numRuns: 1500 },
    );
  });

  test.each([
    ["a cut one", good.slice(0, -3)],
    ["one without captions", `${JSON.stringify({ data: [], headings })}\n`],
    ["an unknown column", line("Encap", [], [...headings, "colour"])],
    [
      "a row twice",
      line(
        "Encap",
        [1, 2].map(() => [["uuid", FIRST], "", "", ["map", []], ""]),
        headings,
      ),
    ],
    ["a table twice", line("Encap", [], headings) + line("Encap", [], headings)],
    ["a comma after the last row", good.replace("]],", "],],")],
    ["a row too short", line("Encap", [[["uuid", FIRST], "hv1"]], headings)],
  ])("%s is left to the plain way", (_, dump) => {
    expect(takesDump(dump)).toBe(false);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { concat, logFile, record, rowsOf, SCHEMA, UUIDS } from "./log-file.test.ts";
import { readDatabase } from "./read.ts";

const [HV1, HV2] = UUIDS;
const parts = [
  SCHEMA,
  { Chassis: { [HV1]: { name: "hv1", external_ids: ["map", [["k", "v"]]] }, [HV2]: { name: "hv2" } } },
  { _is_diff: true, Chassis: { [HV1]: { external_ids: ["map", [["k", "w"]]] } } },
  { Chassis: { [HV2]: null } },
].map((json) => record(json));
const file = concat(parts);
const ends = parts.map((_, i) => concat(parts.slice(0, i + 1)).length);
const stages = ends.map((end) => read(file.subarray(0, end)));

/** The rows as one text, quick to compare, and the diagnostics. */
function read(bytes: Uint8Array): { readonly rows: string | undefined; readonly notes: readonly Diagnostic[] } {
  const result = readDatabase(bytes, { file: "some.db" });
  if (!result.ok) return { rows: undefined, notes: result.errors };
  const plain = (_: string, value: unknown) => (value instanceof Map ? [...value] : value);
  return { rows: JSON.stringify(rowsOf(result.value), plain), notes: result.notes };
}

describe("a file cut anywhere", () => {
  test("at every byte: what is whole is used, and the cut is named with its offset", () => {
    let cuts = 0;
    for (let length = 1; length < file.length; length++) {
      const { rows, notes } = read(file.subarray(0, length));
      const whole = ends.filter((end) => end <= length).length;
      if (whole === 0) {
        expect(rows).toBeUndefined();
        expect(notes.some(({ severity }) => severity === "error")).toBe(true);
        continue;
      }
      expect(rows).toBe(stages[whole - 1]!.rows);
      if (ends.includes(length)) expect(notes).toEqual([]);
      else {
        expect(notes).toMatchObject([{ code: "OVN1010", place: { offset: ends[whole - 1] } }]);
        cuts++;
      }
    }
    expect(cuts).toBe(file.length - ends[0]! - parts.length + 1);
  });

  test("stages differ, so that the property above says something", () => {
    expect(new Set(stages.map(({ rows }) => rows)).size).toBe(4);
  });
});

describe("a file with one bit changed", () => {
  test.each([0, 5, 7])("bit %i of every byte: it is noticed, and what comes before is used", (bit) => {
    for (let at = 0; at < file.length; at++) {
      const bytes = file.slice();
      bytes[at] = bytes[at]! ^ (1 << bit);
      const isDigestCase = bit === 5 && /[a-f]/.test(String.fromCharCode(file[at]!)) && isInHeader(at);
      const { rows, notes } = read(bytes);
      const whole = ends.filter((end) => end <= at).length;
      if (isDigestCase) expect(rows).toBe(stages.at(-1)!.rows);
      else {
        expect(notes.length).toBeGreaterThan(0);
        if (whole > 0) expect(rows).toBe(stages[whole - 1]!.rows);
        else expect(rows).toBeUndefined();
      }
    }
  });

  function isInHeader(at: number): boolean {
    const start = ends.findLast((end) => end <= at) ?? 0;
    return !file.subarray(start, at).includes(0x0a);
  }
});

describe("hostile bytes", () => {
  test("any bytes at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(read(bytes).notes.length).toBeGreaterThan(0);
      }),
    );
  });

  test("any JSON as a schema or transaction", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
        read(record(json));
        read(concat([record(SCHEMA), record(json), record({ Chassis: json }), record({ Chassis: { [HV1]: json } })]));
        read(
          concat([record(SCHEMA), record({ Chassis: { [HV1]: { name: json, external_ids: json, encaps: json } } })]),
        );
      }),
    );
  });

  test.each([
    ["[", "]"],
    ['{"a":', "}"],
    ['["set",[', "]]"],
  ])("100,000 times %s", (open, close) => {
    const nested = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
    const value = `{"Chassis":{"${HV1}":{"external_ids":${nested}}}}`;
    const { rows, notes } = read(concat([record(SCHEMA), record(value)]));
    expect(rows).toBe('{"Chassis":{},"Encap":{}}');
    expect(notes.length).toBeGreaterThan(0);
    expect(notes.every(({ message }) => message.length < 500)).toBe(true);
  });

  test("__proto__ is a name as any other", () => {
    const text = `{"__proto__":{"polluted":1},"Chassis":{"__proto__":{},"${HV1}":{"__proto__":"x"}}}`;
    const { notes } = read(concat([record(SCHEMA), record(text)]));
    expect(notes.map(({ code }) => code)).toEqual(["OVN1020", "OVN1023", "OVN1021", "OVN1027"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("long names are kept short in messages", () => {
    const { notes } = read(logFile({ Chassis: { [HV1]: { name: "x".repeat(100_000), nb_cfg: "y".repeat(100_000) } } }));
    expect(notes[0]?.message.length).toBeLessThan(200);
  });
});

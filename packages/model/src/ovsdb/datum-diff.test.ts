import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createColumn } from "./column-type.ts";
import { applyDiff, convertDatum, MISFIT } from "./datum-diff.ts";
import { logFile, readWhole, UUIDS } from "./log-file.test.ts";
import type { Atom } from "./value.ts";

const [ROW] = UUIDS;
const words = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");
const sets = fc.uniqueArray(words);
const maps = fc.uniqueArray(fc.tuple(words, fc.constantFrom("0", "1")), { selector: ([key]) => key });

/** What ovsdb(5) says of a set: elements that are in exactly one of both. */
function setDifference(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...a, ...b].filter((item) => a.includes(item) !== b.includes(item));
}

/** And of a map: keys in exactly one of both, and keys in both with another value, with the new one. */
function mapDifference(a: Record<string, string>, b: Record<string, string>): [string, string][] {
  return Object.keys({ ...a, ...b })
    .filter((key) => a[key] !== b[key])
    .map((key) => [key, (b[key] ?? a[key])!]);
}

const set = (items: readonly unknown[]) => (items.length === 1 ? items[0] : ["set", items]);

describe("a chain of differences gives the last value", () => {
  test("sets", () => {
    fc.assert(
      fc.property(fc.array(sets, { minLength: 1, maxLength: 6 }), (states) => {
        const changes = states.map((state, i) => ({
          _is_diff: i > 0,
          Chassis: { [ROW]: { transport_zones: set(i === 0 ? state : setDifference(states[i - 1]!, state)) } },
        }));
        expect(new Set(last(changes, "transport_zones") as Atom[])).toEqual(new Set(states.at(-1)));
      }),
    );
  });

  test("optional scalars: the new value itself", () => {
    fc.assert(
      fc.property(fc.array(fc.option(words, { nil: undefined }), { minLength: 1, maxLength: 6 }), (states) => {
        const changes = states.map((state, i) => ({
          _is_diff: i > 0,
          Chassis: {
            [ROW]: { hostname: state ?? ["set", []] },
          },
        }));
        expect(last(changes, "hostname")).toBe(states.at(-1));
      }),
    );
  });

  test("maps", () => {
    fc.assert(
      fc.property(fc.array(maps, { minLength: 1, maxLength: 6 }), (states) => {
        const objects = states.map((pairs) => Object.fromEntries(pairs));
        const changes = objects.map((state, i) => ({
          _is_diff: i > 0,
          Chassis: {
            [ROW]: { external_ids: ["map", i === 0 ? Object.entries(state) : mapDifference(objects[i - 1]!, state)] },
          },
        }));
        expect(Object.fromEntries(last(changes, "external_ids") as Map<string, string>)).toEqual(objects.at(-1));
      }),
    );
  });

  function last(changes: readonly unknown[], column: string): unknown {
    const { value, notes } = readWhole(logFile(...changes));
    expect(notes).toEqual([]);
    return value.tables.get("Chassis")!.rows.get(ROW)!.columns.get(column);
  }
});

const column = (min: 0 | 1, max: number) => createColumn("c", { key: { type: "integer" }, min, max, ephemeral: false });
const map = createColumn("m", { key: { type: "string" }, value: { type: "string" }, min: 0, max: 2, ephemeral: false });

describe("bounds", () => {
  const remarks = { roundedInteger: false };

  test.each([
    ["more than the most", column(0, 2), [1, 2], 3],
    ["fewer than the least", column(1, 9), [1], 1],
    ["two in an optional scalar", column(0, 1), 1, ["set", [1, 2]]],
    ["none in a scalar", column(1, 1), 1, ["set", []]],
    [
      "too many pairs",
      map,
      new Map([
        ["a", "1"],
        ["b", "1"],
      ]),
      ["map", [["c", "1"]]],
    ],
    ["no set of integers", column(0, 9), [1], ["set", ["x"]]],
  ])("%s", (_, type, old, diff) => {
    expect(applyDiff(type, old, diff, remarks)).toBe(MISFIT);
  });

  test("a difference may have more elements than the type admits", () => {
    expect(applyDiff(column(0, 2), [1, 2], ["set", [1, 2, 3, 4]], remarks)).toEqual([3, 4]);
  });
});

describe("conversion", () => {
  test.each([
    ["optional to set", column(0, 1), 1, column(0, 9), [1]],
    ["absent to set", column(0, 1), undefined, column(0, 9), []],
    ["set to optional", column(0, 9), [1], column(0, 1), 1],
    ["set of two to optional", column(0, 9), [1, 2], column(0, 1), MISFIT],
    ["scalar to optional", column(1, 1), 5, column(0, 1), 5],
    ["absent to scalar", column(0, 1), undefined, column(1, 1), MISFIT],
    ["map to set", map, new Map(), column(0, 9), MISFIT],
  ])("%s", (_, from, datum, to, expected) => {
    expect(convertDatum(from, datum, to)).toEqual(expected);
  });
});

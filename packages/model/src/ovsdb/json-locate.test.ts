import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isObject, type Json } from "./json.ts";
import { findValueEnd, locateJson } from "./json-locate.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Every value in a JSON value with the way to it. */
function* ways(json: Json, path: readonly (string | number)[] = []): Generator<[readonly (string | number)[], Json]> {
  yield [path, json];
  if (Array.isArray(json)) for (const [i, item] of json.entries()) yield* ways(item, [...path, i]);
  else if (isObject(json)) for (const [name, item] of Object.entries(json)) yield* ways(item, [...path, name]);
}

describe("locateJson", () => {
  test("every value of any JSON is found by its way", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1), (any, indent) => {
        const text = bytes(JSON.stringify(any, undefined, indent));
        for (const [path, value] of ways(JSON.parse(JSON.stringify(any)))) {
          const span = locateJson(text, path)!;
          const found: Json = JSON.parse(Buffer.from(text.subarray(span.start, span.end)).toString());
          expect(found).toEqual(value);
        }
      }),
    );
  });

  test.each([
    ['{"a":1}', ["b"]],
    ["[1]", [1]],
    ["5", ["a"]],
    ["5", [0]],
    ['{"a":1}', [0]],
  ])("%s has nothing at %j", (text, path) => {
    expect(locateJson(bytes(text), path)).toBeUndefined();
  });

  test("the last of two members of one name, as JSON.parse has it", () => {
    expect(locateJson(bytes('{"a":1,"a":22}'), ["a"])).toEqual({ start: 11, end: 13 });
  });

  test("ends in any bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."{ } [ ] , : \\ a 1".split(" "), '"', " ") }), (text) => {
        locateJson(bytes(text), ["a", 0, "1"]);
      }),
    );
  });
});

describe("findValueEnd", () => {
  test.each([
    ['{"a":"}"} x', 9],
    ['"\\"" x', 4],
    ["12, 3", 2],
    ["[1,[2]]]", 7],
    ["true", 4],
  ])("%s", (text, end) => {
    expect(findValueEnd(bytes(text), 0)).toBe(end);
  });

  test.each(["{", '{"a":', '["]"', '{"a":"'])("%s does not end", (text) => {
    expect(findValueEnd(bytes(text), 0)).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import { createColumn, parseKnownColumn } from "../ovsdb/column-type.ts";
import { type FindReference, parseDatumText } from "./value-text.ts";

const find: FindReference = (table, word) =>
  word === "hv1"
    ? { ok: true, value: `uuid of ${table} ${word}` }
    : { ok: false, fault: `no row of ${table} is ${word}` };

const parse = (type: string, text: string) =>
  parseDatumText(createColumn("c", parseKnownColumn(type).type), text, find);

describe("values as ovs-vsctl(8) has them", () => {
  test.each<readonly [string, string, unknown]>([
    ["string", "plain text, all of it", "plain text, all of it"],
    ["string", String.raw`"with \"quotes\""`, 'with "quotes"'],
    ["string", '""', ""],
    ["integer", "-7", -7],
    ["integer?", "[]", undefined],
    ["boolean", "true", true],
    ["real", "1.5", 1.5],
    ["string*", "", []],
    ["string*", "[]", []],
    ["string*", 'a, "b,c" ,a', ["a", "b,c"]],
    ["integer*", "[1,2]", [1, 2]],
    ["string=string*", "", new Map()],
    [
      "string=string*",
      'a=b, "c d"="e,f"',
      new Map([
        ["a", "b"],
        ["c d", "e,f"],
      ]),
    ],
    ["string=string*", "{a=b}", new Map([["a", "b"]])],
    [
      "string=integer*",
      "{a=1,b=2}",
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
    ],
    ["uuid:Chassis?", "hv1", "uuid of Chassis hv1"],
    ["uuid:Chassis*", "[hv1]", ["uuid of Chassis hv1"]],
  ])("%s: %s", (type, text, value) => {
    expect(parse(type, text)).toEqual({ ok: true, value });
  });

  test.each([
    ["string", "", 'a text of no letters is written ""'],
    ["string", '"open', '"open is no text in double quotes'],
    ["integer", "1.5", '"1.5" is no integer'],
    ["integer", "9007199254740993", '"9007199254740993" is no integer'],
    ["boolean", "yes", '"yes" is neither true nor false'],
    ["uuid", "hv1", '"hv1" is no UUID'],
    ["uuid:Chassis?", "hv2", "no row of Chassis is hv2"],
    ["string*", "[a", '"[a" is cut, or has a sign too many'],
    ["string*", "[a]b", '"[a]b" goes on after its end'],
    ["string*", "a=b", "a=b is a pair, and the column is no map"],
    ["string=string*", "a", "a has no value: expected key=value"],
    ["string=string*", '"a', '"\\"a" has a quote without its other'],
    ["string+", "[]", "the column needs one element at least"],
    ["integer{0,2}", "1,2,3", "the column has room for 2, and these are 3"],
  ])("%s: %s is refused", (type, text, fault) => {
    expect(parse(type, text)).toEqual({ ok: false, fault });
  });
});

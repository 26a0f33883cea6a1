import { describe, expect, test } from "vitest";
import { isOverlapping, slice } from "./slice.ts";

describe("slice", () => {
  test("names bits of a register", () => {
    expect(slice("reg", 13, 16, 31)).toEqual({ field: "reg13", lo: 16, bits: 16 });
    expect(slice("xxreg", 1)).toEqual({ field: "xxreg1", lo: 0, bits: 128 });
  });

  test.each([
    { family: "reg", index: 16, lo: 0, hi: 31, text: "reg16 does not exist: expected reg0 to reg15" },
    { family: "reg", index: 0, lo: 25, hi: 32, text: "reg0[25..32] does not fit reg0, which has bits 0 to 31" },
    { family: "reg", index: 0, lo: 5, hi: 4, text: "reg0[5..4] does not fit reg0, which has bits 0 to 31" },
    { family: "xxreg", index: 4, lo: 0, hi: 127, text: "xxreg4 does not exist: expected xxreg0 to xxreg3" },
  ] as const)("$text", ({ family, index, lo, hi, text }) => {
    expect(() => slice(family, index, lo, hi)).toThrow(text);
  });
});

describe("isOverlapping", () => {
  test("tells halves of a register apart", () => {
    expect(isOverlapping(slice("reg", 13, 0, 15), slice("reg", 13, 16, 31))).toBe(false);
    expect(isOverlapping(slice("reg", 13, 0, 16), slice("reg", 13, 16, 31))).toBe(true);
  });

  test("knows that wide registers lie over narrow ones, the first one highest", () => {
    expect(isOverlapping(slice("xxreg", 1), slice("reg", 4))).toBe(true);
    expect(isOverlapping(slice("xxreg", 1, 0, 31), slice("reg", 7))).toBe(true);
    expect(isOverlapping(slice("xxreg", 1, 0, 31), slice("reg", 4))).toBe(false);
    expect(isOverlapping(slice("xreg", 4), slice("reg", 9))).toBe(true);
    expect(isOverlapping(slice("xreg", 4), slice("reg", 10))).toBe(false);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMac, formatMaskedMac, isMac, parseMac, parseMaskedMac } from "./mac.ts";
import type { Words } from "./words.ts";

const mac = fc
  .tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0xffffffff }))
  .map((words): Words => words);

describe("MAC", () => {
  test("text and number are each other's way back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
        const words = parseMac(text.toUpperCase())!;
        expect(BigInt(words[0]!) * 2n ** 32n + BigInt(words[1]!)).toBe(BigInt(`0x${text.replaceAll(":", "")}`));
        expect(formatMac(words)).toBe(text);
      }),
    );
  });

  test("any mask survives its text", () => {
    fc.assert(
      fc.property(mac, mac, (value, mask) => {
        expect(parseMaskedMac(formatMaskedMac({ value, mask }))).toEqual({ value, mask });
      }),
    );
  });

  test("nothing is an address that is no six groups of one or two digits between colons", () => {
    const TEXT = /^([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2})$/i;
    const group = fc.oneof(fc.stringMatching(/^[0-9a-fA-F]{1,2}$/), fc.stringMatching(/^[0-9a-gG:. @`]{0,3}$/));
    const nearly = fc.array(group, { minLength: 5, maxLength: 7 }).map((groups) => groups.join(":"));
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string()), (text) => {
        const [, ...bytes] = TEXT.exec(text) ?? [];
        const words = [bytes.slice(0, 2), bytes.slice(2)].map((part) =>
          part.reduce((value, byte) => value * 256 + Number.parseInt(byte, 16), 0),
        );
        expect(parseMac(text)).toEqual(bytes.length === 0 ? undefined : words);
      }),
      { numRuns: 2000 },
    );
  });

  test("one digit a byte is enough", () => expect(formatMac(parseMac("0:1:2:a:b:C")!)).toBe("00:01:02:0a:0b:0c"));

  test.each([
    "",
    "00:00:00:00:00",
    "00:00:00:00:00:00:00",
    "000:0:0:0:0:0",
    "00-00-00-00-00-00",
    "0g:00:00:00:00:00",
    " 00:00:00:00:00:00",
  ])("%j is no address", (text) => expect(isMac(text)).toBe(false));
});

import fc from "fast-check";
import { IPv4, IPv4Mask } from "ip-num";
import { describe, expect, test } from "vitest";
import {
  formatIpv4,
  formatIpv4Cidr,
  formatMaskedIpv4,
  isIpv4,
  parseIpv4,
  parseIpv4Cidr,
  parseMaskedIpv4,
} from "./ipv4.ts";
import { maskToPrefix } from "./words.ts";

const word = fc.integer({ min: 0, max: 0xffffffff });
const octet = fc.oneof(fc.integer({ min: 0, max: 300 }).map(String), fc.stringMatching(/^[0-9]{0,3}$/));
const nearly = fc.oneof(
  fc.array(octet, { minLength: 3, maxLength: 5 }).map((octets) => octets.join(".")),
  fc.stringMatching(/^[0-9. x-]{0,16}$/),
);

function byIpNum(text: string): number | undefined {
  try {
    return Number(new IPv4(text).getValue());
  } catch {
    return undefined;
  }
}

describe("IPv4", () => {
  test("what ip-num takes is taken, with the same value, and nothing else", () => {
    fc.assert(
      fc.property(nearly, (text) => {
        expect(parseIpv4(text)?.[0]).toBe(byIpNum(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("text and number are each other's way back", () => {
    fc.assert(
      fc.property(word, (value) => {
        expect(formatIpv4([value])).toBe(IPv4.fromNumber(BigInt(value)).toString());
        expect(parseIpv4(formatIpv4([value]))).toEqual([value]);
      }),
    );
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4 ",
    "1..2.3",
    "0x1.2.3.4",
    "1.2.3.-4",
    "1".repeat(1e6),
  ])("%j is no address", (text) => expect(isIpv4(text)).toBe(false));

  test("any mask survives its text", () => {
    fc.assert(
      fc.property(word, word, (value, mask) => {
        const masked = { value: [value], mask: [mask] };
        expect(parseMaskedIpv4(formatMaskedIpv4(masked))).toEqual(masked);
      }),
    );
  });

  test("a prefix length is written just when ip-num knows one", () => {
    fc.assert(
      fc.property(word, (mask) => {
        let prefix: number | undefined;
        try {
          prefix = new IPv4Mask(formatIpv4([mask])).prefix;
        } catch {
          prefix = undefined;
        }
        expect(maskToPrefix([mask], 32)).toBe(prefix);
      }),
    );
  });

  test.each([
    ["10.0.0.1", "10.0.0.1"],
    ["10.0.0.1/32", "10.0.0.1"],
    ["10.0.0.1/8", "10.0.0.1/8"],
    ["10.0.0.0/255.255.0.0", "10.0.0.0/16"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["10.0.0.1/0.0.0.255", "10.0.0.1/0.0.0.255"],
    ["10.0.0.1/255.0.255.0", "10.0.0.1/255.0.255.0"],
  ])("%s is written as %s", (text, want) => expect(formatMaskedIpv4(parseMaskedIpv4(text)!)).toBe(want));

  test.each(["10.0.0.1/", "10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1/8/8", "/8", "10.0.0.1/ 8"])(
    "%j is no masked address",
    (text) => expect(parseMaskedIpv4(text)).toBeUndefined(),
  );

  test("a CIDR keeps its host bits and refuses masks with holes", () => {
    expect(parseIpv4Cidr("10.0.0.1/24")).toEqual({ value: [0x0a000001], prefixBits: 24 });
    expect(formatIpv4Cidr(parseIpv4Cidr("10.0.0.1/24")!)).toBe("10.0.0.1/24");
    expect(formatIpv4Cidr(parseIpv4Cidr("10.0.0.1")!)).toBe("10.0.0.1");
    expect(parseIpv4Cidr("10.0.0.1/255.0.255.0")).toBeUndefined();
  });
});

import fc from "fast-check";
import { IPv6 } from "ip-num";
import { describe, expect, test } from "vitest";
import { formatIpv6, formatMaskedIpv6, isIpv6, parseIpv6, parseIpv6Cidr, parseMaskedIpv6 } from "./ipv6.ts";
import type { Words } from "./words.ts";

const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const address = fc
  .array(group, { minLength: 8, maxLength: 8 })
  .map((groups): Words => [0, 2, 4, 6].map((i) => groups[i]! * 65536 + groups[i + 1]!));
const part = fc.oneof(fc.stringMatching(/^[0-9a-fA-F]{0,5}$/), fc.constantFrom("", "", "1.2.3.4", "0"));
const nearly = fc.oneof(
  fc.array(part, { minLength: 1, maxLength: 10 }).map((parts) => parts.join(":")),
  fc.stringMatching(/^[0-9a-fA-F:.]{0,24}$/),
);

const wordsOf = (value: bigint): Words => [96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffffffffn));

function byIpNum(text: string): Words | undefined {
  try {
    return wordsOf(new IPv6(text).getValue());
  } catch {
    return undefined;
  }
}

/** The WHATWG URL parser, a third road: it knows every form and no zone id. */
function byUrl(text: string): boolean {
  return URL.canParse(`http://[${text}]/`);
}

describe("IPv6", () => {
  test("what ip-num takes is taken, with the same value, and nothing else", () => {
    fc.assert(
      fc.property(nearly, (text) => {
        expect(parseIpv6(text)).toEqual(byIpNum(text));
      }),
      { numRuns: 5000 },
    );
  });

  test("so it is for any number of groups on either side of a gap, and without one", () => {
    const parts = Array.from({ length: 10 }, (_, i) => (i + 1).toString(16));
    for (let before = 0; before < 10; before++) {
      for (let after = 0; after < 10; after++) {
        for (const gap of [":", "::", ":::"]) {
          const text = parts.slice(0, before).join(":") + gap + parts.slice(0, after).join(":");
          expect(parseIpv6(text)).toEqual(byIpNum(text));
          expect(isIpv6(text)).toBe(byUrl(text));
        }
      }
    }
  });

  test("the URL parser agrees on what is an address", () => {
    fc.assert(
      fc.property(nearly, (text) => {
        expect(isIpv6(text)).toBe(byUrl(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("text and number are each other's way back", () => {
    fc.assert(
      fc.property(address, (words) => {
        const text = formatIpv6(words);
        expect(parseIpv6(text)).toEqual(words);
        expect(byIpNum(text)).toEqual(words);
        if (!text.includes(".")) expect(`[${text}]`).toBe(new URL(`http://[${text}]/`).hostname);
      }),
      { numRuns: 2000 },
    );
  });

  test("every run of zeros is compressed as RFC 5952, section 4.2, says", () => {
    for (let zeros = 0; zeros < 256; zeros++) {
      const groups = Array.from({ length: 8 }, (_, i) => ((zeros >> i) & 1 ? 0 : 0xabc));
      const words = [0, 2, 4, 6].map((i) => groups[i]! * 65536 + groups[i + 1]!);
      const text = formatIpv6(words);
      if (!text.includes(".")) expect(`[${text}]`).toBe(new URL(`http://[${text}]/`).hostname);
      expect(parseIpv6(text)).toEqual(words);
    }
  });

  // What inet_ntop(3) of glibc 2.36 says, asked through Python's socket.inet_ntop.
  test.each([
    ["::", "::"],
    ["::1", "::1"],
    ["0:0:0:0:0:0:102:304", "::1.2.3.4"],
    ["::1:0", "::0.1.0.0"],
    ["::ffff:102:304", "::ffff:1.2.3.4"],
    ["::ffff:0:0", "::ffff:0.0.0.0"],
    ["::fffe:102:304", "::fffe:102:304"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["fe80:0:0:0:0:0:0:0", "fe80::"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["64:ff9b::1.2.3.4", "64:ff9b::102:304"],
  ])("%s is written as %s", (text, want) => expect(formatIpv6(parseIpv6(text)!)).toBe(want));

  test.each([
    "",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "fe80::1%eth0",
    "::12345",
    "::1.2.3",
    "::g",
    "f".repeat(1e6),
  ])("%j is no address", (text) => expect(isIpv6(text)).toBe(false));

  test("any mask survives its text", () => {
    fc.assert(
      fc.property(address, address, (value, mask) => {
        expect(parseMaskedIpv6(formatMaskedIpv6({ value, mask }))).toEqual({ value, mask });
      }),
    );
  });

  test("masks are written as prefix lengths where they are such", () => {
    for (let bits = 0; bits <= 128; bits++) {
      const want = bits === 128 ? "fe80::1" : `fe80::1/${bits}`;
      expect(formatMaskedIpv6(parseMaskedIpv6(`fe80::1/${bits}`)!)).toBe(want);
      expect(parseIpv6Cidr(`fe80::1/${bits}`)?.prefixBits).toBe(bits);
    }
    expect(formatMaskedIpv6(parseMaskedIpv6("ff00::1/ff00::ff")!)).toBe("ff00::1/ff00::ff");
    expect(parseIpv6Cidr("ff00::1/ff00::ff")).toBeUndefined();
    expect(parseMaskedIpv6("ff00::1/129")).toBeUndefined();
  });
});

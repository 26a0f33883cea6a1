import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha1 } from "./sha1.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("sha1", () => {
  // RFC 3174, section 7.3.
  test.each([
    ["abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"],
    ["a", 1_000_000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"],
    [
      "0123456701234567012345670123456701234567012345670123456701234567",
      10,
      "dea356a2cddd90c7a7ecedc5ebb563934f460452",
    ],
  ])("RFC 3174: %s, %i times", (text, times, digest) => {
    expect(sha1(bytes(text.repeat(times)))).toBe(digest);
  });

  test("every length around the ends of a block", () => {
    for (let length = 0; length <= 260; length++) {
      const message = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff);
      expect(sha1(message)).toBe(createHash("sha1").update(message).digest("hex"));
    }
  });

  test("any bytes, as node:crypto has them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), (message) => {
        expect(sha1(message)).toBe(createHash("sha1").update(message).digest("hex"));
      }),
    );
  });
});

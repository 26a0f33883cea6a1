import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText, fillSkeleton, readLiterals, sentinelsOf } from "./skeleton.ts";

const anywhere = () => true;
const TEXT =
  'arp.tpa == 10.0.0.2 && eth.dst == 0a:58:00:00:00:01 && (ip6.src == fd00::1 || outport == "a") && tcp.dst == 80';

describe("a skeleton", () => {
  const skeleton = cutText(TEXT, anywhere)!;

  test("is a text without its addresses and names", () => {
    expect(skeleton.kinds).toEqual(["ipv4", "ethernet", "ipv6", "name"]);
    expect(skeleton.pieces).toEqual([
      "arp.tpa == ",
      " && eth.dst == ",
      " && (ip6.src == ",
      " || outport == ",
      ") && tcp.dst == 80",
    ]);
  });

  test("gives back the literals of each of its texts, and refuses others", () => {
    expect(readLiterals(skeleton, TEXT)).toEqual({
      words: [0x0a000002, 0x0a58, 1, 0xfd000000, 0, 0, 1, 0],
      names: ["a"],
    });
    for (const other of [
      TEXT.replace("80", "81"),
      TEXT.replace("10.0.0.2", "10.0.0.0/24"),
      TEXT.replace("10.0.0.2", "0x0a000002"),
      TEXT.replace("10.0.0.2", "10.0.0.256"),
      TEXT.replace('"a"', '"a\\u0062"'),
      TEXT.replace('"a"', '"a'),
      `${TEXT} `,
      TEXT.slice(0, -1),
      "",
    ]) {
      expect({ other, literals: readLiterals(skeleton, other) }).toEqual({ other, literals: undefined });
    }
  });

  test("takes back what was filled in", () => {
    const word = fc.nat(0xffff_ffff);
    fc.assert(
      fc.property(fc.array(word, { minLength: 8, maxLength: 8 }), fc.string(), (words, name) => {
        words[1]! &= 0xffff;
        words[7] = 0;
        const literals = { words, names: [name] };
        const read = readLiterals(skeleton, fillSkeleton(skeleton, literals));
        if (!JSON.stringify(name).includes("\\")) expect(read).toEqual(literals);
      }),
    );
  });

  test.each([
    ["nothing to take out", "ip4 && tcp.dst == 80"],
    ["no text of the language", 'ip4.src == 10.0.0.1 && "'],
    ["a mask beside it", "ip4.src == 10.0.0.0/8"],
    ["no room beside it", "ip4.src==10.0.0.1"],
  ])("does not come of %s", (_, text) => {
    expect(cutText(text, anywhere)).toBeUndefined();
  });

  test("has sentinels that no two bytes of are the same", () => {
    const [one, other] = sentinelsOf(skeleton)!;
    const bytes = one.words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
    const used = bytes.filter((byte) => byte !== 0);
    expect(new Set(used).size).toBe(used.length);
    expect(one.words.every((word, i) => word !== other.words[i])).toBe(true);
    expect(cutText(fillSkeleton(skeleton, { ...one, names: ["b"] }), anywhere)).toEqual(skeleton);
  });
});

import { describe, expect, test } from "vitest";
import type { Action } from "../../openflow/index.ts";
import { FIELDS } from "../../openflow/index.ts";
import { createActionTemplate } from "./action-template.ts";
import { cutText, type Literals, sentinelsOf } from "./skeleton.ts";

const skeleton = cutText('eth.src = 0a:58:00:00:00:01; ip6.src = fd00::1; outport = "a"; output;', () => true)!;
const sentinels = sentinelsOf(skeleton)!;

/** Actions that hold the literals whole, byte by byte and within other actions. */
function lower({ words: [high, low, a, b, c, d, key] }: Literals): readonly Action[] {
  const bytes = [high!, low!].flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff));
  return [
    { kind: "set_field", field: FIELDS.dl_src, value: [high!, low!] },
    { kind: "clone", actions: [{ kind: "set_field", field: FIELDS.ipv6_src, value: [a!, b!, c!, d!] }] },
    { kind: "controller", args: { userdata: [0, 0, 0, 3, ...bytes.slice(2)], meter: 7 } },
    { kind: "set_field", field: FIELDS.reg15, value: [key!], mask: [0xffff] },
    { kind: "resubmit", table: 8 },
  ];
}

describe("a template of actions", () => {
  const samples = [lower(sentinels[0]), lower(sentinels[1])] as const;
  const template = createActionTemplate(samples, sentinels)!;

  test("makes what the literals themselves are lowered to", () => {
    for (const words of [
      [0x0a58, 1, 0xfd000000, 0, 0, 1, 42],
      [0xffff, 0xffffffff, 0, 0, 0, 0, 0],
      [0x0102, 0x03040506, 0x0708090a, 0xfefdfcfb, 1, 1, 1],
    ]) {
      expect(template(words)).toEqual(lower({ words, names: ["a"] }));
    }
  });

  test("shares what has no literal in it", () => {
    const words = [1, 2, 3, 4, 5, 6, 7];
    expect(template(words)[4]).toBe(samples[0][4]);
    expect(template(words)[0]).not.toBe(template(words)[0]);
  });

  test.each<[string, (literals: Literals) => readonly Action[]]>([
    ["half a word of a literal", ({ words }) => [{ kind: "output", port: words[2]! >>> 16 }]],
    ["a sum", ({ words }) => [{ kind: "output", port: words[2]! + 1 }]],
    ["more actions for some", ({ words }) => (words[1]! > 0x7fffffff ? [] : [{ kind: "ct_clear" }])],
    ["other actions for some", ({ words }) => [{ kind: words[1]! > 0x7fffffff ? "exit" : "ct_clear" }]],
  ])("is not made of %s", (_, odd) => {
    expect(createActionTemplate([odd(sentinels[0]), odd(sentinels[1])], sentinels)).toBeUndefined();
  });
});

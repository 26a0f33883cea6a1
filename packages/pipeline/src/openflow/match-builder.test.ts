import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { match, subfieldOf, words } from "../../test-support/openflow-arbitraries.ts";
import { KEY_WORDS } from "./field-layout.ts";
import { ALL_FIELDS } from "./field-table.ts";
import { type Match, matchEquals, matchKey, matchSelects } from "./match.ts";
import { MATCH_ALL, MatchBuilder } from "./match-builder.ts";
import { formatMatch } from "./match-text.ts";
import { readWords } from "./subfield.ts";

const built = (fill: (builder: MatchBuilder) => void): Match => {
  const builder = new MatchBuilder();
  fill(builder);
  return builder.build();
};

describe("a match", () => {
  test.each([
    ["reg14=0x5,metadata=0x7", (b: MatchBuilder) => b.set("reg14", 5).set("metadata", 7)],
    ["reg10=0x10/0x10", (b: MatchBuilder) => b.setMasked("reg10", 0xff, 0x10)],
    ["reg13=0x10002", (b: MatchBuilder) => b.setMasked("reg13", 2, 0xffff).setMasked("reg13", 0x10000, 0xffff_0000)],
    ["metadata=0x123456789abcdef0", (b: MatchBuilder) => b.set("metadata", 0x1234_5678_9abc_def0n)],
    ["reg4=0x1,reg5=0x2,reg6=0x3,reg7=0x4", (b: MatchBuilder) => b.set("xxreg1", [1, 2, 3, 4])],
    ["dl_dst=0a:58:0a:01:00:02", (b: MatchBuilder) => b.set("dl_dst", 0x0a58_0a01_0002)],
    ["tcp6,tp_dst=80", (b: MatchBuilder) => b.protocol("tcp6").set("tcp_dst", 80)],
    [
      "icmp6,icmp_type=135,icmp_code=0",
      (b: MatchBuilder) => b.protocol("icmp6").set("icmpv6_type", 135).set("icmpv6_code", 0),
    ],
    [
      "arp,arp_spa=10.0.0.1,arp_op=2",
      (b: MatchBuilder) => b.protocol("arp").set("arp_op", 2).set("arp_spa", 0x0a000001),
    ],
    ["vlan_tci=0x0000/0x1000", (b: MatchBuilder) => b.tagged(false)],
    ["vlan_tci=0x1000/0x1000", (b: MatchBuilder) => b.tagged(true)],
    ["dl_vlan=5", (b: MatchBuilder) => b.set("dl_vlan", 5)],
    ["dl_vlan=5,dl_vlan_pcp=3", (b: MatchBuilder) => b.set("dl_vlan", 5).set("dl_vlan_pcp", 3)],
    ["vlan_tci=0x0000", (b: MatchBuilder) => b.set("dl_vlan", 0xffff)],
    ["tun_metadata0=0", (b: MatchBuilder) => b.set("tun_metadata0", 0)],
    [
      "tun_metadata0=NP",
      (b: MatchBuilder) => b.tunnelOption(ALL_FIELDS.find(({ name }) => name === "tun_metadata0")!, false),
    ],
    ["ip,nw_tos=8", (b: MatchBuilder) => b.protocol("ip").set("ip_dscp", 2)],
    ["", () => {}],
  ])("%s", (text, fill) => {
    expect(formatMatch(built(fill))).toBe(text);
  });

  test("is the same, however it came about", () => {
    const one = built((b) => b.set("metadata", 5).set("reg15", 1).protocol("ip"));
    const other = built((b) =>
      b
        .set("dl_type", 0x800)
        .set("reg15", [1])
        .setSubfield({ field: ALL_FIELDS.find(({ name }) => name === "metadata")!, lo: 0, bits: 64 }, 5n),
    );
    expect(matchEquals(one, other)).toBe(true);
    expect(one.shape).toBe(other.shape);
    expect(matchKey(one)).toBe(matchKey(other));
    expect(matchEquals(one, MATCH_ALL)).toBe(false);
  });

  test("is canonical: words ascend, masks are not 0, values are masked", () => {
    fc.assert(
      fc.property(match, ({ shape, values }) => {
        expect(shape.words).toEqual(shape.words.toSorted((a, b) => a - b));
        expect(new Set(shape.words).size).toBe(shape.words.length);
        for (const [i, mask] of shape.masks.entries()) {
          expect(mask).toBeGreaterThan(0);
          expect((values[i]! & mask) >>> 0).toBe(values[i]);
        }
      }),
    );
  });

  test("on a subfield selects the packets with these bits, and no others", () => {
    fc.assert(
      fc.property(subfieldOf(ALL_FIELDS), words(128), fc.nat(), (sub, value, flip) => {
        const wanted = built((b) => b.setSubfield(sub, value));
        const key = new Uint32Array(KEY_WORDS);
        for (const [i, word] of wanted.shape.words.entries()) key[word] = wanted.values[i]!;
        expect(matchSelects(wanted, key)).toBe(true);
        const low = readWords(key, sub).at(-1)!;
        expect(low).toBe(sub.bits >= 32 ? value.at(-1) : value.at(-1)! % 2 ** sub.bits);
        const at = (sub.field.shift + sub.lo + (flip % sub.bits)) | 0;
        key[sub.field.word + sub.field.words - 1 - (at >>> 5)]! ^= 1 << (at & 31);
        expect(matchSelects(wanted, key)).toBe(false);
      }),
    );
  });

  test("a builder can be used again", () => {
    const builder = new MatchBuilder().set("reg0", 1);
    const first = builder.build();
    const second = builder.reset().set("reg1", 1).build();
    expect([formatMatch(first), formatMatch(second)]).toEqual(["reg0=0x1", "reg1=0x1"]);
  });
});

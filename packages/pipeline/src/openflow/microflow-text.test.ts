import fc from "fast-check";
import { expect, test } from "vitest";
import type { Field } from "./field.ts";
import { KEY_WORDS, TUN_PRESENT_WORD } from "./field-layout.ts";
import { ALL_FIELDS, FIELDS, fieldByName } from "./field-table.ts";
import type { FlowKey } from "./match.ts";
import { MatchBuilder } from "./match-builder.ts";
import { formatMatch } from "./match-text.ts";
import { formatMicroflow } from "./microflow-text.ts";
import type { PortNames } from "./port-text.ts";
import { meetsPrerequisite } from "./prerequisite.ts";
import { readField, readWords, subfield, writeSubfield, writeWords } from "./subfield.ts";

const isAnySet = (key: FlowKey, field: Field): boolean => readWords(key, subfield(field)).some((word) => word !== 0);

const numbered = (prefix: string, count: number): readonly Field[] =>
  Array.from({ length: count }, (_, n) => fieldByName(`${prefix}${n}`)!);
const named = (prefix: string): readonly Field[] => ALL_FIELDS.filter(({ name }) => name.startsWith(prefix));

/**
 * The plain way: the packet as the match on all that is shown of it. What is shown of a tunnel are all its fields but for the
 * options that it has not.
 */
function formatPlainly(key: FlowKey, names?: PortNames): string {
  const { in_port, skb_priority, pkt_mark, recirc_id, dp_hash, ct_state, ct_zone, ct_mark, ct_label } = FIELDS;
  const { metadata, tun_id, tun_dst, tun_ipv6_dst, packet_type, dl_src, dl_dst, dl_type, nw_proto, nw_frag } = FIELDS;
  const context = [in_port, skb_priority, pkt_mark, recirc_id, dp_hash, ct_state, ct_zone, ct_mark, ct_label];
  const shown = [...context, metadata, tun_id, ...numbered("reg", 32)].filter((field) => isAnySet(key, field));
  shown.push(packet_type, dl_src, dl_dst, dl_type);
  if (meetsPrerequisite(key, "arp")) shown.push(...named("arp_"));
  if (meetsPrerequisite(key, "mpls")) shown.push(...named("mpls_"));
  if (meetsPrerequisite(key, "nsh")) shown.push(...named("nsh_"));
  if (meetsPrerequisite(key, "ip")) {
    const isNd = meetsPrerequisite(key, "nd");
    const ip = meetsPrerequisite(key, "ipv6") ? "ipv6" : "nw";
    shown.push(nw_proto, nw_frag, FIELDS.nw_tos, FIELDS.nw_ecn, FIELDS.nw_ttl);
    shown.push(fieldByName(`${ip}_src`)!, fieldByName(`${ip}_dst`)!);
    if (ip === "ipv6") shown.push(FIELDS.ipv6_label);
    if (isNd) shown.push(FIELDS.nd_target, FIELDS.nd_sll, FIELDS.nd_tll);
    else if (readField(key, FIELDS.ct_nw_proto) !== 0)
      shown.push(...named("ct_nw_proto"), ...named("ct_tp"), ...named(`ct_${ip}_src`), ...named(`ct_${ip}_dst`));
    if ((readField(key, nw_frag) & 2) === 0) {
      if ([1, 2, 6, 17, 58, 132].includes(readField(key, nw_proto))) shown.push(FIELDS.tcp_src, FIELDS.tcp_dst);
      if (meetsPrerequisite(key, "tcp")) shown.push(FIELDS.tcp_flags);
    }
  }
  const builder = new MatchBuilder();
  const isTunneled = isAnySet(key, tun_dst) || isAnySet(key, tun_ipv6_dst);
  if (isTunneled) {
    const options = numbered("tun_metadata", 8);
    const others = [FIELDS.tun_id, FIELDS.tun_flags, ...options];
    shown.push(...named("tun_").filter((field) => !others.includes(field)));
    builder.setWord(FIELDS.tun_flags.word, key[FIELDS.tun_flags.word]!, 0xffff_0000);
    builder.setWord(TUN_PRESENT_WORD, key[TUN_PRESENT_WORD]!, key[TUN_PRESENT_WORD]!);
    for (const [n, { word }] of options.entries())
      if (((key[TUN_PRESENT_WORD]! >>> n) & 1) === 1) builder.setWord(word, key[word]!, 0xffff_ffff);
  }
  for (const field of shown)
    builder.set(field, readWords(key, { field, lo: 0, bits: Math.max(field.bits, field.valueBits) }));
  const tags = key[FIELDS.vlan_tci.word]!;
  builder.setWord(FIELDS.vlan_tci.word, tags, tags >>> 16 === 0 ? 0xffff_0000 : 0xffff_ffff);
  return formatMatch(builder.build(), { names });
}

const WORD = fc.oneof(
  fc.constantFrom(0, 1, 0xffff_ffff, 0xffff_0000, 0xffff),
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.integer({ min: 0, max: 9 }),
);
const TYPES = [0x0800, 0x86dd, 0x0806, 0x8035, 0x8847, 0x8848, 0x894f, 0x1234, 0];
const PROTOCOLS = [0, 1, 2, 6, 17, 58, 132, 255];

const keys: fc.Arbitrary<FlowKey> = fc
  .record({
    words: fc.array(fc.tuple(fc.constantFrom(...ALL_FIELDS), fc.array(WORD, { minLength: 4, maxLength: 4 }))),
    type: fc.constantFrom(...TYPES),
    proto: fc.constantFrom(...PROTOCOLS),
    icmpType: fc.constantFrom(0, 8, 135, 136),
    packetType: fc.constantFrom(0, 0, 0, 0x1_0800, 0x1_86dd, 0x2_0000),
    frag: fc.constantFrom(0, 0, 1, 3),
  })
  .map(({ words, type, proto, icmpType, packetType, frag }) => {
    const key = new Uint32Array(KEY_WORDS);
    for (const [field, value] of words) writeWords(key, subfield(field), value);
    writeSubfield(key, subfield("dl_type"), type);
    writeSubfield(key, subfield("nw_proto"), proto);
    writeSubfield(key, subfield("packet_type"), packetType);
    writeSubfield(key, subfield("nw_frag"), frag);
    if (proto === 58) writeSubfield(key, subfield("icmpv6_type"), icmpType);
    return key;
  });

const names: PortNames = { byName: new Map([["vif1", 1]]), byNumber: new Map([[1, "vif1"]]) };

test("a packet is written as the match on all that is shown of it", () => {
  fc.assert(
    fc.property(keys, fc.constantFrom(undefined, names), (key, given) => {
      const before = key.slice();
      expect(formatMicroflow(key, { names: given })).toBe(formatPlainly(key, given));
      expect(key).toEqual(before);
    }),
    { numRuns: 3000 },
  );
});

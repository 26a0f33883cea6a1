import { describe, expect, test } from "vitest";
import type { Field } from "./field.ts";
import { checkPlace, KEY_WORDS, TUN_PRESENT_WORD } from "./field-layout.ts";
import { ALL_FIELDS, FIELDS, fieldByName } from "./field-table.ts";
import { oxmHeader } from "./oxm.ts";

/** Bits of the key that a field covers, as text. */
function bitsOf(field: Field): string[] {
  if (field.words > 1) {
    return Array.from({ length: field.bits }, (_, i) => `${field.word + field.words - 1 - (i >>> 5)}.${i & 31}`);
  }
  return Array.from({ length: 32 }, (_, i) => i)
    .filter((i) => ((field.keyMask >>> i) & 1) === 1)
    .map((i) => `${field.word}.${i}`);
}

/** Fields that are views on the same header bits, as Open vSwitch has them (ovs-fields(7)). */
const VIEWS: readonly (readonly string[])[] = [
  ["nw_src", "arp_spa"],
  ["nw_dst", "arp_tpa"],
  ["nw_proto", "arp_op"],
  ["arp_sha", "nd_sll"],
  ["arp_tha", "nd_tll"],
  ["in_port", "in_port_oxm"],
  ["vlan_tci", "dl_vlan", "vlan_vid", "dl_vlan_pcp", "vlan_pcp"],
  ["nw_tos", "ip_dscp"],
  ["tcp_flags", "nd_options_type"],
  ["tcp_src", "udp_src", "sctp_src", "icmp_type", "icmpv6_type"],
  ["tcp_dst", "udp_dst", "sctp_dst", "icmp_code", "icmpv6_code"],
];

const viewOf = (name: string): string => {
  const register = /^(x|xx)?reg(\d+)$/.exec(name);
  if (register !== null) return "registers";
  return VIEWS.find((view) => view.includes(name))?.[0] ?? name;
};

describe("the field table", () => {
  test("two fields share bits only where they are views on one header field", () => {
    const owners = new Map<string, string>();
    for (const field of ALL_FIELDS) {
      for (const bit of bitsOf(field)) {
        const owner = owners.get(bit) ?? viewOf(field.name);
        expect(`${field.name}: ${owner}`).toBe(`${field.name}: ${viewOf(field.name)}`);
        owners.set(bit, owner);
      }
    }
  });

  test("every field lies within the key, and none on the bits that say which tunnel options there are", () => {
    for (const field of ALL_FIELDS) {
      expect(field.word + field.words).toBeLessThanOrEqual(KEY_WORDS);
      const isOnPresence = field.word <= TUN_PRESENT_WORD && TUN_PRESENT_WORD < field.word + field.words;
      expect(`${field.name} ${isOnPresence}`).toBe(`${field.name} false`);
    }
  });

  test("names are unique", () => {
    const names = ALL_FIELDS.flatMap((field) => [field.name, ...field.aliases]);
    expect(new Set(names).size).toBe(names.length);
    const headers = ALL_FIELDS.flatMap((field) =>
      field.headers.map(({ class: c, field: f, vendor }) => `${c}.${f}.${vendor}`),
    );
    expect(new Set(headers).size).toBe(headers.length);
  });

  test("xreg and xxreg are views on the registers, the lower number in the upper bits", () => {
    expect(FIELDS.xreg4.word).toBe(FIELDS.reg8.word);
    expect(FIELDS.xxreg1.word).toBe(FIELDS.reg4.word);
    expect(FIELDS.xreg15.word + 1).toBe(FIELDS.reg31.word);
    expect(FIELDS.xxreg7.word + 3).toBe(FIELDS.reg31.word);
  });

  test.each([
    ["dl_dst", "dl_dst"],
    ["eth_dst", "dl_dst"],
    ["NXM_OF_ETH_DST", "dl_dst"],
    ["OXM_OF_ETH_DST", "dl_dst"],
    ["tp_src", "tcp_src"],
    ["ip_src", "nw_src"],
    ["OXM_OF_PKT_REG4", "xreg4"],
    ["tunnel_id", "tun_id"],
    ["NXM_NX_REG13", "reg13"],
    ["reg32", undefined],
    ["__proto__", undefined],
    ["constructor", undefined],
  ])("%s names %s", (name, field) => {
    expect(fieldByName(name)?.name).toBe(field);
  });

  test("a place that does not fit is refused when it is declared", () => {
    expect(() => checkPlace("x", "reg", 30, 128, 0)).toThrow("x: 128 bits from bit 0 do not fit word 30 of cell reg");
    expect(() => checkPlace("x", "type", 0, 16, 20)).toThrow(RangeError);
    expect(() => checkPlace("x", "metadata", 0, 64, 1)).toThrow(RangeError);
  });
});

/** OpenFlow 1.5.1, table 11 and 7.2.3.2; the extensions as `meta-flow.h` numbers them. */
describe("OXM headers", () => {
  test.each([
    [FIELDS.dl_dst, {}, "80 00 06 06"],
    [FIELDS.dl_dst, { hasMask: true }, "80 00 07 0c"],
    [FIELDS.nw_src, {}, "80 00 16 04"],
    [FIELDS.nw_src, { version: 0 }, "00 00 0e 04"],
    [FIELDS.icmpv6_type, {}, "80 00 3a 01"],
    [FIELDS.ipv6_dst, { hasMask: true }, "80 00 37 20"],
    [FIELDS.metadata, {}, "80 00 04 08"],
    [FIELDS.tun_id, {}, "80 00 4c 08"],
    [FIELDS.vlan_vid, {}, "80 00 0c 02"],
    [FIELDS.reg0, {}, "00 01 00 04"],
    [FIELDS.reg14, { hasMask: true }, "00 01 1d 08"],
    [FIELDS.xreg4, {}, "80 01 08 08"],
    [FIELDS.xxreg0, {}, "00 01 de 10"],
    [FIELDS.reg16, {}, "ff ff 22 08 00 00 23 20"],
    [FIELDS.ct_mark, {}, "00 01 d6 04"],
    [FIELDS.tcp_flags, {}, "80 00 54 02"],
    [FIELDS.tcp_flags, { version: 4 }, "ff ff 54 06 4f 4e 46 00"],
    [FIELDS.arp_op, {}, "80 00 2a 02"],
    [FIELDS.nd_options_type, {}, "10 00 04 01"],
  ])("%o %o", (field, options, bytes) => {
    const hex = oxmHeader(field, options).map((byte) => byte.toString(16).padStart(2, "0"));
    expect(hex.join(" ")).toBe(bytes);
  });

  test("a field without a header has none", () => {
    expect(() => oxmHeader(FIELDS.tun_ttl)).toThrow("tun_ttl has no OXM header");
  });
});

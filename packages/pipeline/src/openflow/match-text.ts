import {
  allBits,
  CT_STATE_BITS,
  formatExactBits,
  formatMaskedBits,
  TCP_FLAG_BITS,
  TUNNEL_FLAG_BITS,
} from "./bit-names.ts";
import { KEY_WORDS, TUN_METADATA_FIELDS, TUN_PRESENT_WORD } from "./field-layout.ts";
import { FIELDS, type FieldName, VLAN_CFI_BIT } from "./field-table.ts";
import type { Match, MatchShape } from "./match.ts";
import { PROTOCOLS } from "./match-builder.ts";
import {
  decimal,
  dlType,
  hex32,
  hexWide,
  ipv4,
  ipv6,
  mac,
  maskOf,
  one,
  plain,
  plainHex,
  port,
  type Printer,
  printer,
  protocolOf,
  type Spread,
  valueOf,
  when,
  where,
} from "./match-printers.ts";
import { formatHex } from "./number-text.ts";
import type { PortNames } from "./port-text.ts";
import { formatFragment, formatPacketType } from "./value-text.ts";

const VALUES = new Uint32Array(KEY_WORDS);
const MASKS = new Uint32Array(KEY_WORDS);

/**
 * Writes a match as `ovs-ofctl dump-flows` does, without the priority: the order of the fields is fixed and
 * says nothing of the order in which they were given. The match on everything is the empty text.
 */
export function formatMatch(match: Match, options: { readonly names?: PortNames | undefined } = {}): string {
  const { words, masks } = match.shape;
  for (let i = 0; i < words.length; i++) {
    VALUES[words[i]!] = match.values[i]!;
    MASKS[words[i]!] = masks[i]!;
  }
  const spread: Spread = { values: VALUES, masks: MASKS, names: options.names };
  let text = "";
  for (const { print } of planOf(match.shape)) text += print(spread);
  for (const word of words) {
    VALUES[word] = 0;
    MASKS[word] = 0;
  }
  return text.slice(1);
}

/** The printers that may have something to say of a shape, by the shape's number: many flows share one. */
const plans: (readonly Printer[])[] = [];

export function planOf({ id, words }: MatchShape): readonly Printer[] {
  plans[id] ??= PRINTERS.filter((entry) => entry.words.some((word) => words.includes(word)));
  return plans[id];
}

const { ip, ipv6: ip6, arp, rarp } = PROTOCOLS;

const isArp = (type: number): boolean => type === arp.dlType || type === rarp.dlType;
const isIp = (type: number): boolean => type === ip.dlType || type === ip6.dlType;
const isIcmp4 = (type: number, proto: number): boolean => type === ip.dlType && proto === 1;
const isIcmp6 = (type: number, proto: number): boolean => type === ip6.dlType && proto === 58;
const isIcmp = (type: number, proto: number): boolean => isIcmp4(type, proto) || isIcmp6(type, proto);

const NSH_TYPE = 0x894f;
const isNsh = (type: number): boolean => type === NSH_TYPE;

/** Flags: exactly these when every named bit is matched, else which are set and which are not. */
function bits(name: FieldName, names: readonly string[]): Printer {
  return one(name, (value, mask) =>
    mask === allBits(names)
      ? `${name}=${formatExactBits(names, value)}`
      : `${name}=${formatMaskedBits(names, value, mask)}`,
  );
}

/** The plain packet type is printed, as `eth`, only for a packet that has come back from a recirculation. */
const packetType = printer(["packet_type"], ({ values, masks }) => {
  const { word } = FIELDS.packet_type;
  const isShown = values[word] !== 0 || masks[FIELDS.recirc_id.word] !== 0;
  return masks[word] !== 0 && isShown ? `,${formatPacketType(values[word]!)}` : "";
});

const protocol = printer(["dl_type"], (spread) => {
  const { word } = protocolOf(spread);
  return word === undefined ? "" : `,${word}`;
});

/** A field of ERSPAN is printed only with the version that has it. */
function erspan(version: number, entry: Printer): Printer {
  return when((spread) => valueOf(FIELDS.tun_erspan_ver, spread) === version, entry);
}

/** A packet's own flags, all of them known, print as what is set. */
const tunnelFlags = printer(["tun_flags"], ({ values, masks }) => {
  const { word, shift } = FIELDS.tun_flags;
  const mask = masks[word]! >>> shift;
  const value = values[word]! >>> shift;
  if (mask === 0) return "";
  const isExact = mask === 0xffff;
  return `,tun_flags=${isExact ? formatExactBits(TUNNEL_FLAG_BITS, value) : formatMaskedBits(TUNNEL_FLAG_BITS, value, mask)}`;
});

/** `=NP` when the option must not be there; no value at all when it need only be there. */
const tunnelOptions: Printer = {
  words: [TUN_PRESENT_WORD],
  print: ({ values, masks }) => {
    const first = FIELDS.tun_metadata0.word;
    let text = "";
    for (let n = 0; n < TUN_METADATA_FIELDS; n++) {
      if (((masks[TUN_PRESENT_WORD]! >>> n) & 1) === 0) continue;
      const mask = masks[first + n]!;
      const value = formatHex(values[first + n]!);
      if (((values[TUN_PRESENT_WORD]! >>> n) & 1) === 0) text += `,tun_metadata${n}=NP`;
      else if (mask === 0) text += `,tun_metadata${n}`;
      else text += `,tun_metadata${n}=${value}${mask === 0xffff_ffff ? "" : `/${formatHex(mask)}`}`;
    }
    return text;
  },
};

/** A tag by VID and PCP where that says it all, else the TCI with its mask. */
function vlanTag(shift: number, suffix: string): Printer {
  const { word } = FIELDS.vlan_tci;
  const four = (number: number): string => `0x${number.toString(16).padStart(4, "0")}`;
  return printer(["vlan_tci"], ({ values, masks }) => {
    const value = (values[word]! >>> shift) & 0xffff;
    const mask = (masks[word]! >>> shift) & 0xffff;
    if (mask === 0) return "";
    const hasTag = (mask & value & (VLAN_CFI_BIT >>> 16)) !== 0;
    const vid = mask & 0x0fff;
    const pcp = mask & 0xe000;
    if (hasTag && (vid === 0 || vid === 0x0fff) && (pcp === 0 || pcp === 0xe000) && vid + pcp !== 0) {
      const tag = vid === 0 ? "" : `,dl_vlan${suffix}=${value & 0x0fff}`;
      return pcp === 0 ? tag : `${tag},dl_vlan_pcp${suffix}=${value >>> 13}`;
    }
    return `,vlan_tci${suffix}=${four(value)}${mask === 0xffff ? "" : `/${four(mask)}`}`;
  });
}

/** The EtherType, unless the protocol word said it. */
const etherType = printer(["dl_type"], (spread) => {
  if (maskOf(FIELDS.dl_type, spread) === 0 || protocolOf(spread).word !== undefined) return "";
  return `,dl_type=0x${dlType(spread).toString(16).padStart(4, "0")}`;
});

/** The IP protocol or the ARP operation, unless the protocol word said it. */
const ipProtocol = printer(["nw_proto"], (spread) => {
  if (maskOf(FIELDS.nw_proto, spread) === 0 || protocolOf(spread).saysProto) return "";
  return `,${isArp(dlType(spread)) ? "arp_op" : "nw_proto"}=${valueOf(FIELDS.nw_proto, spread)}`;
});

const flowLabel = one("ipv6_label", (value, mask) => {
  const five = (number: number): string => `0x${number.toString(16).padStart(5, "0")}`;
  return mask === 0xf_ffff ? `ipv6_label=${five(value)}` : `ipv6_label=${five(value)}/${five(mask)}`;
});

/** What is printed, in this order. */
const PRINTERS: readonly Printer[] = [
  hex32("pkt_mark"),
  hex32("recirc_id"),
  hex32("dp_hash"),
  plain("conj_id"),
  plainHex("skb_priority"),
  port("actset_output"),
  bits("ct_state", CT_STATE_BITS),
  decimal("ct_zone"),
  hex32("ct_mark"),
  hexWide("ct_label"),
  ipv4("ct_nw_src"),
  ipv6("ct_ipv6_src"),
  ipv4("ct_nw_dst"),
  ipv6("ct_ipv6_dst"),
  when(
    (spread) => maskOf(FIELDS.ct_nw_proto, spread) !== 0,
    plain("ct_nw_proto"),
    decimal("ct_tp_src"),
    decimal("ct_tp_dst"),
  ),
  packetType,
  protocol,
  ...Array.from({ length: 32 }, (_, n) => hex32(`reg${n}` as FieldName)),
  hexWide("tun_id"),
  ipv4("tun_src"),
  ipv4("tun_dst"),
  ipv6("tun_ipv6_src"),
  ipv6("tun_ipv6_dst"),
  decimal("tun_gbp_id"),
  plainHex("tun_gbp_flags"),
  one("tun_tos", (value) => `tun_tos=${value.toString(16)}`),
  plain("tun_ttl"),
  plain("tun_erspan_ver"),
  erspan(1, plainHex("tun_erspan_idx")),
  erspan(2, plain("tun_erspan_dir")),
  erspan(2, plainHex("tun_erspan_hwid")),
  plainHex("tun_gtpu_flags", "gtpu_flags"),
  plain("tun_gtpu_msgtype", "gtpu_msgtype"),
  tunnelFlags,
  tunnelOptions,
  hexWide("metadata"),
  port("in_port"),
  when((spread) => spread.masks[FIELDS.vlan_tci.word]! >>> 16 !== 0, vlanTag(16, ""), vlanTag(0, "1")),
  mac("dl_src"),
  mac("dl_dst"),
  etherType,
  where((type) => type === ip6.dlType, ipv6("ipv6_src"), ipv6("ipv6_dst"), flowLabel),
  where(isArp, ipv4("arp_spa"), ipv4("arp_tpa")),
  where(
    isNsh,
    decimal("nsh_flags", "nsh_flags", 2),
    decimal("nsh_ttl", "nsh_ttl", 2),
    decimal("nsh_mdtype", "nsh_mdtype", 2),
    decimal("nsh_np", "nsh_np", 2),
    plainHex("nsh_spi"),
    decimal("nsh_si", "nsh_si", 2),
    when(
      (spread) => valueOf(FIELDS.nsh_mdtype, spread) === 1,
      hex32("nsh_c1"),
      hex32("nsh_c2"),
      hex32("nsh_c3"),
      hex32("nsh_c4"),
    ),
  ),
  where((type) => type !== ip6.dlType && !isArp(type) && !isNsh(type), ipv4("nw_src"), ipv4("nw_dst")),
  ipProtocol,
  where(isArp, mac("arp_sha"), mac("arp_tha")),
  plain("nw_tos"),
  plain("nw_ecn"),
  plain("nw_ttl"),
  plain("mpls_label"),
  plain("mpls_tc"),
  plain("mpls_ttl"),
  plain("mpls_bos"),
  one("nw_frag", (value, mask) => `nw_frag=${formatFragment(value, mask)}`),
  where(isIcmp, decimal("icmp_type"), decimal("icmp_code")),
  where(
    isIcmp6,
    ipv6("nd_target"),
    mac("nd_sll"),
    mac("nd_tll"),
    decimal("nd_reserved", "nd_reserved", 8),
    decimal("nd_options_type"),
  ),
  where((type, proto) => !isIcmp(type, proto), decimal("tcp_src", "tp_src"), decimal("tcp_dst", "tp_dst")),
  where((type, proto) => isIp(type) && proto === 6, bits("tcp_flags", TCP_FLAG_BITS)),
];

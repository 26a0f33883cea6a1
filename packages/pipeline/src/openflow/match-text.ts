import { formatIpv4, formatIpv6, formatMac, formatMaskedIpv4, formatMaskedIpv6, formatMaskedMac } from "@ovn-sim/model";
import {
  allBits,
  CT_STATE_BITS,
  formatExactBits,
  formatMaskedBits,
  TCP_FLAG_BITS,
  TUNNEL_FLAG_BITS,
} from "./bit-names.ts";
import type { Field } from "./field.ts";
import { KEY_WORDS, TUN_METADATA_FIELDS, TUN_PRESENT_WORD } from "./field-layout.ts";
import { FIELDS, type FieldName, VLAN_CFI_BIT } from "./field-table.ts";
import type { Match } from "./match.ts";
import { PROTOCOLS } from "./match-builder.ts";
import { formatHex, formatHexWords } from "./number-text.ts";
import { formatPort, type PortNames } from "./port-text.ts";
import { formatFragment, formatPacketType } from "./value-text.ts";

/** A match spread over all the words of a key: what the printers look at. */
type Spread = { readonly values: Uint32Array; readonly masks: Uint32Array; readonly names: PortNames | undefined };

type Printer = (spread: Spread, out: string[]) => void;

const spread = { values: new Uint32Array(KEY_WORDS), masks: new Uint32Array(KEY_WORDS) };

/**
 * Writes a match as `ovs-ofctl dump-flows` does, without the priority: the order of the fields is fixed and
 * says nothing of the order in which they were given. The match on everything is the empty text.
 */
export function formatMatch(match: Match, options: { readonly names?: PortNames | undefined } = {}): string {
  const { words, masks } = match.shape;
  for (let i = 0; i < words.length; i++) {
    spread.values[words[i]!] = match.values[i]!;
    spread.masks[words[i]!] = masks[i]!;
  }
  const out: string[] = [];
  for (const print of PRINTERS) print({ ...spread, names: options.names }, out);
  for (const word of words) {
    spread.values[word] = 0;
    spread.masks[word] = 0;
  }
  return out.join(",");
}

/** The bits of a field of one word that the match looks at, right-aligned. */
function maskOf(field: Field, { masks }: Spread): number {
  return (masks[field.word]! & field.keyMask) >>> field.shift;
}

function valueOf(field: Field, { values }: Spread): number {
  return (values[field.word]! & field.keyMask) >>> field.shift;
}

/** One field of one word: `print` gets value and mask when the match looks at it at all. */
function one(name: FieldName, print: (value: number, mask: number, names: PortNames | undefined) => string): Printer {
  const field = FIELDS[name];
  return (spread, out) => {
    const mask = maskOf(field, spread);
    if (mask !== 0) out.push(print(valueOf(field, spread), mask, spread.names));
  };
}

/** Hexadecimal, the mask after a slash unless it covers 32 bits. */
function hex32(name: FieldName): Printer {
  return one(name, (value, mask) => `${name}=${formatHex(value)}${mask === 0xffff_ffff ? "" : `/${formatHex(mask)}`}`);
}

/** Decimal when the whole field is matched, else both in hexadecimal of at least `digits` digits. */
function decimal(name: FieldName, label: string = name, digits = 1): Printer {
  const field = FIELDS[name];
  const full = field.keyMask >>> field.shift;
  const pad = (number: number): string => `0x${number.toString(16).padStart(digits, "0")}`;
  return one(name, (value, mask) => (mask === full ? `${label}=${value}` : `${label}=${pad(value)}/${pad(mask)}`));
}

/** Decimal whatever the mask: Open vSwitch knows none for these. */
function plain(name: FieldName, label: string = name): Printer {
  return one(name, (value) => `${label}=${value}`);
}

function plainHex(name: FieldName, label: string = name): Printer {
  return one(name, (value) => `${label}=${formatHex(value)}`);
}

function ipv4(name: FieldName): Printer {
  return one(name, (value, mask) =>
    mask === 0xffff_ffff
      ? `${name}=${formatIpv4([value])}`
      : `${name}=${formatMaskedIpv4({ value: [value], mask: [mask] })}`,
  );
}

/** A field of several words. */
function wide(name: FieldName, print: (value: number[], mask: number[]) => string): Printer {
  const { word, words } = FIELDS[name];
  return ({ values, masks }, out) => {
    let any = 0;
    for (let i = 0; i < words; i++) any |= masks[word + i]!;
    if (any === 0) return;
    out.push(`${name}=${print([...values.subarray(word, word + words)], [...masks.subarray(word, word + words)])}`);
  };
}

const isFull = (mask: readonly number[]): boolean => mask.every((word) => word === 0xffff_ffff);

function hexWide(name: FieldName): Printer {
  return wide(name, (value, mask) => formatHexWords(value) + (isFull(mask) ? "" : `/${formatHexWords(mask)}`));
}

function ipv6(name: FieldName): Printer {
  return wide(name, (value, mask) => (isFull(mask) ? formatIpv6(value) : formatMaskedIpv6({ value, mask })));
}

function mac(name: FieldName): Printer {
  return wide(name, (value, mask) =>
    mask[0] === 0xffff && mask[1] === 0xffff_ffff ? formatMac(value) : formatMaskedMac({ value, mask }),
  );
}

const DL_TYPE = FIELDS.dl_type;
const NW_PROTO = FIELDS.nw_proto;

/** EtherType that later fields are read by; 0 when the match does not say. */
function dlType(spread: Spread): number {
  const type = maskOf(DL_TYPE, spread) === 0 ? 0 : valueOf(DL_TYPE, spread);
  const packetType = spread.values[FIELDS.packet_type.word]!;
  return packetType >>> 16 === 1 ? packetType & 0xffff : type;
}

function nwProto(spread: Spread): number {
  return maskOf(NW_PROTO, spread) === 0 ? 0 : valueOf(NW_PROTO, spread);
}

/** The protocol word: the narrowest one that says both what the EtherType and what the IP protocol are. */
function protocolWord(spread: Spread): { readonly word: string | undefined; readonly saysProto: boolean } {
  if (maskOf(DL_TYPE, spread) === 0) return { word: undefined, saysProto: false };
  const type = valueOf(DL_TYPE, spread);
  const proto = maskOf(NW_PROTO, spread) === 0 ? undefined : valueOf(NW_PROTO, spread);
  let word: string | undefined;
  for (const [name, entry] of Object.entries(PROTOCOLS)) {
    if (entry.dlType !== type) continue;
    if (entry.nwProto === undefined) word ??= name;
    else if (entry.nwProto === proto) return { word: name, saysProto: true };
  }
  return { word, saysProto: false };
}

const isArp = (type: number): boolean => type === PROTOCOLS.arp.dlType || type === PROTOCOLS.rarp.dlType;
const isIp = (type: number): boolean => type === PROTOCOLS.ip.dlType || type === PROTOCOLS.ipv6.dlType;

/** The printers only where the EtherType and the IP protocol are such. */
function where(applies: (type: number, proto: number) => boolean, ...printers: readonly Printer[]): Printer {
  return (spread, out) => {
    if (applies(dlType(spread), nwProto(spread))) for (const print of printers) print(spread, out);
  };
}

const ctState: Printer = one("ct_state", (value, mask) =>
  mask === allBits(CT_STATE_BITS)
    ? `ct_state=${formatExactBits(CT_STATE_BITS, value)}`
    : `ct_state=${formatMaskedBits(CT_STATE_BITS, value, mask)}`,
);

const ctTuple: Printer = (spread, out) => {
  if (maskOf(FIELDS.ct_nw_proto, spread) === 0) return;
  for (const print of CT_TUPLE) print(spread, out);
};

const CT_TUPLE: readonly Printer[] = [plain("ct_nw_proto"), decimal("ct_tp_src"), decimal("ct_tp_dst")];

const packetType: Printer = (spread, out) => {
  const { word } = FIELDS.packet_type;
  if (spread.masks[word] !== 0 && spread.values[word] !== 0) out.push(formatPacketType(spread.values[word]!));
};

const protocol: Printer = (spread, out) => {
  const { word } = protocolWord(spread);
  if (word !== undefined) out.push(word);
};

/** A field of ERSPAN is printed only with the version that has it. */
function erspan(version: number, print: Printer): Printer {
  return (spread, out) => {
    if (valueOf(FIELDS.tun_erspan_ver, spread) === version) print(spread, out);
  };
}

const tunnelFlags: Printer = one(
  "tun_flags",
  (value, mask) => `tun_flags=${formatMaskedBits(TUNNEL_FLAG_BITS, value, mask)}`,
);

/** `=NP` when the option must not be there; no value at all when it need only be there. */
const tunnelOptions: Printer = ({ values, masks }, out) => {
  const first = FIELDS.tun_metadata0.word;
  for (let n = 0; n < TUN_METADATA_FIELDS; n++) {
    if (((masks[TUN_PRESENT_WORD]! >>> n) & 1) === 0) continue;
    const mask = masks[first + n]!;
    if (((values[TUN_PRESENT_WORD]! >>> n) & 1) === 0) out.push(`tun_metadata${n}=NP`);
    else if (mask === 0) out.push(`tun_metadata${n}`);
    else
      out.push(`tun_metadata${n}=${formatHex(values[first + n]!)}${mask === 0xffff_ffff ? "" : `/${formatHex(mask)}`}`);
  }
};

/** A tag by VID and PCP where that says it all, else the TCI with its mask. */
function vlanTag(shift: number, suffix: string): Printer {
  const { word } = FIELDS.vlan_tci;
  return ({ values, masks }, out) => {
    const value = (values[word]! >>> shift) & 0xffff;
    const mask = (masks[word]! >>> shift) & 0xffff;
    if (mask === 0) return;
    const cfi = (mask & value & (VLAN_CFI_BIT >>> 16)) !== 0;
    const vid = mask & 0x0fff;
    const pcp = mask & 0xe000;
    if (cfi && (vid === 0 || vid === 0x0fff) && (pcp === 0 || pcp === 0xe000) && vid + pcp !== 0) {
      if (vid !== 0) out.push(`dl_vlan${suffix}=${value & 0x0fff}`);
      if (pcp !== 0) out.push(`dl_vlan_pcp${suffix}=${value >>> 13}`);
      return;
    }
    const four = (number: number): string => `0x${number.toString(16).padStart(4, "0")}`;
    out.push(`vlan_tci${suffix}=${four(value)}${mask === 0xffff ? "" : `/${four(mask)}`}`);
  };
}

/** The inner tag is printed only where the outer one is matched too. */
const vlanTags: Printer = (spread, out) => {
  const outer = spread.masks[FIELDS.vlan_tci.word]! >>> 16;
  if (outer === 0) return;
  OUTER_TAG(spread, out);
  INNER_TAG(spread, out);
};

const OUTER_TAG = vlanTag(16, "");
const INNER_TAG = vlanTag(0, "1");

const etherType: Printer = (spread, out) => {
  if (maskOf(DL_TYPE, spread) === 0 || protocolWord(spread).word !== undefined) return;
  out.push(`dl_type=0x${dlType(spread).toString(16).padStart(4, "0")}`);
};

const ipProtocol: Printer = (spread, out) => {
  if (maskOf(NW_PROTO, spread) === 0 || protocolWord(spread).saysProto) return;
  out.push(`${isArp(dlType(spread)) ? "arp_op" : "nw_proto"}=${valueOf(NW_PROTO, spread)}`);
};

const flowLabel: Printer = one("ipv6_label", (value, mask) => {
  const five = (number: number): string => `0x${number.toString(16).padStart(5, "0")}`;
  return mask === 0xf_ffff ? `ipv6_label=${five(value)}` : `ipv6_label=${five(value)}/${five(mask)}`;
});

const dscp: Printer = one("nw_tos", (value) => `nw_tos=${value}`);

const fragment: Printer = one("nw_frag", (value, mask) => `nw_frag=${formatFragment(value, mask)}`);

const tcpFlags: Printer = one("tcp_flags", (value, mask) =>
  mask === allBits(TCP_FLAG_BITS)
    ? `tcp_flags=${formatExactBits(TCP_FLAG_BITS, value)}`
    : `tcp_flags=${formatMaskedBits(TCP_FLAG_BITS, value, mask)}`,
);

const nsh: readonly Printer[] = [
  decimal("nsh_flags", "nsh_flags", 2),
  decimal("nsh_ttl", "nsh_ttl", 2),
  decimal("nsh_mdtype", "nsh_mdtype", 2),
  decimal("nsh_np", "nsh_np", 2),
  plainHex("nsh_spi"),
  decimal("nsh_si", "nsh_si", 2),
];

const NSH_TYPE = 0x894f;

/** Context headers exist only with MD type 1. */
const nshContext: Printer = (spread, out) => {
  if (valueOf(FIELDS.nsh_mdtype, spread) !== 1) return;
  for (const print of NSH_CONTEXT) print(spread, out);
};

const NSH_CONTEXT: readonly Printer[] = [hex32("nsh_c1"), hex32("nsh_c2"), hex32("nsh_c3"), hex32("nsh_c4")];

/** What is printed, in this order. */
const PRINTERS: readonly Printer[] = [
  hex32("pkt_mark"),
  hex32("recirc_id"),
  hex32("dp_hash"),
  plain("conj_id"),
  plainHex("skb_priority"),
  one("actset_output", (value, _, names) => `actset_output=${formatPort(value & 0xffff, names)}`),
  ctState,
  decimal("ct_zone"),
  hex32("ct_mark"),
  hexWide("ct_label"),
  ipv4("ct_nw_src"),
  ipv6("ct_ipv6_src"),
  ipv4("ct_nw_dst"),
  ipv6("ct_ipv6_dst"),
  ctTuple,
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
  one("in_port", (value, _, names) => `in_port=${formatPort(value, names)}`),
  vlanTags,
  mac("dl_src"),
  mac("dl_dst"),
  etherType,
  where((type) => type === PROTOCOLS.ipv6.dlType, ipv6("ipv6_src"), ipv6("ipv6_dst"), flowLabel),
  where(isArp, ipv4("arp_spa"), ipv4("arp_tpa")),
  where((type) => type === NSH_TYPE, ...nsh, nshContext),
  where((type) => type !== PROTOCOLS.ipv6.dlType && !isArp(type) && type !== NSH_TYPE, ipv4("nw_src"), ipv4("nw_dst")),
  ipProtocol,
  where(isArp, mac("arp_sha"), mac("arp_tha")),
  dscp,
  one("nw_ecn", (value) => `nw_ecn=${value}`),
  plain("nw_ttl"),
  plain("mpls_label"),
  plain("mpls_tc"),
  plain("mpls_ttl"),
  plain("mpls_bos"),
  fragment,
  where(
    (type, proto) => (type === PROTOCOLS.ip.dlType && proto === 1) || (type === PROTOCOLS.ipv6.dlType && proto === 58),
    decimal("icmp_type"),
    decimal("icmp_code"),
  ),
  where(
    (type, proto) => type === PROTOCOLS.ipv6.dlType && proto === 58,
    ipv6("nd_target"),
    mac("nd_sll"),
    mac("nd_tll"),
    decimal("nd_reserved", "nd_reserved", 8),
    decimal("nd_options_type"),
  ),
  where(
    (type, proto) =>
      !(type === PROTOCOLS.ip.dlType && proto === 1) && !(type === PROTOCOLS.ipv6.dlType && proto === 58),
    decimal("tcp_src", "tp_src"),
    decimal("tcp_dst", "tp_dst"),
  ),
  where((type, proto) => isIp(type) && proto === 6, tcpFlags),
];

import type { Field, FieldFormat, OxmHeader, Prerequisite } from "./field.ts";
import { CELL_WORDS, type Cell, checkPlace } from "./field-layout.ts";

/** What the table says of a field; everything left out has the commonest value. */
type FieldSpec = {
  /** Headers by name and number; the digits after `@` give the OpenFlow version that brought it in. */
  readonly oxm?: readonly string[];
  /** The name in `set_field`, when it is not the key of the entry. */
  readonly set?: string;
  readonly aliases?: readonly string[];
  readonly cell: Cell;
  /** Word within the cell. */
  readonly index?: number;
  readonly bits: number;
  readonly valueBits?: number;
  readonly bytes?: number;
  readonly shift?: number;
  /** Bits of the value that an exact match looks at, when not all of `bits`. */
  readonly keyMask?: number;
  /** The match also wants a tag to be there: the CFI bit of the same word. */
  readonly cfi?: true;
  readonly format?: FieldFormat;
  readonly mask?: "no";
  readonly access?: "read";
  readonly needs?: Prerequisite;
  readonly presenceBit?: number;
};

/**
 * The fields of ovs-fields(7), Open vSwitch 3.7. A header reads `NAME=number@version`, where the
 * version is the OpenFlow version on the wire that brought it in, 0 for the extensions.
 */
const SPECS = {
  dp_hash: { cell: "dp_hash", bits: 32, oxm: ["NXM_NX_DP_HASH=35", "NXOXM_ET_DP_HASH=0"], access: "read" },
  recirc_id: {
    cell: "recirc_id",
    bits: 32,
    oxm: ["NXM_NX_RECIRC_ID=36"],
    format: "decimal",
    mask: "no",
    access: "read",
  },
  packet_type: {
    cell: "packet_type",
    bits: 32,
    oxm: ["OXM_OF_PACKET_TYPE=44@6"],
    format: "packet-type",
    mask: "no",
    access: "read",
  },
  conj_id: { cell: "conj_id", bits: 32, oxm: ["NXM_NX_CONJ_ID=37"], format: "decimal", mask: "no", access: "read" },

  tun_id: { cell: "tun_id", bits: 64, oxm: ["NXM_NX_TUN_ID=16", "OXM_OF_TUNNEL_ID=38@4"], aliases: ["tunnel_id"] },
  tun_src: { cell: "tun_src", bits: 32, oxm: ["NXM_NX_TUN_IPV4_SRC=31"], format: "ipv4" },
  tun_dst: { cell: "tun_dst", bits: 32, oxm: ["NXM_NX_TUN_IPV4_DST=32"], format: "ipv4" },
  tun_ipv6_src: { cell: "tun_ipv6_src", bits: 128, oxm: ["NXM_NX_TUN_IPV6_SRC=109"], format: "ipv6" },
  tun_ipv6_dst: { cell: "tun_ipv6_dst", bits: 128, oxm: ["NXM_NX_TUN_IPV6_DST=110"], format: "ipv6" },
  tun_flags: { cell: "tun_ip", bits: 1, bytes: 2, shift: 16, oxm: ["NXM_NX_TUN_FLAGS=104"], format: "tunnel-flags" },
  tun_ttl: { cell: "tun_ip", bits: 8, shift: 8, format: "decimal", mask: "no", access: "read" },
  tun_tos: { cell: "tun_ip", bits: 8, format: "decimal", mask: "no", access: "read" },
  tun_gbp_id: { cell: "tun_gbp", bits: 16, shift: 16, oxm: ["NXM_NX_TUN_GBP_ID=38"], format: "decimal" },
  tun_gbp_flags: { cell: "tun_gbp", bits: 8, oxm: ["NXM_NX_TUN_GBP_FLAGS=39"] },
  tun_erspan_idx: { cell: "tun_erspan_idx", bits: 20, bytes: 4, oxm: ["NXOXM_ET_ERSPAN_IDX=11"] },
  tun_erspan_ver: { cell: "tun_erspan", bits: 4, shift: 16, oxm: ["NXOXM_ET_ERSPAN_VER=12"], format: "decimal" },
  tun_erspan_dir: { cell: "tun_erspan", bits: 1, shift: 8, oxm: ["NXOXM_ET_ERSPAN_DIR=13"], format: "decimal" },
  tun_erspan_hwid: { cell: "tun_erspan", bits: 6, oxm: ["NXOXM_ET_ERSPAN_HWID=14"] },
  tun_gtpu_flags: { cell: "tun_gtpu", bits: 8, shift: 8, oxm: ["NXOXM_ET_GTPU_FLAGS=15"], access: "read" },
  tun_gtpu_msgtype: { cell: "tun_gtpu", bits: 8, oxm: ["NXOXM_ET_GTPU_MSGTYPE=16"], format: "decimal", access: "read" },

  metadata: { cell: "metadata", bits: 64, oxm: ["OXM_OF_METADATA=2@3"] },
  in_port: { cell: "in_port", bits: 16, oxm: ["NXM_OF_IN_PORT=0"], format: "port", mask: "no" },
  in_port_oxm: { cell: "in_port", bits: 32, keyMask: 0xffff, oxm: ["OXM_OF_IN_PORT=0@3"], format: "port", mask: "no" },
  actset_output: {
    cell: "actset_output",
    bits: 32,
    oxm: ["ONFOXM_ET_ACTSET_OUTPUT=43@4", "OXM_OF_ACTSET_OUTPUT=43@6"],
    format: "port",
    mask: "no",
    access: "read",
  },
  skb_priority: { cell: "skb_priority", bits: 32, mask: "no", access: "read" },
  pkt_mark: { cell: "pkt_mark", bits: 32, oxm: ["NXM_NX_PKT_MARK=33"] },

  ct_state: {
    cell: "ct_state",
    bits: 32,
    keyMask: 0xff,
    oxm: ["NXM_NX_CT_STATE=105"],
    format: "ct-state",
    access: "read",
  },
  ct_zone: { cell: "ct_zone", bits: 16, shift: 16, oxm: ["NXM_NX_CT_ZONE=106"], mask: "no", access: "read" },
  ct_mark: { cell: "ct_mark", bits: 32, oxm: ["NXM_NX_CT_MARK=107"] },
  ct_label: { cell: "ct_label", bits: 128, oxm: ["NXM_NX_CT_LABEL=108"] },
  ct_nw_proto: {
    cell: "ct_zone",
    bits: 8,
    oxm: ["NXM_NX_CT_NW_PROTO=119"],
    format: "decimal",
    mask: "no",
    access: "read",
    needs: "ct",
  },
  ct_nw_src: {
    cell: "ct_nw_src",
    bits: 32,
    oxm: ["NXM_NX_CT_NW_SRC=120"],
    format: "ipv4",
    access: "read",
    needs: "ct",
  },
  ct_nw_dst: {
    cell: "ct_nw_dst",
    bits: 32,
    oxm: ["NXM_NX_CT_NW_DST=121"],
    format: "ipv4",
    access: "read",
    needs: "ct",
  },
  ct_ipv6_src: {
    cell: "ct_ipv6_src",
    bits: 128,
    oxm: ["NXM_NX_CT_IPV6_SRC=122"],
    format: "ipv6",
    access: "read",
    needs: "ct",
  },
  ct_ipv6_dst: {
    cell: "ct_ipv6_dst",
    bits: 128,
    oxm: ["NXM_NX_CT_IPV6_DST=123"],
    format: "ipv6",
    access: "read",
    needs: "ct",
  },
  ct_tp_src: {
    cell: "ct_tp",
    bits: 16,
    shift: 16,
    oxm: ["NXM_NX_CT_TP_SRC=124"],
    format: "decimal",
    access: "read",
    needs: "ct",
  },
  ct_tp_dst: { cell: "ct_tp", bits: 16, oxm: ["NXM_NX_CT_TP_DST=125"], format: "decimal", access: "read", needs: "ct" },

  dl_src: {
    cell: "dl_src",
    bits: 48,
    set: "eth_src",
    oxm: ["NXM_OF_ETH_SRC=2", "OXM_OF_ETH_SRC=4@3"],
    format: "mac",
    needs: "ethernet",
  },
  dl_dst: {
    cell: "dl_dst",
    bits: 48,
    set: "eth_dst",
    oxm: ["NXM_OF_ETH_DST=1", "OXM_OF_ETH_DST=3@3"],
    format: "mac",
    needs: "ethernet",
  },
  dl_type: {
    cell: "type",
    bits: 16,
    shift: 16,
    set: "eth_type",
    oxm: ["NXM_OF_ETH_TYPE=3", "OXM_OF_ETH_TYPE=5@3"],
    mask: "no",
    access: "read",
    needs: "ethernet",
  },
  vlan_tci: { cell: "vlan", bits: 16, shift: 16, oxm: ["NXM_OF_VLAN_TCI=4"], needs: "ethernet" },
  dl_vlan: { cell: "vlan", bits: 12, bytes: 2, shift: 16, cfi: true, format: "decimal", mask: "no", needs: "ethernet" },
  vlan_vid: {
    cell: "vlan",
    bits: 12,
    bytes: 2,
    shift: 16,
    valueBits: 13,
    keyMask: 0x1fff,
    oxm: ["OXM_OF_VLAN_VID=6@3"],
    format: "decimal",
    needs: "ethernet",
  },
  dl_vlan_pcp: { cell: "vlan", bits: 3, shift: 29, cfi: true, format: "decimal", mask: "no", needs: "ethernet" },
  vlan_pcp: {
    cell: "vlan",
    bits: 3,
    shift: 29,
    cfi: true,
    oxm: ["OXM_OF_VLAN_PCP=7@3"],
    format: "decimal",
    mask: "no",
    needs: "vlan",
  },
  /** The inner tag of a double-tagged packet: only traces and megaflows name it. */
  vlan_tci1: { cell: "vlan", bits: 16, needs: "vlan" },

  mpls_label: {
    cell: "mpls",
    bits: 20,
    bytes: 4,
    shift: 12,
    oxm: ["OXM_OF_MPLS_LABEL=34@3"],
    format: "decimal",
    mask: "no",
    needs: "mpls",
  },
  mpls_tc: {
    cell: "mpls",
    bits: 3,
    shift: 9,
    oxm: ["OXM_OF_MPLS_TC=35@3"],
    format: "decimal",
    mask: "no",
    needs: "mpls",
  },
  mpls_bos: {
    cell: "mpls",
    bits: 1,
    shift: 8,
    oxm: ["OXM_OF_MPLS_BOS=36@4"],
    format: "decimal",
    mask: "no",
    access: "read",
    needs: "mpls",
  },
  mpls_ttl: { cell: "mpls", bits: 8, oxm: ["NXM_NX_MPLS_TTL=30"], format: "decimal", mask: "no", needs: "mpls" },

  nw_src: {
    cell: "nw_src",
    bits: 32,
    set: "ip_src",
    oxm: ["NXM_OF_IP_SRC=7", "OXM_OF_IPV4_SRC=11@3"],
    format: "ipv4",
    needs: "ipv4",
  },
  nw_dst: {
    cell: "nw_dst",
    bits: 32,
    set: "ip_dst",
    oxm: ["NXM_OF_IP_DST=8", "OXM_OF_IPV4_DST=12@3"],
    format: "ipv4",
    needs: "ipv4",
  },
  ipv6_src: {
    cell: "ipv6_src",
    bits: 128,
    oxm: ["NXM_NX_IPV6_SRC=19", "OXM_OF_IPV6_SRC=26@3"],
    format: "ipv6",
    needs: "ipv6",
  },
  ipv6_dst: {
    cell: "ipv6_dst",
    bits: 128,
    oxm: ["NXM_NX_IPV6_DST=20", "OXM_OF_IPV6_DST=27@3"],
    format: "ipv6",
    needs: "ipv6",
  },
  ipv6_label: {
    cell: "ipv6_label",
    bits: 20,
    bytes: 4,
    oxm: ["NXM_NX_IPV6_LABEL=27", "OXM_OF_IPV6_FLABEL=28@3"],
    needs: "ipv6",
  },
  nw_proto: {
    cell: "type",
    bits: 8,
    oxm: ["NXM_OF_IP_PROTO=6", "OXM_OF_IP_PROTO=10@3"],
    aliases: ["ip_proto"],
    format: "decimal",
    mask: "no",
    access: "read",
    needs: "ip",
  },
  nw_tos: { cell: "ip", bits: 8, keyMask: 0xfc, oxm: ["NXM_OF_IP_TOS=5"], format: "decimal", mask: "no", needs: "ip" },
  ip_dscp: { cell: "ip", bits: 6, shift: 2, oxm: ["OXM_OF_IP_DSCP=8@3"], format: "decimal", mask: "no", needs: "ip" },
  nw_ecn: {
    cell: "ip",
    bits: 2,
    oxm: ["NXM_NX_IP_ECN=28", "OXM_OF_IP_ECN=9@3"],
    aliases: ["ip_ecn"],
    format: "decimal",
    mask: "no",
    needs: "ip",
  },
  nw_ttl: { cell: "ip", bits: 8, shift: 8, oxm: ["NXM_NX_IP_TTL=29"], format: "decimal", mask: "no", needs: "ip" },
  nw_frag: {
    cell: "ip",
    bits: 2,
    shift: 28,
    set: "ip_frag",
    oxm: ["NXM_NX_IP_FRAG=26"],
    format: "frag",
    access: "read",
    needs: "ip",
  },

  arp_op: {
    cell: "type",
    bits: 16,
    keyMask: 0xff,
    oxm: ["NXM_OF_ARP_OP=15", "OXM_OF_ARP_OP=21@3"],
    format: "decimal",
    mask: "no",
    needs: "arp",
  },
  arp_spa: {
    cell: "nw_src",
    bits: 32,
    oxm: ["NXM_OF_ARP_SPA=16", "OXM_OF_ARP_SPA=22@3"],
    format: "ipv4",
    needs: "arp",
  },
  arp_tpa: {
    cell: "nw_dst",
    bits: 32,
    oxm: ["NXM_OF_ARP_TPA=17", "OXM_OF_ARP_TPA=23@3"],
    format: "ipv4",
    needs: "arp",
  },
  arp_sha: {
    cell: "arp_sha",
    bits: 48,
    oxm: ["NXM_NX_ARP_SHA=17", "OXM_OF_ARP_SHA=24@3"],
    format: "mac",
    needs: "arp",
  },
  arp_tha: {
    cell: "arp_tha",
    bits: 48,
    oxm: ["NXM_NX_ARP_THA=18", "OXM_OF_ARP_THA=25@3"],
    format: "mac",
    needs: "arp",
  },

  tcp_src: {
    cell: "tp",
    bits: 16,
    shift: 16,
    oxm: ["NXM_OF_TCP_SRC=9", "OXM_OF_TCP_SRC=13@3"],
    aliases: ["tp_src"],
    format: "decimal",
    needs: "tcp",
  },
  tcp_dst: {
    cell: "tp",
    bits: 16,
    oxm: ["NXM_OF_TCP_DST=10", "OXM_OF_TCP_DST=14@3"],
    aliases: ["tp_dst"],
    format: "decimal",
    needs: "tcp",
  },
  tcp_flags: {
    cell: "ip",
    bits: 12,
    bytes: 2,
    shift: 16,
    oxm: ["NXM_NX_TCP_FLAGS=34", "ONFOXM_ET_TCP_FLAGS=42@4", "OXM_OF_TCP_FLAGS=42@6"],
    format: "tcp-flags",
    access: "read",
    needs: "tcp",
  },
  udp_src: {
    cell: "tp",
    bits: 16,
    shift: 16,
    oxm: ["NXM_OF_UDP_SRC=11", "OXM_OF_UDP_SRC=15@3"],
    format: "decimal",
    needs: "udp",
  },
  udp_dst: { cell: "tp", bits: 16, oxm: ["NXM_OF_UDP_DST=12", "OXM_OF_UDP_DST=16@3"], format: "decimal", needs: "udp" },
  sctp_src: { cell: "tp", bits: 16, shift: 16, oxm: ["OXM_OF_SCTP_SRC=17@3"], format: "decimal", needs: "sctp" },
  sctp_dst: { cell: "tp", bits: 16, oxm: ["OXM_OF_SCTP_DST=18@3"], format: "decimal", needs: "sctp" },
  icmp_type: {
    cell: "tp",
    bits: 8,
    keyMask: 0xffff,
    shift: 16,
    oxm: ["NXM_OF_ICMP_TYPE=13", "OXM_OF_ICMPV4_TYPE=19@3"],
    format: "decimal",
    mask: "no",
    needs: "icmp",
  },
  icmp_code: {
    cell: "tp",
    bits: 8,
    keyMask: 0xffff,
    oxm: ["NXM_OF_ICMP_CODE=14", "OXM_OF_ICMPV4_CODE=20@3"],
    format: "decimal",
    mask: "no",
    needs: "icmp",
  },
  icmpv6_type: {
    cell: "tp",
    bits: 8,
    keyMask: 0xffff,
    shift: 16,
    oxm: ["NXM_NX_ICMPV6_TYPE=21", "OXM_OF_ICMPV6_TYPE=29@3"],
    format: "decimal",
    mask: "no",
    needs: "icmp6",
  },
  icmpv6_code: {
    cell: "tp",
    bits: 8,
    keyMask: 0xffff,
    oxm: ["NXM_NX_ICMPV6_CODE=22", "OXM_OF_ICMPV6_CODE=30@3"],
    format: "decimal",
    mask: "no",
    needs: "icmp6",
  },

  nd_target: {
    cell: "nd_target",
    bits: 128,
    oxm: ["NXM_NX_ND_TARGET=23", "OXM_OF_IPV6_ND_TARGET=31@3"],
    format: "ipv6",
    needs: "nd",
  },
  nd_sll: {
    cell: "arp_sha",
    bits: 48,
    oxm: ["NXM_NX_ND_SLL=24", "OXM_OF_IPV6_ND_SLL=32@3"],
    format: "mac",
    needs: "nd-solicit",
  },
  nd_tll: {
    cell: "arp_tha",
    bits: 48,
    oxm: ["NXM_NX_ND_TLL=25", "OXM_OF_IPV6_ND_TLL=33@3"],
    format: "mac",
    needs: "nd-advert",
  },
  nd_reserved: {
    cell: "nd_reserved",
    bits: 32,
    oxm: ["ERICOXM_OF_ICMPV6_ND_RESERVED=1"],
    format: "decimal",
    mask: "no",
    needs: "nd",
  },
  nd_options_type: {
    cell: "ip",
    bits: 8,
    keyMask: 0xfff,
    shift: 16,
    oxm: ["ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE=2"],
    format: "decimal",
    mask: "no",
    needs: "nd",
  },

  nsh_flags: { cell: "nsh", bits: 8, shift: 24, oxm: ["NXOXM_NSH_FLAGS=1"], format: "decimal", needs: "nsh" },
  nsh_mdtype: {
    cell: "nsh",
    bits: 8,
    shift: 8,
    oxm: ["NXOXM_NSH_MDTYPE=2"],
    format: "decimal",
    mask: "no",
    access: "read",
    needs: "nsh",
  },
  nsh_np: {
    cell: "nsh",
    bits: 8,
    oxm: ["NXOXM_NSH_NP=3"],
    format: "decimal",
    mask: "no",
    access: "read",
    needs: "nsh",
  },
  nsh_spi: {
    cell: "nsh_path",
    bits: 24,
    bytes: 4,
    shift: 8,
    oxm: ["NXOXM_NSH_SPI=4"],
    aliases: ["nsp"],
    mask: "no",
    needs: "nsh",
  },
  nsh_si: {
    cell: "nsh_path",
    bits: 8,
    oxm: ["NXOXM_NSH_SI=5"],
    aliases: ["nsi"],
    format: "decimal",
    mask: "no",
    needs: "nsh",
  },
  nsh_c1: { cell: "nsh_c", bits: 32, oxm: ["NXOXM_NSH_C1=6"], aliases: ["nshc1"], needs: "nsh" },
  nsh_c2: { cell: "nsh_c", index: 1, bits: 32, oxm: ["NXOXM_NSH_C2=7"], aliases: ["nshc2"], needs: "nsh" },
  nsh_c3: { cell: "nsh_c", index: 2, bits: 32, oxm: ["NXOXM_NSH_C3=8"], aliases: ["nshc3"], needs: "nsh" },
  nsh_c4: { cell: "nsh_c", index: 3, bits: 32, oxm: ["NXOXM_NSH_C4=9"], aliases: ["nshc4"], needs: "nsh" },
  nsh_ttl: { cell: "nsh", bits: 8, shift: 16, oxm: ["NXOXM_NSH_TTL=10"], format: "decimal", needs: "nsh" },
} as const satisfies Record<string, FieldSpec>;

type Below8 = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
type Below16 = Below8 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;
type Below32 = Below16 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31;

type SpecValue = (typeof SPECS)[keyof typeof SPECS];
type AliasOf<S> = S extends { readonly aliases: readonly (infer A extends string)[] } ? A : never;
type SetNameOf<S> = S extends { readonly set: infer N extends string } ? N : never;

/** The name of a field, its own or another that the man page gives it (`dl_dst`, `eth_dst`, `tp_src`). */
export type FieldName =
  | keyof typeof SPECS
  | AliasOf<SpecValue>
  | SetNameOf<SpecValue>
  | `reg${Below32}`
  | `xreg${Below16}`
  | `xxreg${Below8}`
  | `tun_metadata${Below8}`;

/** The registers and the tunnel options: the fields that come in numbered rows. */
function numberedSpecs(): Record<string, FieldSpec> {
  const specs: Record<string, FieldSpec> = {};
  for (let n = 0; n < 8; n++) {
    specs[`tun_metadata${n}`] = {
      cell: "tun_metadata",
      index: n,
      bits: 32,
      presenceBit: n,
      oxm: [`NXM_NX_TUN_METADATA${n}=${40 + n}`],
    };
  }
  for (let n = 0; n < 32; n++) {
    const oxm = n < 16 ? `NXM_NX_REG${n}=${n}` : `NXOXM_ET_REG${n}=${n + 1}`;
    specs[`reg${n}`] = { cell: "reg", index: n, bits: 32, oxm: [oxm] };
  }
  for (let n = 0; n < 16; n++) {
    specs[`xreg${n}`] = { cell: "reg", index: 2 * n, bits: 64, oxm: [`OXM_OF_PKT_REG${n}=${n}@4`] };
  }
  for (let n = 0; n < 8; n++) {
    const oxm = n < 4 ? `NXM_NX_XXREG${n}=${111 + n}` : `NXOXM_ET_XXREG${n}=${29 + n}`;
    specs[`xxreg${n}`] = { cell: "reg", index: 4 * n, bits: 128, oxm: [oxm] };
  }
  return specs;
}

/** Class and experimenter by the beginning of the header's name; the first that fits holds. */
const OXM_CLASSES: readonly (readonly [prefix: string, cls: number, vendor?: number])[] = [
  ["NXM_OF_", 0x0000],
  ["NXM_NX_", 0x0001],
  ["NXOXM_NSH_", 0xffff, 0x005ad650],
  ["NXOXM_ET_", 0xffff, 0x00002320],
  ["OXM_OF_PKT_REG", 0x8001],
  ["OXM_OF_", 0x8000],
  ["ONFOXM_ET_", 0xffff, 0x4f4e4600],
  ["ERICOXM_OF_", 0x1000],
];

function createHeader(text: string): OxmHeader {
  const [name = "", rest = ""] = text.split("=");
  const [number = "", since = "0"] = rest.split("@");
  const found = OXM_CLASSES.find(([prefix]) => name.startsWith(prefix));
  if (found === undefined || !/^\d+$/.test(number)) throw new RangeError(`${text} is no OXM header`);
  return { name, class: found[1], field: Number(number), vendor: found[2], since: Number(since) };
}

/** Where the outer tag's CFI bit is in its word; Open vSwitch sets it in every packet that has a tag. */
export const VLAN_CFI_BIT: number = 0x1000_0000;

function createField(name: string, spec: FieldSpec): Field {
  const { bits, shift = 0, index = 0, set = name } = spec;
  checkPlace(name, spec.cell, index, bits, shift);
  const keyMask = spec.keyMask ?? (bits >= 32 ? 0xffff_ffff : 2 ** bits - 1);
  const headers = (spec.oxm ?? []).map(createHeader);
  const base: Field = {
    name,
    setName: set,
    nxm: headers[0]?.name ?? "",
    aliases: [...(set === name ? [] : [set]), ...(spec.aliases ?? [])],
    bits,
    valueBits: spec.valueBits ?? bits,
    bytes: spec.bytes ?? Math.ceil(bits / 8),
    word: CELL_WORDS[spec.cell] + index,
    words: Math.ceil(bits / 32),
    shift,
    keyMask: (keyMask << shift) >>> 0,
    implied: spec.cfi === true ? VLAN_CFI_BIT : 0,
    format: spec.format ?? "hex",
    maskable: spec.mask !== "no",
    writable: spec.access !== "read",
    prerequisite: spec.needs ?? "none",
    headers,
  };
  return Object.freeze(spec.presenceBit === undefined ? base : { ...base, presenceBit: spec.presenceBit });
}

/** Every field once. */
export const ALL_FIELDS: readonly Field[] = Object.entries<FieldSpec>({ ...SPECS, ...numberedSpecs() }).map(
  ([name, spec]) => createField(name, spec),
);

function nameFields(): { readonly fields: Record<FieldName, Field>; readonly byText: ReadonlyMap<string, Field> } {
  const fields = {} as Record<string, Field>;
  const byText = new Map<string, Field>();
  for (const field of ALL_FIELDS) {
    for (const name of [field.name, ...field.aliases]) {
      fields[name] = field;
      byText.set(name, field);
    }
    for (const header of field.headers) byText.set(header.name, field);
  }
  return { fields, byText };
}

const NAMED = nameFields();

/** The fields by each of their match names. */
export const FIELDS: Readonly<Record<FieldName, Field>> = NAMED.fields;

/** The field that a text names, by match name, `set_field` name, alias, NXM or OXM name. */
export function fieldByName(name: string): Field | undefined {
  return NAMED.byText.get(name);
}

import { FIELDS } from "../openflow/field-table.ts";

/*
 * Places in the packed key that the machine itself reads or writes. They are plain constants, because
 * the interpreter reads them for every packet.
 */

export const IN_PORT_WORD: number = FIELDS.in_port.word;
/** EtherType, IP protocol and fragment bits share this word. */
export const TYPE_WORD: number = FIELDS.dl_type.word;
export const VLAN_WORD: number = FIELDS.vlan_tci.word;
export const TP_WORD: number = FIELDS.tcp_src.word;
/** TTL and TOS share this word. */
export const IP_WORD: number = FIELDS.nw_ttl.word;
export const TTL_SHIFT: number = FIELDS.nw_ttl.shift;
export const NW_SRC_WORD: number = FIELDS.nw_src.word;
export const NW_DST_WORD: number = FIELDS.nw_dst.word;
export const IPV6_SRC_WORD: number = FIELDS.ipv6_src.word;
export const IPV6_DST_WORD: number = FIELDS.ipv6_dst.word;

/** Conntrack zone and state share this word. */
export const CT_WORD: number = FIELDS.ct_state.word;
export const CT_ZONE_SHIFT: number = FIELDS.ct_zone.shift;
export const CT_MARK_WORD: number = FIELDS.ct_mark.word;
export const CT_LABEL_WORD: number = FIELDS.ct_label.word;
export const CT_LABEL_WORDS: number = FIELDS.ct_label.words;
export const CT_NW_PROTO_WORD: number = FIELDS.ct_nw_proto.word;
export const CT_NW_SRC_WORD: number = FIELDS.ct_nw_src.word;
export const CT_NW_DST_WORD: number = FIELDS.ct_nw_dst.word;
export const CT_IPV6_SRC_WORD: number = FIELDS.ct_ipv6_src.word;
export const CT_IPV6_DST_WORD: number = FIELDS.ct_ipv6_dst.word;
export const CT_TP_WORD: number = FIELDS.ct_tp_src.word;

export const CONJ_ID_WORD: number = FIELDS.conj_id.word;
export const DP_HASH_WORD: number = FIELDS.dp_hash.word;
export const ACTSET_OUTPUT_WORD: number = FIELDS.actset_output.word;

export const FRAG_ANY = 0x1;
export const FRAG_LATER = 0x2;

/** The bit of an 802.1Q tag that OVS sets when the packet has the tag, within {@link VLAN_WORD}: the outer and the inner one. */
export const VLAN_PRESENT = 0x10000000;

export const ETH_IPV4 = 0x0800;
export const ETH_IPV6 = 0x86dd;
export const ETH_ARP = 0x0806;
export const ETH_RARP = 0x8035;
export const ETH_NSH = 0x894f;
export const ETH_MPLS = 0x8847;
export const ETH_MPLS_MULTICAST = 0x8848;

export const PROTO_ICMP = 1;
export const PROTO_TCP = 6;
export const PROTO_UDP = 17;
export const PROTO_ICMPV6 = 58;
export const PROTO_SCTP = 132;

export function ethType(ints: Int32Array): number {
  return ints[TYPE_WORD]! >>> 16;
}

export function ipProto(ints: Int32Array): number {
  return (ints[TYPE_WORD]! >>> 8) & 0xff;
}

export function isIp(ints: Int32Array): boolean {
  const type = ethType(ints);
  return type === ETH_IPV4 || type === ETH_IPV6;
}

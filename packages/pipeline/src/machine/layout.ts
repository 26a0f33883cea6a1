import type { Field } from "../openflow/field.ts";
import { FIELDS, VLAN_CFI_BIT } from "../openflow/field-table.ts";

/** A field of at most one word, as the machine itself reads and writes it. */
export type Slot = { readonly word: number; readonly shift: number; readonly mask: number };

function slot({ word, shift, bits }: Field, keptBits = bits): Slot {
  return Object.freeze({ word, shift, mask: keptBits === 32 ? -1 : 2 ** keptBits - 1 });
}

/** The value of a slot; a slot of a whole word is a signed number. */
export function get(ints: Int32Array, { word, shift, mask }: Slot): number {
  return (ints[word]! >>> shift) & mask;
}

export function put(ints: Int32Array, { word, shift, mask }: Slot, value: number): void {
  ints[word] = (ints[word]! & ~(mask << shift)) | ((value & mask) << shift);
}

export const DL_TYPE: Slot = slot(FIELDS.dl_type);
export const NW_PROTO: Slot = slot(FIELDS.nw_proto);
export const NW_FRAG: Slot = slot(FIELDS.nw_frag);
export const NW_TTL: Slot = slot(FIELDS.nw_ttl);
/** Ports; an ICMP packet has its type and code there. */
export const TP_SRC: Slot = slot(FIELDS.tcp_src);
export const TP_DST: Slot = slot(FIELDS.tcp_dst);
export const TCP_FLAGS: Slot = slot(FIELDS.tcp_flags);
export const CT_STATE_BITS: Slot = slot(FIELDS.ct_state, 8);
export const CT_ZONE: Slot = slot(FIELDS.ct_zone);
export const CT_NW_PROTO: Slot = slot(FIELDS.ct_nw_proto);
export const CT_TP_SRC: Slot = slot(FIELDS.ct_tp_src);
export const CT_TP_DST: Slot = slot(FIELDS.ct_tp_dst);
/** Tag control information of the outer and of the inner VLAN tag. */
export const VLAN_OUTER: Slot = slot(FIELDS.vlan_tci);
export const VLAN_INNER: Slot = slot(FIELDS.vlan_tci1);

/*
 * Words that one field has to itself.
 */
export const IN_PORT_WORD: number = FIELDS.in_port.word;
export const NW_SRC_WORD: number = FIELDS.nw_src.word;
export const NW_DST_WORD: number = FIELDS.nw_dst.word;
export const IPV6_SRC_WORD: number = FIELDS.ipv6_src.word;
export const IPV6_DST_WORD: number = FIELDS.ipv6_dst.word;
export const IPV6_WORDS: number = FIELDS.ipv6_src.words;
export const CT_MARK_WORD: number = FIELDS.ct_mark.word;
export const CT_LABEL_WORD: number = FIELDS.ct_label.word;
export const CT_LABEL_WORDS: number = FIELDS.ct_label.words;
export const CT_NW_SRC_WORD: number = FIELDS.ct_nw_src.word;
export const CT_NW_DST_WORD: number = FIELDS.ct_nw_dst.word;
export const CT_IPV6_SRC_WORD: number = FIELDS.ct_ipv6_src.word;
export const CT_IPV6_DST_WORD: number = FIELDS.ct_ipv6_dst.word;
export const CONJ_ID_WORD: number = FIELDS.conj_id.word;
export const DP_HASH_WORD: number = FIELDS.dp_hash.word;
/** The words of `metadata`: OVN has a datapath's key in the low one, and nothing in the other. */
export const METADATA_HIGH_WORD: number = FIELDS.metadata.word;
export const METADATA_WORD: number = FIELDS.metadata.word + FIELDS.metadata.words - 1;
/** EtherType and protocol of the packet. */
export const TYPE_WORD: number = FIELDS.dl_type.word;
export const CT_STATE_WORD: number = FIELDS.ct_state.word;
export const ACTSET_OUTPUT_WORD: number = FIELDS.actset_output.word;

export const FRAG_ANY = 0x1;
export const FRAG_LATER = 0x2;

/** The bit of a tag's control information that OVS sets when the packet has the tag. */
export const TAG_PRESENT: number = VLAN_CFI_BIT >>> VLAN_OUTER.shift;

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

export function isIp(ints: Int32Array): boolean {
  const type = get(ints, DL_TYPE);
  return type === ETH_IPV4 || type === ETH_IPV6;
}

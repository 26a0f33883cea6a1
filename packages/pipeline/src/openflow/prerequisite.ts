import type { Prerequisite } from "./field.ts";
import { FIELDS, VLAN_CFI_BIT } from "./field-table.ts";
import type { FlowKey } from "./match.ts";
import { PROTOCOLS } from "./match-builder.ts";
import { readField } from "./subfield.ts";

const { ip, ipv6, arp, rarp, mpls, mplsm } = PROTOCOLS;

const type = (key: FlowKey): number => readField(key, FIELDS.dl_type);
const proto = (key: FlowKey): number => readField(key, FIELDS.nw_proto);
const isIp = (key: FlowKey): boolean => type(key) === ip.dlType || type(key) === ipv6.dlType;
const isProto = (key: FlowKey, number: number): boolean => isIp(key) && proto(key) === number;
const isNd = (key: FlowKey, icmpType: number): boolean =>
  type(key) === ipv6.dlType && proto(key) === 58 && readField(key, FIELDS.icmpv6_type) === icmpType;

/** RFC 4861, 4.3 and 4.4. */
const ND_SOLICIT = 135;
const ND_ADVERT = 136;

const CHECKS: Readonly<Record<Prerequisite, (key: FlowKey) => boolean>> = {
  none: () => true,
  ethernet: () => true,
  vlan: (key) => (key[FIELDS.vlan_tci.word]! & VLAN_CFI_BIT) !== 0,
  mpls: (key) => type(key) === mpls.dlType || type(key) === mplsm.dlType,
  ipv4: (key) => type(key) === ip.dlType,
  ipv6: (key) => type(key) === ipv6.dlType,
  ip: isIp,
  arp: (key) => type(key) === arp.dlType || type(key) === rarp.dlType,
  nsh: (key) => type(key) === 0x894f,
  tcp: (key) => isProto(key, 6),
  udp: (key) => isProto(key, 17),
  sctp: (key) => isProto(key, 132),
  icmp: (key) => type(key) === ip.dlType && proto(key) === 1,
  icmp6: (key) => type(key) === ipv6.dlType && proto(key) === 58,
  nd: (key) => isNd(key, ND_SOLICIT) || isNd(key, ND_ADVERT),
  "nd-solicit": (key) => isNd(key, ND_SOLICIT),
  "nd-advert": (key) => isNd(key, ND_ADVERT),
  ct: isIp,
};

/** What a prerequisite asks for, in the words of a microflow. */
export const PREREQUISITE_WORDS: Readonly<Record<Prerequisite, string>> = {
  none: "",
  ethernet: "",
  vlan: "a VLAN tag: dl_vlan",
  mpls: "mpls or mplsm",
  ipv4: "ip, tcp, udp, icmp or sctp",
  ipv6: "ipv6, tcp6, udp6, icmp6 or sctp6",
  ip: "ip or ipv6",
  arp: "arp or rarp",
  nsh: "dl_type=0x894f",
  tcp: "tcp or tcp6",
  udp: "udp or udp6",
  sctp: "sctp or sctp6",
  icmp: "icmp",
  icmp6: "icmp6",
  nd: "icmp6 with icmp_type 135 or 136",
  "nd-solicit": "icmp6 with icmp_type=135",
  "nd-advert": "icmp6 with icmp_type=136",
  ct: "ip or ipv6",
};

/** Whether the packet has what a field of this prerequisite is part of (ovs-fields(7)). */
export function meetsPrerequisite(key: FlowKey, prerequisite: Prerequisite): boolean {
  return CHECKS[prerequisite](key);
}

import type { Prerequisite } from "../openflow/field.ts";
import {
  CT_WORD,
  ETH_ARP,
  ETH_IPV4,
  ETH_IPV6,
  ETH_MPLS,
  ETH_MPLS_MULTICAST,
  ETH_NSH,
  ETH_RARP,
  ethType,
  FRAG_LATER,
  ipProto,
  isIp,
  PROTO_ICMP,
  PROTO_ICMPV6,
  PROTO_SCTP,
  PROTO_TCP,
  PROTO_UDP,
  TP_WORD,
  TYPE_WORD,
  VLAN_PRESENT,
  VLAN_WORD,
} from "./layout.ts";

type Check = (ints: Int32Array) => boolean;

const NEIGHBOR_SOLICIT = 135;
const NEIGHBOR_ADVERT = 136;
/** new, est or rpl: a packet that conntrack knows something of. */
const CT_VALID = 0x0b;

function isProto(ints: Int32Array, proto: number): boolean {
  return isIp(ints) && ipProto(ints) === proto;
}

function isFirstFragmentOf(ints: Int32Array, proto: number): boolean {
  return isProto(ints, proto) && (ints[TYPE_WORD]! & FRAG_LATER) === 0;
}

function isNeighborDiscovery(ints: Int32Array, type: number): boolean {
  return (
    ethType(ints) === ETH_IPV6 &&
    ipProto(ints) === PROTO_ICMPV6 &&
    ints[TP_WORD]! >>> 16 === type &&
    (ints[TP_WORD]! & 0xffff) === 0
  );
}

/** Whether a packet has what ovs-fields(7) asks for before a field may be read or written. */
const CHECKS: Readonly<Record<Prerequisite, Check>> = {
  none: () => true,
  ethernet: () => true,
  vlan: (ints) => (ints[VLAN_WORD]! & VLAN_PRESENT) !== 0,
  mpls: (ints) => ethType(ints) === ETH_MPLS || ethType(ints) === ETH_MPLS_MULTICAST,
  ipv4: (ints) => ethType(ints) === ETH_IPV4,
  ipv6: (ints) => ethType(ints) === ETH_IPV6,
  ip: isIp,
  arp: (ints) => ethType(ints) === ETH_ARP || ethType(ints) === ETH_RARP,
  nsh: (ints) => ethType(ints) === ETH_NSH,
  tcp: (ints) => isFirstFragmentOf(ints, PROTO_TCP),
  udp: (ints) => isFirstFragmentOf(ints, PROTO_UDP),
  sctp: (ints) => isFirstFragmentOf(ints, PROTO_SCTP),
  icmp: (ints) => ethType(ints) === ETH_IPV4 && ipProto(ints) === PROTO_ICMP,
  icmp6: (ints) => ethType(ints) === ETH_IPV6 && ipProto(ints) === PROTO_ICMPV6,
  nd: (ints) => isNeighborDiscovery(ints, NEIGHBOR_SOLICIT) || isNeighborDiscovery(ints, NEIGHBOR_ADVERT),
  "nd-solicit": (ints) => isNeighborDiscovery(ints, NEIGHBOR_SOLICIT),
  "nd-advert": (ints) => isNeighborDiscovery(ints, NEIGHBOR_ADVERT),
  ct: (ints) => (ints[CT_WORD]! & CT_VALID) !== 0,
};

/** Whether the packet in `ints` meets the prerequisite of a field. */
export function meetsPrerequisite(ints: Int32Array, prerequisite: Prerequisite): boolean {
  return CHECKS[prerequisite](ints);
}

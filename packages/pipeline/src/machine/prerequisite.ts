import type { Prerequisite } from "../openflow/field.ts";
import { CT_STATE } from "./ct-state.ts";
import {
  CT_STATE_BITS,
  DL_TYPE,
  ETH_ARP,
  ETH_IPV4,
  ETH_IPV6,
  ETH_MPLS,
  ETH_MPLS_MULTICAST,
  ETH_NSH,
  ETH_RARP,
  FRAG_LATER,
  get,
  isIp,
  NW_FRAG,
  NW_PROTO,
  PROTO_ICMP,
  PROTO_ICMPV6,
  PROTO_SCTP,
  PROTO_TCP,
  PROTO_UDP,
  TAG_PRESENT,
  TP_DST,
  TP_SRC,
  VLAN_OUTER,
} from "./layout.ts";

type Check = (ints: Int32Array) => boolean;

const NEIGHBOR_SOLICIT = 135;
const NEIGHBOR_ADVERT = 136;
/** One of these is set in every packet of which conntrack knows a connection. */
const CT_VALID = CT_STATE.new | CT_STATE.est | CT_STATE.rpl;

function isType(ints: Int32Array, type: number): boolean {
  return get(ints, DL_TYPE) === type;
}

function isFirstFragmentOf(ints: Int32Array, proto: number): boolean {
  return isIp(ints) && get(ints, NW_PROTO) === proto && (get(ints, NW_FRAG) & FRAG_LATER) === 0;
}

function isNeighborDiscovery(ints: Int32Array, type: number): boolean {
  return isIcmp6(ints) && get(ints, TP_SRC) === type && get(ints, TP_DST) === 0;
}

function isIcmp6(ints: Int32Array): boolean {
  return isType(ints, ETH_IPV6) && get(ints, NW_PROTO) === PROTO_ICMPV6;
}

/** Whether a packet has what ovs-fields(7) asks for before a field may be read or written. */
const CHECKS: Readonly<Record<Prerequisite, Check>> = {
  none: () => true,
  ethernet: () => true,
  vlan: (ints) => (get(ints, VLAN_OUTER) & TAG_PRESENT) !== 0,
  mpls: (ints) => isType(ints, ETH_MPLS) || isType(ints, ETH_MPLS_MULTICAST),
  ipv4: (ints) => isType(ints, ETH_IPV4),
  ipv6: (ints) => isType(ints, ETH_IPV6),
  ip: isIp,
  arp: (ints) => isType(ints, ETH_ARP) || isType(ints, ETH_RARP),
  nsh: (ints) => isType(ints, ETH_NSH),
  tcp: (ints) => isFirstFragmentOf(ints, PROTO_TCP),
  udp: (ints) => isFirstFragmentOf(ints, PROTO_UDP),
  sctp: (ints) => isFirstFragmentOf(ints, PROTO_SCTP),
  icmp: (ints) => isType(ints, ETH_IPV4) && get(ints, NW_PROTO) === PROTO_ICMP,
  icmp6: isIcmp6,
  nd: (ints) => isNeighborDiscovery(ints, NEIGHBOR_SOLICIT) || isNeighborDiscovery(ints, NEIGHBOR_ADVERT),
  "nd-solicit": (ints) => isNeighborDiscovery(ints, NEIGHBOR_SOLICIT),
  "nd-advert": (ints) => isNeighborDiscovery(ints, NEIGHBOR_ADVERT),
  ct: (ints) => (get(ints, CT_STATE_BITS) & CT_VALID) !== 0,
};

/** Whether the packet in `ints` meets the prerequisite of a field. */
export function meetsPrerequisite(ints: Int32Array, prerequisite: Prerequisite): boolean {
  return CHECKS[prerequisite](ints);
}

import type { Prerequisite } from "../src/openflow/field.ts";
import type { Protocol } from "../src/openflow/match-builder.ts";

type Matched = Protocol | "none";

const IPV4: readonly Matched[] = ["ip", "icmp", "tcp", "udp", "sctp"];
const IPV6: readonly Matched[] = ["ipv6", "icmp6", "tcp6", "udp6", "sctp6"];
const ALL: readonly Matched[] = ["none", ...IPV4, ...IPV6, "arp", "rarp", "mpls", "mplsm"];

/** Which protocols' packets have the fields of a prerequisite, from ovs-fields(7); ND needs more than a protocol. */
export const PREREQUISITE_PROTOCOLS: Readonly<Record<Prerequisite, readonly Matched[]>> = {
  none: ALL,
  ethernet: ALL,
  vlan: [],
  mpls: ["mpls", "mplsm"],
  ipv4: IPV4,
  ipv6: IPV6,
  ip: [...IPV4, ...IPV6],
  arp: ["arp", "rarp"],
  nsh: [],
  tcp: ["tcp", "tcp6"],
  udp: ["udp", "udp6"],
  sctp: ["sctp", "sctp6"],
  icmp: ["icmp"],
  icmp6: ["icmp6"],
  nd: [],
  "nd-solicit": [],
  "nd-advert": [],
  ct: [],
};

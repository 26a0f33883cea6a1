import type { Opcode } from "../../logical/actions/control.ts";
import { reject, sendIcmpError, sendReset } from "./error-deeds.ts";
import {
  advertiseNeighbour,
  askByArp,
  askByNeighbourSolicitation,
  inportOf,
  learnBinding,
  learnFdb,
} from "./neighbour-deeds.ts";
import {
  advertiseRouter,
  answerDhcp,
  answerDhcpv6,
  checkRelayRequest,
  checkRelayResponse,
  lookUpName,
} from "./option-deeds.ts";
import type { Call, Deed } from "./punt.ts";
import { bindVirtualPort, continueFlood, raiseEvent, says, writeLog } from "./report-deeds.ts";

/**
 * What ovn-controller does with a packet, by what the flow asks of it: ovn-sb(5), the actions of Logical_Flow, and
 * ovn-architecture(7).
 */
export const DEEDS: Readonly<Record<Opcode, (call: Call) => Deed>> = {
  arp: askByArp,
  put_arp: learnBinding("reg0"),
  put_dhcp_opts: answerDhcp,
  nd_na: advertiseNeighbour(false),
  put_nd: learnBinding("xxreg0"),
  put_dhcpv6_opts: answerDhcpv6,
  dns_lookup: lookUpName,
  log: writeLog,
  put_nd_ra_opts: advertiseRouter,
  nd_ns: askByNeighbourSolicitation,
  icmp: sendIcmpError({ byProtocol: true, turned: false }),
  tcp_reset: sendReset("tcp", false),
  nd_na_router: advertiseNeighbour(true),
  put_icmp4_frag_mtu: says("writes the MTU into the ICMP error"),
  icmp4_error: sendIcmpError({ byProtocol: false, turned: false }),
  event: raiseEvent,
  igmp: says("learns from IGMP or MLD which ports want the group (IGMP_Group)"),
  bind_vport: bindVirtualPort,
  handle_svc_check: (call) => ({
    text: `takes the answer of a service that it monitors at ${inportOf(call)} (Service_Monitor)`,
  }),
  handle_dhcpv6_reply: says("takes the DHCPv6 server's answer to its request for a prefix"),
  icmp6_error: sendIcmpError({ byProtocol: false, turned: false }),
  put_icmp6_frag_mtu: says("writes the MTU into the ICMP error"),
  reject,
  handle_bfd_msg: says("takes the BFD message (BFD)"),
  sctp_abort: sendReset("sctp", false),
  put_fdb: learnFdb,
  activation_strategy: (call) => ({ text: `activates ${inportOf(call)}, which has begun to send on its new chassis` }),
  split_buf: continueFlood,
  dhcp_relay_req_chk: checkRelayRequest,
  dhcp_relay_resp_chk: checkRelayResponse,
};

/** Those of which ovn-controller only takes notice, while the packet goes on as the flows say. */
export const NOTICES: ReadonlySet<Opcode> = new Set<Opcode>([
  "put_arp",
  "put_nd",
  "put_fdb",
  "log",
  "event",
  "bind_vport",
]);

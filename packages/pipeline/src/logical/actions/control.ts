import type { Action, ControllerArgs } from "../../openflow/action.ts";
import { encodeActions } from "../wire/encode-actions.ts";
import type { LowerContext } from "./context.ts";

/**
 * What ovn-controller is asked to do with a packet: the number at the head of the userdata
 * (OVN, `include/ovn/actions.h`; numbers are never used again). The two without a logical action are
 * those of physical flows.
 */
export const OPCODES = {
  arp: 0,
  put_arp: 1,
  put_dhcp_opts: 2,
  nd_na: 3,
  put_nd: 4,
  put_dhcpv6_opts: 5,
  dns_lookup: 6,
  log: 7,
  put_nd_ra_opts: 8,
  nd_ns: 9,
  icmp: 10,
  tcp_reset: 11,
  nd_na_router: 12,
  put_icmp4_frag_mtu: 13,
  icmp4_error: 14,
  event: 15,
  igmp: 16,
  bind_vport: 17,
  handle_svc_check: 18,
  handle_dhcpv6_reply: 19,
  icmp6_error: 20,
  put_icmp6_frag_mtu: 21,
  reject: 22,
  handle_bfd_msg: 23,
  sctp_abort: 24,
  put_fdb: 25,
  activation_strategy: 26,
  split_buf: 27,
  dhcp_relay_req_chk: 28,
  dhcp_relay_resp_chk: 29,
} as const;

export type Opcode = keyof typeof OPCODES;

/** How a packet goes to the controller, besides what is asked of it. */
export type ControlOptions = {
  /** The packet waits, and goes on from here when the controller gives it back. Default: false. */
  readonly pause?: boolean;
  /** What follows the head of the userdata. */
  readonly data?: readonly number[];
  /** Instead of the meter of the logical flow. */
  readonly meter?: number | undefined;
};

/** A packet to the controller: the opcode in four bytes, four bytes of padding, the data. */
export function control(context: LowerContext, opcode: Opcode, options: ControlOptions = {}): Action {
  const userdata = [0, 0, 0, OPCODES[opcode], 0, 0, 0, 0, ...(options.data ?? [])];
  const meter = "meter" in options ? options.meter : context.controllerMeter;
  const args: ControllerArgs = {
    userdata,
    ...(options.pause === true ? { pause: true } : {}),
    ...(meter !== undefined && context.capabilities.meters ? { meter } : {}),
  };
  return { kind: "controller", args };
}

/** A packet to the controller with actions for the packet that it makes of it. */
export function controlWithActions(
  context: LowerContext,
  opcode: Opcode,
  actions: readonly Action[],
  pause: boolean,
): readonly Action[] {
  const encoded = encodeActions(actions);
  if (!encoded.ok) {
    context.refuse(`no encoding for ${encoded.unencodable.join(", ")} within ${opcode}`);
    return [];
  }
  return [control(context, opcode, { pause, data: encoded.bytes })];
}

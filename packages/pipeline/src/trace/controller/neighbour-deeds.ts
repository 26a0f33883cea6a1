import { formatIpv4, formatIpv6, formatMac } from "@ovn-sim/model";
import {
  type FieldName,
  FIELDS,
  type FlowKey,
  readField,
  readWords,
  subfield,
  writeWords,
} from "../../openflow/index.ts";
import { outportName } from "../names.ts";
import { copy, ETH, linkLocalOf, PROTO, put, solicitedNode, startPacket } from "./made-packet.ts";
import type { Call, Deed } from "./punt.ts";
import { sendMade } from "./send-made.ts";

const REQUEST = 1;
const SOLICITATION = 135;
const ADVERTISEMENT = 136;
const HOP_LIMIT = 255;
/** Solicited and override; RFC 4861, 4.4. */
const NA_FLAGS = 0x6000_0000;
const NA_ROUTER = 0x8000_0000;

const words = (key: FlowKey, name: FieldName): number[] => readWords(key, subfield(name));

/** Asks for the MAC address of an IPv4 neighbour: RFC 826. */
export function askByArp(call: Call): Deed {
  const { key: cause } = call;
  const key = startPacket(cause, ETH.arp);
  put(key, "arp_op", REQUEST);
  copy(cause, "dl_src", key, "arp_sha");
  if (readField(cause, FIELDS.dl_type) === ETH.ipv4) {
    copy(cause, "nw_src", key, "arp_spa");
    copy(cause, "nw_dst", key, "arp_tpa");
  }
  return sendMade(call, key, (sent) => `asks by ARP who has ${formatIpv4(words(sent, "arp_tpa"))}`);
}

/** Asks for the MAC address of an IPv6 neighbour: RFC 4861, 7.2.2. northd has put the next hop in xxreg0. */
export function askByNeighbourSolicitation(call: Call): Deed {
  const { key: cause } = call;
  const key = startPacket(cause, ETH.ipv6);
  const target = words(cause, "xxreg0");
  const group = solicitedNode(target);
  writeWords(key, subfield("dl_dst"), group.mac);
  writeWords(key, subfield("ipv6_src"), linkLocalOf(words(cause, "dl_src")));
  writeWords(key, subfield("ipv6_dst"), group.ip);
  putNeighbour(key, SOLICITATION, target);
  copy(cause, "dl_src", key, "nd_sll");
  return sendMade(
    call,
    key,
    (sent) => `asks by neighbour solicitation who has ${formatIpv6(words(sent, "nd_target"))}`,
  );
}

/** Answers a neighbour solicitation: RFC 4861, 7.2.4. */
export function advertiseNeighbour(isRouter: boolean): (call: Call) => Deed {
  return (call) => {
    const { key: cause } = call;
    const key = startPacket(cause, ETH.ipv6);
    copy(cause, "dl_dst", key, "dl_src");
    copy(cause, "dl_src", key, "dl_dst");
    copy(cause, "nd_target", key, "ipv6_src");
    copy(cause, "ipv6_src", key, "ipv6_dst");
    putNeighbour(key, ADVERTISEMENT, words(cause, "nd_target"));
    copy(cause, "dl_dst", key, "nd_tll");
    put(key, "nd_reserved", NA_FLAGS + (isRouter ? NA_ROUTER : 0));
    return sendMade(call, key, (sent) => {
      const target = formatIpv6(words(sent, "nd_target"));
      return `answers the neighbour solicitation: ${target} is at ${formatMac(words(sent, "nd_tll"))}`;
    });
  };
}

function putNeighbour(key: FlowKey, type: number, target: readonly number[]): void {
  put(key, "nw_proto", PROTO.icmpv6);
  put(key, "nw_ttl", HOP_LIMIT);
  put(key, "icmpv6_type", type);
  writeWords(key, subfield("nd_target"), target);
}

/** The port in the register that holds the logical input port. */
export function inportOf({ cluster, key }: Call): string {
  return outportName(cluster, readField(key, FIELDS.metadata), readField(key, FIELDS.reg14));
}

export function learnBinding(address: "reg0" | "xxreg0"): (call: Call) => Deed {
  return (call) => {
    const ip = words(call.key, address);
    const host = ip.length === 1 ? formatIpv4(ip) : formatIpv6(ip);
    return {
      text: `learns that ${host} at ${inportOf(call)} has ${formatMac(words(call.key, "dl_src"))} (MAC_Binding)`,
    };
  };
}

export function learnFdb(call: Call): Deed {
  return { text: `learns that ${formatMac(words(call.key, "dl_src"))} is behind ${inportOf(call)} (FDB)` };
}

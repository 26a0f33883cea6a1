import { formatIpv4, formatIpv6, formatMac } from "@ovn-sim/model";
import { FIELDS, type FlowKey, readField, readWords, subfield } from "../openflow/index.ts";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const ARP = 0x0806;

/** The IP protocols with ports, and those with a type, by number (IANA, "Protocol Numbers"). */
const WITH_PORTS: ReadonlyMap<number, string> = new Map([
  [6, "tcp"],
  [17, "udp"],
  [132, "sctp"],
]);
const PLAIN: ReadonlyMap<number, string> = new Map([
  [1, "icmp"],
  [2, "igmp"],
  [58, "icmp6"],
]);

/** A packet in a few words: `tcp 10.244.1.4:40000 -> 10.244.2.5:8080`. */
export function describePacket(key: FlowKey): string {
  const type = readField(key, FIELDS.dl_type);
  const mac = (field: "dl_src" | "dl_dst"): string => formatMac(readWords(key, subfield(field)));
  if (type === ARP) {
    const verb = readField(key, FIELDS.arp_op) === 1 ? "who has" : "op " + String(readField(key, FIELDS.arp_op));
    return `arp ${verb} ${formatIpv4(readWords(key, subfield("arp_tpa")))}, from ${formatIpv4(readWords(key, subfield("arp_spa")))}`;
  }
  if (type !== IPV4 && type !== IPV6) {
    const name = type === 0 ? "frame" : `frame of type 0x${type.toString(16).padStart(4, "0")}`;
    return `${name} ${mac("dl_src")} -> ${mac("dl_dst")}`;
  }
  const number = readField(key, FIELDS.nw_proto);
  const name = WITH_PORTS.get(number) ?? PLAIN.get(number) ?? `ip protocol ${number}`;
  return `${name} ${describeEnd(key, "source")} -> ${describeEnd(key, "destination")}`;
}

/** One end of an IP packet: its address, and its port where the protocol has one. */
export function describeEnd(key: FlowKey, end: "source" | "destination"): string {
  const isSource = end === "source";
  const v6 = readField(key, FIELDS.dl_type) === IPV6;
  const words = readWords(key, subfield(v6 ? (isSource ? "ipv6_src" : "ipv6_dst") : isSource ? "nw_src" : "nw_dst"));
  const address = v6 ? formatIpv6(words) : formatIpv4(words);
  if (!WITH_PORTS.has(readField(key, FIELDS.nw_proto))) return address;
  return `${v6 ? `[${address}]` : address}:${readField(key, isSource ? FIELDS.tcp_src : FIELDS.tcp_dst)}`;
}

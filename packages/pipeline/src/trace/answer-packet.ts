import {
  FIELDS,
  type FieldName,
  type FlowKey,
  readField,
  readWords,
  subfield,
  writeSubfield,
  writeWords,
} from "../openflow/index.ts";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const ICMP = 1;
const TCP = 6;
const ICMPV6 = 58;
const SYN = 0x02;
const FIN = 0x01;
const RST = 0x04;
const ACK = 0x10;
const TTL = 64;

/** The answers to ICMP's questions, by type: RFC 792, RFC 950; for ICMPv6 RFC 4443. */
const ICMP_ANSWERS: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [13, 14],
  [15, 16],
  [17, 18],
]);
const ICMPV6_ANSWERS: ReadonlyMap<number, number> = new Map([
  [128, 129],
  [139, 140],
]);

/**
 * The packet with which a host answers the one that it got: an echo reply, TCP's next segment (a SYN and ACK to a SYN:
 * RFC 9293, 3.5), any other protocol with its ends exchanged. A text says why there is none.
 */
export function answerPacket(packet: FlowKey): FlowKey | string {
  const type = readField(packet, FIELDS.dl_type);
  if (type !== IPV4 && type !== IPV6) return `nothing is known to answer a frame of type 0x${hex(type)}`;
  const v6 = type === IPV6;
  const destination = readWords(packet, subfield(v6 ? "ipv6_dst" : "nw_dst"));
  if (v6 ? destination[0]! >>> 24 === 0xff : destination[0]! >>> 28 >= 0xe)
    return "a packet to a group or to everybody has no one answer";
  const key = packet.slice();
  exchange(key, "dl_src", "dl_dst");
  exchange(key, v6 ? "ipv6_src" : "nw_src", v6 ? "ipv6_dst" : "nw_dst");
  writeSubfield(key, subfield("nw_ttl"), TTL);
  const proto = readField(packet, FIELDS.nw_proto);
  if (proto === ICMP || proto === ICMPV6) {
    const asked = readField(packet, FIELDS.icmp_type);
    const answer = (proto === ICMP ? ICMP_ANSWERS : ICMPV6_ANSWERS).get(asked);
    if (answer === undefined) return `nobody answers ICMP of type ${asked}`;
    writeSubfield(key, subfield(FIELDS.icmp_type), answer);
    return key;
  }
  exchange(key, "tcp_src", "tcp_dst");
  if (proto !== TCP) return key;
  const flags = readField(packet, FIELDS.tcp_flags);
  if ((flags & RST) !== 0) return "nobody answers a TCP reset";
  writeSubfield(key, subfield("tcp_flags"), (flags & (SYN | FIN)) === SYN ? SYN | ACK : ACK);
  return key;
}

function exchange(key: FlowKey, one: FieldName, other: FieldName): void {
  const [a, b] = [subfield(one), subfield(other)];
  const kept = [...readWords(key, a)];
  writeWords(key, a, readWords(key, b));
  writeWords(key, b, kept);
}

function hex(value: number): string {
  return value.toString(16).padStart(4, "0");
}

import { FIELDS, type FlowKey, readField, writeSubfield, subfield } from "../../openflow/index.ts";
import { isIpv6, PROTO, put, startIpPacket } from "./made-packet.ts";
import type { Call, Deed } from "./punt.ts";
import { readNested, sendMade } from "./send-made.ts";

const ICMP_TTL = 255;
const SEGMENT_TTL = 63;
const RST = 0x04;
const ACK = 0x10;
/** Types and codes: RFC 792 and RFC 4443. */
const UNREACHABLE = { icmp: 3, icmpv6: 1 } as const;
const TOO_BIG = 2;
const CODE = { host: 1, prohibited: 1, port: 3, portV6: 4, fragmentation: 4 } as const;

type Names = Readonly<Record<string, string>>;
const ICMP_NAMES: Names = {
  "3/0": "network unreachable",
  "3/1": "host unreachable",
  "3/2": "protocol unreachable",
  "3/3": "port unreachable",
  "3/4": "fragmentation needed",
  "3/13": "communication prohibited",
  "11/0": "time exceeded",
};
const ICMPV6_NAMES: Names = {
  "1/0": "no route",
  "1/1": "communication prohibited",
  "1/3": "address unreachable",
  "1/4": "port unreachable",
  "2/0": "packet too big",
  "3/0": "time exceeded",
};

type IcmpOptions = {
  /** UDP gets the code for a port instead of the one for a host. */
  readonly byProtocol: boolean;
  /** Back to the sender at once; else the actions exchange the ends. */
  readonly turned: boolean;
};

/** An ICMP error about the packet. */
export function sendIcmpError({ byProtocol, turned }: IcmpOptions): (call: Call) => Deed {
  return (call) => {
    const { key: cause } = call;
    const v6 = isIpv6(cause);
    const isUdp = byProtocol && readField(cause, FIELDS.nw_proto) === PROTO.udp;
    const key = startIpPacket(cause, v6 ? PROTO.icmpv6 : PROTO.icmp, ICMP_TTL, turned);
    const { mtu } = readNested(call.data);
    if (mtu !== undefined) putIcmp(key, v6 ? TOO_BIG : UNREACHABLE.icmp, v6 ? 0 : CODE.fragmentation);
    else if (v6) putIcmp(key, UNREACHABLE.icmpv6, isUdp ? CODE.portV6 : CODE.prohibited);
    else putIcmp(key, UNREACHABLE.icmp, isUdp ? CODE.port : CODE.host);
    return sendMade(call, key, (sent, told) => {
      const size = told === undefined ? "" : `, MTU ${told}`;
      return `answers with an ICMP error: ${nameIcmp(sent)}${size}`;
    });
  };
}

function putIcmp(key: FlowKey, type: number, code: number): void {
  writeSubfield(key, subfield(FIELDS.icmp_type), type);
  writeSubfield(key, subfield(FIELDS.icmp_code), code);
}

function nameIcmp(key: FlowKey): string {
  const type = readField(key, FIELDS.icmp_type);
  const code = readField(key, FIELDS.icmp_code);
  const name = (isIpv6(key) ? ICMPV6_NAMES : ICMP_NAMES)[`${type}/${code}`];
  return name ?? `type ${type}, code ${code}`;
}

/** A TCP reset about the packet (RFC 9293, 3.5.2), or an SCTP abort (RFC 9260, 3.3.7). */
export function sendReset(proto: "tcp" | "sctp", turned: boolean): (call: Call) => Deed {
  return (call) => {
    const { key: cause } = call;
    const key = startIpPacket(cause, PROTO[proto], SEGMENT_TTL, turned);
    put(key, "tcp_src", readField(cause, FIELDS.tcp_dst));
    put(key, "tcp_dst", readField(cause, FIELDS.tcp_src));
    if (proto === "tcp") put(key, "tcp_flags", RST | ACK);
    return sendMade(call, key, () => (proto === "tcp" ? "answers with a TCP reset" : "answers with an SCTP abort"));
  };
}

/** Refuses the packet in the way of its protocol, but never a refusal. */
export function reject(call: Call): Deed {
  const { key } = call;
  const proto = readField(key, FIELDS.nw_proto);
  if (proto === PROTO.tcp && (readField(key, FIELDS.tcp_flags) & RST) !== 0)
    return { text: "rejects nothing: the packet is a TCP reset itself" };
  const isIcmp = proto === (isIpv6(key) ? PROTO.icmpv6 : PROTO.icmp);
  const unreachable = isIpv6(key) ? UNREACHABLE.icmpv6 : UNREACHABLE.icmp;
  if (isIcmp && readField(key, FIELDS.icmp_type) === unreachable)
    return { text: "rejects nothing: the packet is an ICMP error itself" };
  const deed =
    proto === PROTO.tcp || proto === PROTO.sctp
      ? sendReset(proto === PROTO.tcp ? "tcp" : "sctp", true)(call)
      : sendIcmpError({ byProtocol: true, turned: true })(call);
  return { ...deed, text: `rejects the packet: ${deed.text}` };
}

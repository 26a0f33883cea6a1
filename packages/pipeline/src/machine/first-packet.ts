import { get, PROTO_ICMP, PROTO_ICMPV6, PROTO_TCP, type Slot, TCP_FLAGS, TP_SRC } from "./layout.ts";

/** What conntrack makes of a packet of no connection that it knows. */
export type FirstPacket = "new" | "invalid" | "quotes-another";

const ICMP_STARTS: ReadonlySet<number> = new Set([8, 13, 15, 17]);
const ICMP_ERRORS: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);
const ICMPV6_STARTS: ReadonlySet<number> = new Set([128, 139]);
const ICMPV6_ERRORS: ReadonlySet<number> = new Set([1, 2, 3, 4]);
const ICMP_TYPE: Slot = TP_SRC;

const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;

/**
 * Only some packets begin a connection: ICMP's requests, and of TCP no answer to a SYN and no reset, as Linux's conntrack
 * judges them (and RFC 9293, 3.5 and 3.10.7). An ICMP error belongs to the connection of the packet that it quotes.
 */
export function judgeFirstPacket(ints: Int32Array, proto: number): FirstPacket {
  switch (proto) {
    case PROTO_ICMP:
      return judgeIcmp(get(ints, ICMP_TYPE), ICMP_STARTS, ICMP_ERRORS);
    case PROTO_ICMPV6:
      return judgeIcmp(get(ints, ICMP_TYPE), ICMPV6_STARTS, ICMPV6_ERRORS);
    case PROTO_TCP: {
      const flags = get(ints, TCP_FLAGS);
      return (flags & RST) !== 0 || (flags & (SYN | ACK)) === (SYN | ACK) ? "invalid" : "new";
    }
    default:
      return "new";
  }
}

function judgeIcmp(type: number, starts: ReadonlySet<number>, errors: ReadonlySet<number>): FirstPacket {
  if (starts.has(type)) return "new";
  return errors.has(type) ? "quotes-another" : "invalid";
}

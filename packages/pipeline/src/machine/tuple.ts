import type { FlowKey } from "../openflow/match.ts";
import {
  DL_TYPE,
  ETH_IPV4,
  ETH_IPV6,
  get,
  IPV6_DST_WORD,
  IPV6_SRC_WORD,
  IPV6_WORDS,
  NW_DST_WORD,
  NW_PROTO,
  NW_SRC_WORD,
  PROTO_SCTP,
  PROTO_TCP,
  PROTO_UDP,
  put,
  TP_DST,
  TP_SRC,
} from "./layout.ts";

/** One end of a connection: its address as one or four words, and its port, 0 where the protocol has none. */
export type Endpoint = { readonly address: readonly number[]; readonly port: number };

/** What conntrack knows a connection by, seen from one direction. ICMP's identifier is not in a key, so all pings between two hosts are one connection. */
export type Tuple = { readonly proto: number; readonly source: Endpoint; readonly destination: Endpoint };

/** The tuple of a packet; nothing when it is not IP. */
export function tupleOf(key: FlowKey): Tuple | undefined {
  const ints = new Int32Array(key.buffer, key.byteOffset, key.length);
  const type = get(ints, DL_TYPE);
  const proto = get(ints, NW_PROTO);
  const source = addressOf(key, type, NW_SRC_WORD, IPV6_SRC_WORD);
  const destination = addressOf(key, type, NW_DST_WORD, IPV6_DST_WORD);
  if (source === undefined || destination === undefined) return undefined;
  return {
    proto,
    source: { address: source, port: hasPorts(proto) ? get(ints, TP_SRC) : 0 },
    destination: { address: destination, port: hasPorts(proto) ? get(ints, TP_DST) : 0 },
  };
}

function addressOf(key: FlowKey, type: number, ipv4Word: number, ipv6Word: number): readonly number[] | undefined {
  if (type === ETH_IPV4) return [key[ipv4Word]!];
  return type === ETH_IPV6 ? [...key.subarray(ipv6Word, ipv6Word + IPV6_WORDS)] : undefined;
}

export function hasPorts(proto: number): boolean {
  return proto === PROTO_TCP || proto === PROTO_UDP || proto === PROTO_SCTP;
}

/** Gives the packet the addresses and ports of a tuple. */
export function writeTuple(key: FlowKey, { proto, source, destination }: Tuple): void {
  key.set(source.address, source.address.length === 1 ? NW_SRC_WORD : IPV6_SRC_WORD);
  key.set(destination.address, destination.address.length === 1 ? NW_DST_WORD : IPV6_DST_WORD);
  if (!hasPorts(proto)) return;
  const ints = new Int32Array(key.buffer, key.byteOffset, key.length);
  put(ints, TP_SRC, source.port);
  put(ints, TP_DST, destination.port);
}

/** The tuple as the other end sends it. */
export function reverseTuple({ proto, source, destination }: Tuple): Tuple {
  return { proto, source: destination, destination: source };
}

/** A text that equal tuples, and no others, share. */
export function tupleKey({ proto, source, destination }: Tuple): string {
  return `${proto} ${source.address.join(".")}:${source.port} ${destination.address.join(".")}:${destination.port}`;
}

export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.address.join() === b.address.join();
}

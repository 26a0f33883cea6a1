import { parseIpv4, parseIpv4Cidr, parseIpv6, parseIpv6Cidr, type Words } from "@ovn-sim/model";

/** An IP address in as few words as its family needs: one for IPv4, four for IPv6. */
export type IpAddress = { readonly family: 4 | 6; readonly words: Words };

/** An address with the length of its prefix; the address keeps its host bits. */
export type IpPrefix = IpAddress & { readonly prefixBits: number };

/** An address and a port of layer 4; 0 when there is none. */
export type Endpoint = { readonly address: IpAddress; readonly port: number };

/** `A`, `A:PORT`, `V6` or `[V6]:PORT`: how a load balancer names its addresses (ovn-nb(5), Load_Balancer `vips`). */
export function parseEndpoint(text: string): Endpoint | undefined {
  const found = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text);
  const address = parseIp(found?.[1] ?? found?.[2] ?? text);
  const port = Number(found?.[3] ?? 0);
  return address === undefined || port > 0xffff ? undefined : { address, port };
}

export function parseIp(text: string): IpAddress | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return { family: 4, words: ipv4 };
  const ipv6 = parseIpv6(text);
  return ipv6 && { family: 6, words: ipv6 };
}

/** An address with or without a prefix length. */
export function parseIpPrefix(text: string): IpPrefix | undefined {
  const ipv4 = parseIpv4Cidr(text);
  if (ipv4 !== undefined) return { family: 4, words: ipv4.value, prefixBits: ipv4.prefixBits };
  const ipv6 = parseIpv6Cidr(text);
  return ipv6 && { family: 6, words: ipv6.value, prefixBits: ipv6.prefixBits };
}

/** The mask of a prefix in `count` words. */
export function prefixMask(prefixBits: number, count: number): Words {
  return Array.from({ length: count }, (_, i) => {
    const ones = Math.min(32, Math.max(0, prefixBits - 32 * i));
    return ones === 0 ? 0 : (0xffffffff << (32 - ones)) >>> 0;
  });
}

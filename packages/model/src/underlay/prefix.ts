import { formatIpv4Cidr, parseIpv4Cidr } from "../address/ipv4.ts";
import { formatIpv6Cidr, parseIpv6Cidr } from "../address/ipv6.ts";
import { type Cidr, prefixMask, type Words } from "../address/words.ts";

/** Reads an address or a network of either IP version. */
export function parsePrefix(text: string): Cidr | undefined {
  return text.includes(":") ? parseIpv6Cidr(text) : parseIpv4Cidr(text);
}

export function formatPrefix(prefix: Cidr): string {
  return prefix.value.length === 1 ? formatIpv4Cidr(prefix) : formatIpv6Cidr(prefix);
}

/** Whether a network holds an address; never one of the other IP version. */
export function prefixHolds({ value, prefixBits }: Cidr, address: Words): boolean {
  if (value.length !== address.length) return false;
  const mask = prefixMask(prefixBits, value.length * 32);
  return value.every((word, i) => ((word ^ address[i]!) & mask[i]!) === 0);
}

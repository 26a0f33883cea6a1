import { type MaskedWords, parseMac, type Words } from "@ovn-sim/model";
import { parseIpPrefix, prefixMask } from "./endpoint.ts";

/** What a port may send and receive, as one entry of `Port_Binding.port_security` says. */
export type PortSecurity = {
  /** The address of the port itself. */
  readonly mac: Words;
  /** Virtual routers that it may be (VRRP version 3), by family; empty without `VRRPv3`. */
  readonly vrrp4: readonly MaskedWords[];
  readonly vrrp6: readonly MaskedWords[];
  readonly ip4: readonly Allowed4[];
  readonly ip6: readonly MaskedWords[];
  /** The rest of the entry, which does not count; only without VRRP. */
  readonly ignored?: string;
};

/** An IPv4 address or network, with the broadcast address of the network that an address is in. */
export type Allowed4 = MaskedWords & { readonly broadcast: Words | undefined };

/** What could not be read, and what was expected instead. */
export type PortSecurityFault = { readonly found: string; readonly expected: string };

/** The MAC addresses of virtual routers; the last byte is the router's id, from 1 on (RFC 5798, section 7.3). */
const VRRP4: MaskedWords = { value: [0x0000, 0x5e000100], mask: [0xffff, 0xffffff00] };
const VRRP6: MaskedWords = { value: [0x0000, 0x5e000200], mask: [0xffff, 0xffffff00] };
const MAC_BITS = 48;

/**
 * `MAC [IP[/PREFIX] ...]`, or `VRRPv3 MAC [VMAC[/PREFIX] ...] [IP[/PREFIX] ...]` (ovn-nb(5),
 * Logical_Switch_Port `port_security`).
 */
export function parsePortSecurity(
  entry: string,
  options: { readonly vrrp: boolean } = { vrrp: true },
): PortSecurity | PortSecurityFault {
  const isVrrp = options.vrrp && entry.startsWith("VRRPv3");
  const { words, ignored } = options.vrrp
    ? {
        words: entry
          .slice(isVrrp ? "VRRPv3".length : 0)
          .trim()
          .split(/ +/),
        ignored: "",
      }
    : readableWords(entry);
  const [first = "", ...tokens] = words;
  const mac = parseMac(first);
  if (mac === undefined) return { found: first, expected: "a MAC address" };
  const vrrp4: MaskedWords[] = [];
  const vrrp6: MaskedWords[] = [];
  const ip4: Allowed4[] = [];
  const ip6: MaskedWords[] = [];
  for (const token of tokens) {
    const virtual = isVrrp ? parseVirtualMac(token) : undefined;
    if (virtual !== undefined) {
      if (isWithin(virtual, VRRP4)) vrrp4.push(virtual);
      else if (isWithin(virtual, VRRP6)) vrrp6.push(virtual);
      else return { found: token, expected: "a MAC address of VRRP version 3" };
      continue;
    }
    const prefix = parseIpPrefix(token);
    if (prefix === undefined) return { found: token, expected: isVrrp ? "an IP or MAC address" : "an IP address" };
    if (prefix.family === 4) ip4.push(allow4(prefix.words, prefix.prefixBits));
    else ip6.push(allow6(prefix.words, prefix.prefixBits));
  }
  if (isVrrp && vrrp4.length === 0 && vrrp6.length === 0) {
    vrrp4.push(VRRP4);
    vrrp6.push(VRRP6);
  }
  return { mac, vrrp4, vrrp6, ip4, ip6, ...(ignored === "" ? {} : { ignored }) };
}

/** A MAC address and IP addresses, up to the first that cannot be read: all of an entry that counts where VRRP is unknown. */
function readableWords(entry: string): { readonly words: readonly string[]; readonly ignored: string } {
  const mac = /^\s*(?:[\da-f]{1,2}:){5}[\da-f]{1,2}/i.exec(entry)?.[0];
  if (mac === undefined) return { words: [entry], ignored: "" };
  const words = [mac.trim()];
  let rest = entry.slice(mac.length);
  for (;;) {
    const word = (/^\s*\d+(?:\.\d+){3}(?:\/[\d.]+)?/.exec(rest) ?? /^\s*[\da-f:.]+(?:\/\d+)?/i.exec(rest))?.[0];
    if (word === undefined || parseIpPrefix(word.trim()) === undefined) return { words, ignored: rest.trim() };
    words.push(word.trim());
    rest = rest.slice(word.length);
  }
}

/** A MAC address with or without a prefix length that leaves only ids open. */
function parseVirtualMac(token: string): MaskedWords | undefined {
  const [text = "", length = String(MAC_BITS), more] = token.split("/");
  const mac = parseMac(text);
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : -1;
  if (mac === undefined || more !== undefined || bits < 0 || bits > MAC_BITS) return undefined;
  const [upper = 0, lower = 0] = prefixMask(64 - MAC_BITS + bits, 2);
  return { value: mac, mask: [upper & 0xffff, lower] };
}

/** Whether a masked MAC address names routers of a family: its open bits are 0, and it is not id 0 alone. */
function isWithin({ value, mask }: MaskedWords, family: MaskedWords): boolean {
  const isFamily = value.every((word, i) => ((word ^ family.value[i]!) & family.mask[i]!) === 0);
  const hasPrefix = family.mask.every((word, i) => (word & ~mask[i]!) === 0);
  const isAligned = value.every((word, i) => (word & ~mask[i]!) === 0);
  const isIdZero = mask[1] === 0xffffffff && value[1] === family.value[1];
  return isFamily && hasPrefix && isAligned && !isIdZero;
}

/** With host bits only the address itself is meant, and the broadcast address of its network besides. */
function allow4(address: Words, prefixBits: number): Allowed4 {
  const mask = prefixMask(prefixBits, 1)[0]!;
  const [word] = address as [number];
  if ((word & ~mask) === 0) return { value: address, mask: [mask], broadcast: undefined };
  return { value: address, mask: [0xffffffff], broadcast: [(word | ~mask) >>> 0] };
}

function allow6(address: Words, prefixBits: number): MaskedWords {
  const mask = prefixMask(prefixBits, 4);
  const isNetwork = address.every((word, i) => (word & ~mask[i]!) === 0);
  return { value: address, mask: isNetwork ? mask : [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff] };
}

/** What one logical port is known by in the texts of logical flows. */
export type Addresses = {
  readonly mac: string;
  /** As a number. */
  readonly ip4: number;
  /** The upper 64 bits as text without `::`, such as `fd20:31`. */
  readonly network6: string;
  /** The lower 16 bits; the others are 0. */
  readonly host6: number;
};

export function formatIp4(ip: number): string {
  return [24, 16, 8, 0].map((shift) => (ip >>> shift) & 0xff).join(".");
}

export function parseIp4(text: string): number {
  return text.split(".").reduce((ip, byte) => (ip << 8) | Number(byte), 0) >>> 0;
}

/** A MAC address with a prefix of its own for each kind of port. */
export function formatMac(prefix: number, number: number): string {
  const bytes = [prefix >>> 8, prefix & 0xff, number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number];
  return bytes.map((byte) => (byte & 0xff).toString(16).padStart(2, "0")).join(":");
}

export function formatIp6({ network6, host6 }: Addresses): string {
  return `${network6}::${host6.toString(16)}`;
}

/** Reads `MAC IPv4[/prefix] IPv6[/prefix]`, as Port_Binding.mac has them. */
export function parseAddresses(text: string): Addresses & { readonly prefixBits: number } {
  const [mac = "", ip4 = "", ip6 = ""] = text.split(" ");
  const [address = "", prefix = "32"] = ip4.split("/");
  const [network6 = "", host6 = "0"] = ip6.split("/")[0]!.split("::");
  return { mac, ip4: parseIp4(address), prefixBits: Number(prefix), network6, host6: Number.parseInt(host6, 16) };
}

/** The solicited-node multicast address of a host number below 2^16 (RFC 4291, section 2.7.1). */
function solicitedNode(host6: number): string {
  return `ff02::1:ff00:${host6.toString(16)}`;
}

/** Words of a MAC's modified EUI-64 (RFC 4291, appendix A). */
function interfaceId(mac: string): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(":").map((byte) => Number.parseInt(byte, 16));
  return [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
}

const hex = (word: number): string => word.toString(16);

function linkLocal(mac: string): string {
  const words = interfaceId(mac);
  const text = words.map(hex).join(":");
  return `fe80::${words[0] === 0 ? text.slice(2) : text}`;
}

function solicitedLinkLocal(mac: string): string {
  const [, , high = 0, low = 0] = interfaceId(mac);
  return `ff02::1:ff${hex(high & 0xff).padStart(2, "0")}:${hex(low)}`;
}

/** Every word by which logical flows mean a VIF; the same places for every port. */
export function portWords(name: string, addresses: Addresses): readonly string[] {
  const { mac, ip4, host6 } = addresses;
  return [name, mac, formatIp4(ip4), formatIp6(addresses), solicitedNode(host6)];
}

/** The places of {@link portWords} that only flows of IPv6 name. */
export const WORDS_OF_IPV6: ReadonlySet<number> = new Set([3, 4]);

/** Every word by which logical flows mean a port group and the address set that its ACLs let through. */
export function policyWords(group: string, addressSet: string): readonly string[] {
  return [group, addressSet];
}

/** Every word by which logical flows mean a load balancer of one VIP. */
export function serviceWords(vip: string, port: number, backends: string): readonly string[] {
  return [vip, String(port), backends];
}

/** Every word by which logical flows mean a switch's link to its router; the same places for every link. */
export function linkWords(
  switchPort: string,
  routerPort: string,
  addresses: Addresses & { readonly prefixBits: number },
): readonly string[] {
  const { mac, ip4, prefixBits, network6, host6 } = addresses;
  const mask = prefixBits === 0 ? 0 : -1 << (32 - prefixBits);
  const own4 = formatIp4(ip4);
  const own6 = formatIp6(addresses);
  return [
    switchPort,
    routerPort,
    mac,
    own4,
    `${own4}/${prefixBits}`,
    `${formatIp4((ip4 & mask) >>> 0)}/${prefixBits}`,
    formatIp4((ip4 | ~mask) >>> 0),
    own6,
    `${own6}/64`,
    `${network6}::/64`,
    solicitedNode(host6),
    linkLocal(mac),
    solicitedLinkLocal(mac),
  ];
}

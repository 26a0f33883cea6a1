import { formatIpv4Cidr, parseIpv4Cidr } from "./ipv4.ts";
import { formatIpv6Cidr, parseIpv6Cidr } from "./ipv6.ts";
import { formatMac, parseMac } from "./mac.ts";
import type { Cidr, Words } from "./words.ts";

/** Addresses of one MAC, or of none when the text had none. */
export type OwnedAddresses = {
  readonly mac: Words | undefined;
  readonly ipv4: readonly Cidr[];
  readonly ipv6: readonly Cidr[];
};

/**
 * One element of `Port_Binding.mac`, `nat_addresses` or `Logical_Switch_Port.addresses` (ovn-nb(5),
 * "addresses").
 */
export type LogicalAddress =
  /** Destinations that no port owns are flooded here. */
  | { readonly kind: "unknown" }
  /** The addresses of the router port on the other side. */
  | { readonly kind: "router" }
  /** ovn-northd chooses what the text leaves open. */
  | ({ readonly kind: "dynamic" } & OwnedAddresses)
  | ({
      readonly kind: "static";
      /** What follows the last address that could be read, such as `is_chassis_resident("p")`; usually empty. */
      readonly rest: string;
    } & OwnedAddresses);

/**
 * Reads one element of an address list: `unknown`, `router`, `dynamic`, or `MAC IP IP…` with optional
 * prefix lengths. Nothing is given for a text with no address at its start. As in OVN, reading stops at
 * the first word that is no address.
 */
export function parseLogicalAddress(text: string): LogicalAddress | undefined {
  const words = [...text.matchAll(/\S+/g)];
  const first = words[0]?.[0];
  if (first === undefined) return undefined;
  if (words.length === 1 && (first === "unknown" || first === "router")) return { kind: first };
  const mac = parseMac(first);
  let at = mac === undefined ? 0 : 1;
  const dynamic = words[at]?.[0] === "dynamic";
  if (dynamic) at++;
  const ipv4: Cidr[] = [];
  const ipv6: Cidr[] = [];
  for (; at < words.length; at++) {
    const word = words[at]![0];
    const isV6 = word.includes(":");
    const cidr = isV6 ? parseIpv6Cidr(word) : parseIpv4Cidr(word);
    if (cidr === undefined) break;
    (isV6 ? ipv6 : ipv4).push(cidr);
  }
  const rest = at < words.length ? text.slice(words[at]!.index).trimEnd() : "";
  if (dynamic) return rest === "" ? { kind: "dynamic", mac, ipv4, ipv6 } : undefined;
  if (mac === undefined && ipv4.length === 0 && ipv6.length === 0) return undefined;
  return { kind: "static", mac, ipv4, ipv6, rest };
}

/** Writes an element of an address list in its usual form. */
export function formatLogicalAddress(address: LogicalAddress): string {
  if (address.kind === "unknown" || address.kind === "router") return address.kind;
  const words = [...address.ipv4.map(formatIpv4Cidr), ...address.ipv6.map(formatIpv6Cidr)];
  if (address.kind === "dynamic") words.unshift("dynamic");
  if (address.mac !== undefined) words.unshift(formatMac(address.mac));
  if (address.kind === "static" && address.rest !== "") words.push(address.rest);
  return words.join(" ");
}

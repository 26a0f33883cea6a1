import { IPv4 } from "ip-num";
import { type Cidr, type MaskedWords, maskToPrefix, prefixMask, type Words } from "./words.ts";

const BITS = 32;
const DOT = 46;

/** `255.255.255.255` is the longest text of an address. */
const LONGEST = 15;

/** Reads `a.b.c.d`, decimal and without leading zeros, as inet_pton(3) does; anything else gives nothing. */
export function parseIpv4(text: string): Words | undefined {
  const quick = parseQuickly(text);
  if (quick >= 0) return [quick];
  if (text.length > LONGEST) return undefined;
  try {
    return [Number(new IPv4(text).getValue())];
  } catch {
    return undefined;
  }
}

/**
 * The address as a number, or -1 for a text that ip-num has to judge. ip-num takes microseconds an
 * address and a Southbound holds tens of thousands; a property in the tests holds both to one answer.
 */
function parseQuickly(text: string): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      if (octet === 0) return -1;
      octet = octet < 0 ? code - 48 : octet * 10 + code - 48;
      if (octet > 255) return -1;
    } else if (code === DOT && octet >= 0 && dots < 3) {
      value = value * 256 + octet;
      octet = -1;
      dots++;
    } else {
      return -1;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

export function isIpv4(text: string): boolean {
  return parseIpv4(text) !== undefined;
}

/** Writes an address as `a.b.c.d`. */
export function formatIpv4(address: Words): string {
  const word = address[0]!;
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** Reads an address with or without a mask: `10.0.0.1`, `10.0.0.1/8`, `10.0.0.1/255.0.255.0`. */
export function parseMaskedIpv4(text: string): MaskedWords | undefined {
  const slash = text.indexOf("/");
  const value = parseIpv4(slash < 0 ? text : text.slice(0, slash));
  if (value === undefined) return undefined;
  const mask = slash < 0 ? prefixMask(BITS, BITS) : parseIpv4Mask(text.slice(slash + 1));
  return mask && { value, mask };
}

function parseIpv4Mask(text: string): Words | undefined {
  const prefixBits = parsePrefixBits(text, BITS);
  return prefixBits === undefined ? parseIpv4(text) : prefixMask(prefixBits, BITS);
}

/** Writes an address and its mask as OVS does: no mask when every bit counts, a prefix length when there is one. */
export function formatMaskedIpv4({ value, mask }: MaskedWords): string {
  const prefixBits = maskToPrefix(mask, BITS);
  if (prefixBits === BITS) return formatIpv4(value);
  return `${formatIpv4(value)}/${prefixBits ?? formatIpv4(mask)}`;
}

/** Reads an address with or without a prefix length; a dotted mask is taken when it is contiguous. */
export function parseIpv4Cidr(text: string): Cidr | undefined {
  const masked = parseMaskedIpv4(text);
  const prefixBits = masked && maskToPrefix(masked.mask, BITS);
  return prefixBits === undefined ? undefined : { value: masked!.value, prefixBits };
}

/** Writes `address/prefix`, or the address alone when the prefix covers all of it. */
export function formatIpv4Cidr({ value, prefixBits }: Cidr): string {
  return prefixBits === BITS ? formatIpv4(value) : `${formatIpv4(value)}/${prefixBits}`;
}

/** Reads the decimal length of a prefix of an address of `bits` bits. */
export function parsePrefixBits(text: string, bits: number): number | undefined {
  if (!/^[0-9]{1,3}$/.test(text)) return undefined;
  const prefixBits = Number(text);
  return prefixBits <= bits ? prefixBits : undefined;
}

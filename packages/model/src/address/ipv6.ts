import { IPv6 } from "ip-num";
import { hexDigit } from "./hex-digit.ts";
import { parsePrefixBits } from "./ipv4.ts";
import { type Cidr, type MaskedWords, maskToPrefix, prefixMask, type Words } from "./words.ts";

const BITS = 128;
const COLON = 58;

/** Eight groups of which the last two are written as an IPv4 address: the longest text of an address. */
const LONGEST = 45;

/** Reads every form of RFC 4291, section 2.2, as inet_pton(3) does; no zone id. Anything else gives nothing. */
export function parseIpv6(text: string): Words | undefined {
  const quick = parseQuickly(text);
  if (quick !== undefined) return quick;
  if (text.length > LONGEST || text.includes("%")) return undefined;
  try {
    const value = new IPv6(text).getValue();
    return [96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffffffffn));
  } catch {
    return undefined;
  }
}

/**
 * Reads groups of hexadecimal digits with at most one `::`; leaves every other text to ip-num, which
 * takes tens of microseconds. A property in the tests holds both to one answer.
 */
function parseQuickly(text: string): Words | undefined {
  const groups: number[] = [];
  let gap = -1;
  let group = -1;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === COLON) {
      if (group >= 0) groups.push(group);
      if (text.charCodeAt(i + 1) === COLON && gap < 0) {
        gap = groups.length;
        i++;
      } else if (group < 0) {
        return undefined;
      } else if (i === text.length - 1) {
        return undefined;
      }
      group = -1;
      digits = 0;
      continue;
    }
    const digit = hexDigit(code);
    if (digit < 0 || ++digits > 4) return undefined;
    group = (group < 0 ? 0 : group * 16) + digit;
  }
  if (group >= 0) groups.push(group);
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return undefined;
  if (gap >= 0) groups.splice(gap, 0, ...new Array<number>(8 - groups.length).fill(0));
  return [0, 2, 4, 6].map((i) => groups[i]! * 0x10000 + groups[i + 1]!);
}

export function isIpv6(text: string): boolean {
  return parseIpv6(text) !== undefined;
}

/**
 * Writes an address as inet_ntop(3) of glibc does, which is what OVS and OVN print: RFC 5952, and the
 * IPv4-compatible (`::1.2.3.4`) and IPv4-mapped (`::ffff:1.2.3.4`) addresses with their dotted tail.
 */
export function formatIpv6(address: Words): string {
  const groups = address.flatMap((word) => [word >>> 16, word & 0xffff]);
  const [start, length] = longestZeros(groups);
  if (start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))) {
    const tail = `${groups[6]! >>> 8}.${groups[6]! & 255}.${groups[7]! >>> 8}.${groups[7]! & 255}`;
    return length === 6 ? `::${tail}` : `::ffff:${tail}`;
  }
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

/** Start and length of the longest run of zero groups, the first of several as long. */
function longestZeros(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > best[1]) best = [start, end - start];
    start = end;
  }
  return best;
}

/** Reads an address with or without a mask: `fe80::1`, `fe80::1/64`, `fe80::1/ffff::ff`. */
export function parseMaskedIpv6(text: string): MaskedWords | undefined {
  const slash = text.indexOf("/");
  const value = parseIpv6(slash < 0 ? text : text.slice(0, slash));
  if (value === undefined) return undefined;
  const mask = slash < 0 ? prefixMask(BITS, BITS) : parseIpv6Mask(text.slice(slash + 1));
  return mask && { value, mask };
}

function parseIpv6Mask(text: string): Words | undefined {
  const prefixBits = parsePrefixBits(text, BITS);
  return prefixBits === undefined ? parseIpv6(text) : prefixMask(prefixBits, BITS);
}

/** Writes an address and its mask as OVS does: no mask when every bit counts, a prefix length when there is one. */
export function formatMaskedIpv6({ value, mask }: MaskedWords): string {
  const prefixBits = maskToPrefix(mask, BITS);
  if (prefixBits === BITS) return formatIpv6(value);
  return `${formatIpv6(value)}/${prefixBits ?? formatIpv6(mask)}`;
}

/** Reads an address with or without a prefix length; a written-out mask is taken when it is contiguous. */
export function parseIpv6Cidr(text: string): Cidr | undefined {
  const masked = parseMaskedIpv6(text);
  const prefixBits = masked && maskToPrefix(masked.mask, BITS);
  return prefixBits === undefined ? undefined : { value: masked!.value, prefixBits };
}

/** Writes `address/prefix`, or the address alone when the prefix covers all of it. */
export function formatIpv6Cidr({ value, prefixBits }: Cidr): string {
  return prefixBits === BITS ? formatIpv6(value) : `${formatIpv6(value)}/${prefixBits}`;
}

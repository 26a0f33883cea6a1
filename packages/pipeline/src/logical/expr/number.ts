import type { NumberFormat } from "./constant.ts";
import { excerpt } from "./excerpt.ts";

/** Where {@link readNumber} leaves what it read: four words, most significant first. */
export type NumberSink = { readonly words: number[]; format: NumberFormat };

/**
 * Reads `source.slice(start, end)` as an integer of the logical flow language: decimal below 2^64,
 * hexadecimal up to 128 bits, an Ethernet, IPv4 or IPv6 address (ovn-sb(5), "Logical_Flow match").
 * Returns why it is none of them.
 */
export function readNumber(source: string, start: number, end: number, sink: NumberSink): string | undefined {
  const length = end - start;
  const words = sink.words;
  words[0] = words[1] = words[2] = words[3] = 0;
  if (length === 0) return "expected an integer constant";
  if (length === 17 && readEthernet(source, start, words)) {
    sink.format = "ethernet";
    return undefined;
  }
  if (isAllDigits(source, start, end)) {
    sink.format = "decimal";
    return readDecimal(source, start, end, words);
  }
  const second = source.charCodeAt(start + 1);
  if (source.charCodeAt(start) === 48 && (second === 120 || second === 88)) {
    sink.format = "hex";
    return readHex(source, start + 2, end, words);
  }
  if (readIpv4(source, start, end, words, 3)) {
    sink.format = "ipv4";
    return undefined;
  }
  if (length < 46 && readIpv6(source, start, end, words)) {
    sink.format = "ipv6";
    return undefined;
  }
  return `${excerpt(source.slice(start, end))} is not a number, nor an Ethernet, IPv4 or IPv6 address`;
}

function isAllDigits(source: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = source.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

function readDecimal(source: string, start: number, end: number, words: number[]): string | undefined {
  if (end - start > 1 && source.charCodeAt(start) === 48) return "a decimal constant may not begin with a zero";
  if (end - start <= 9) {
    let value = 0;
    for (let i = start; i < end; i++) value = value * 10 + source.charCodeAt(i) - 48;
    words[3] = value;
    return undefined;
  }
  const value = end - start > 20 ? 1n << 64n : BigInt(source.slice(start, end));
  if (value >> 64n !== 0n) return "a decimal constant must be less than 2**64";
  words[2] = Number(value >> 32n);
  words[3] = Number(value & 0xffffffffn);
  return undefined;
}

function readHex(source: string, start: number, end: number, words: number[]): string | undefined {
  if (start === end) return `expected hexadecimal digits after \`${source.slice(start - 2, start)}'`;
  for (let i = 0; i < end - start; i++) {
    const digit = hexDigit(source.charCodeAt(end - 1 - i));
    if (digit < 0) return `\`${source.charAt(end - 1 - i)}' is not a hexadecimal digit`;
    if (digit === 0) continue;
    if (i >= 32) return "a hexadecimal constant may not need more than 128 bits";
    const at = 3 - (i >>> 3);
    words[at] = (words[at]! | (digit << ((i & 7) * 4))) >>> 0;
  }
  return undefined;
}

/** `0a:58:0a:01:00:01`, 17 characters from `start` on. */
function readEthernet(source: string, start: number, words: number[]): boolean {
  let high = 0;
  let low = 0;
  for (let i = 0; i < 6; i++) {
    const at = start + i * 3;
    const upper = hexDigit(source.charCodeAt(at));
    const lower = hexDigit(source.charCodeAt(at + 1));
    if (upper < 0 || lower < 0 || (i < 5 && source.charCodeAt(at + 2) !== 58)) return false;
    if (i < 2) high = (high << 8) | (upper << 4) | lower;
    else low = ((low << 8) | (upper << 4) | lower) >>> 0;
  }
  words[2] = high;
  words[3] = low;
  return true;
}

/** Four decimal octets without leading zeros, into word `at`. */
function readIpv4(source: string, start: number, end: number, words: number[], at: number): boolean {
  let value = 0;
  let octet = -1;
  let count = 1;
  for (let i = start; i < end; i++) {
    const code = source.charCodeAt(i);
    if (code === 46) {
      if (octet < 0 || ++count > 4) return false;
      value = ((value << 8) | octet) >>> 0;
      octet = -1;
    } else if (code >= 48 && code <= 57) {
      if (octet === 0) return false;
      octet = octet < 0 ? code - 48 : octet * 10 + code - 48;
      if (octet > 255) return false;
    } else {
      return false;
    }
  }
  if (octet < 0 || count !== 4) return false;
  words[at] = ((value << 8) | octet) >>> 0;
  return true;
}

/** Up to eight groups, one `::`, and perhaps an IPv4 address at the end (RFC 4291, section 2.2). */
function readIpv6(source: string, start: number, end: number, words: number[]): boolean {
  const groups: number[] = [];
  let gap = -1;
  let i = start;
  if (source.charCodeAt(i) === 58) {
    if (source.charCodeAt(i + 1) !== 58) return false;
    gap = 0;
    i += 2;
  }
  while (i < end) {
    let group = 0;
    let digits = 0;
    const from = i;
    for (; i < end; i++, digits++) {
      const digit = hexDigit(source.charCodeAt(i));
      if (digit < 0) break;
      group = (group << 4) | digit;
      if (digits === 4) return false;
    }
    if (i < end && source.charCodeAt(i) === 46) {
      if (groups.length > 6 || !readIpv4(source, from, end, words, 3)) return false;
      groups.push(words[3]! >>> 16, words[3]! & 0xffff);
      i = end;
      break;
    }
    if (digits === 0 || groups.length === 8) return false;
    groups.push(group);
    if (i === end) break;
    if (source.charCodeAt(i) !== 58) return false;
    i++;
    if (source.charCodeAt(i) === 58 && i < end) {
      if (gap >= 0) return false;
      gap = groups.length;
      i++;
    } else if (i === end) {
      return false;
    }
  }
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return false;
  if (gap >= 0) groups.splice(gap, 0, ...new Array<number>(8 - groups.length).fill(0));
  for (let w = 0; w < 4; w++) words[w] = ((groups[2 * w]! << 16) | groups[2 * w + 1]!) >>> 0;
  return true;
}

/** The value of a hexadecimal digit, -1 for any other character. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

import { hexDigit } from "./hex-digit.ts";
import { equalWords, type MaskedWords, type Words } from "./words.ts";

const GROUPS = 6;
const COLON = 58;

const EXACT: Words = [0xffff, 0xffffffff];

/** Reads six groups of one or two hexadecimal digits between colons; anything else gives nothing. */
export function parseMac(text: string): Words | undefined {
  let upper = 0;
  let lower = 0;
  let at = 0;
  for (let group = 0; group < GROUPS; group++) {
    if (group > 0 && text.charCodeAt(at++) !== COLON) return undefined;
    let byte = hexDigit(text.charCodeAt(at++));
    if (byte < 0) return undefined;
    const second = hexDigit(text.charCodeAt(at));
    if (second >= 0) {
      byte = byte * 16 + second;
      at++;
    }
    if (group < 2) upper = upper * 256 + byte;
    else lower = lower * 256 + byte;
  }
  return at === text.length ? [upper, lower] : undefined;
}

export function isMac(text: string): boolean {
  return parseMac(text) !== undefined;
}

const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Writes an address as `xx:xx:xx:xx:xx:xx`, in lower case. */
export function formatMac(address: Words): string {
  const upper = address[0]!;
  const lower = address[1]!;
  const start = `${BYTES[(upper >>> 8) & 255]!}:${BYTES[upper & 255]!}:${BYTES[lower >>> 24]!}`;
  return `${start}:${BYTES[(lower >>> 16) & 255]!}:${BYTES[(lower >>> 8) & 255]!}:${BYTES[lower & 255]!}`;
}

/** Reads an address with or without a mask: `01:00:00:00:00:00/01:00:00:00:00:00`. */
export function parseMaskedMac(text: string): MaskedWords | undefined {
  const slash = text.indexOf("/");
  const value = parseMac(slash < 0 ? text : text.slice(0, slash));
  const mask = slash < 0 ? EXACT : parseMac(text.slice(slash + 1));
  return value && mask && { value, mask };
}

/** Writes an address and, unless every bit counts, its mask. */
export function formatMaskedMac({ value, mask }: MaskedWords): string {
  return equalWords(mask, EXACT) ? formatMac(value) : `${formatMac(value)}/${formatMac(mask)}`;
}

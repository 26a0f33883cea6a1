import { equalWords, type MaskedWords, type Words } from "./words.ts";

const TEXT = /^([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2})$/i;

const EXACT: Words = [0xffff, 0xffffffff];

/** Reads six groups of one or two hexadecimal digits between colons; anything else gives nothing. */
export function parseMac(text: string): Words | undefined {
  const found = TEXT.exec(text);
  if (found === null) return undefined;
  const byte = (i: number): number => Number.parseInt(found[i]!, 16);
  const upper = (byte(1) << 8) | byte(2);
  const lower = ((byte(3) << 24) | (byte(4) << 16) | (byte(5) << 8) | byte(6)) >>> 0;
  return [upper, lower];
}

export function isMac(text: string): boolean {
  return TEXT.test(text);
}

/** Writes an address as `xx:xx:xx:xx:xx:xx`, in lower case. */
export function formatMac(address: Words): string {
  const hex = address[0]!.toString(16).padStart(4, "0") + address[1]!.toString(16).padStart(8, "0");
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}:${hex.slice(8, 10)}:${hex.slice(10)}`;
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

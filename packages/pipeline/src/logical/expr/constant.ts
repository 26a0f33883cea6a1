import type { Words } from "@ovn-sim/model";
import { formatHex } from "./bits.ts";

/** How a number was written; it decides how wide the number is at least, and which masks fit it. */
export type NumberFormat = "decimal" | "hex" | "ipv4" | "ipv6" | "ethernet";

/** The width of a number written as an address, whatever its value. */
export const ADDRESS_BITS = { ipv4: 32, ipv6: 128, ethernet: 48 } as const;

/** An integer constant. `value` and `mask` have four words; the value has no bit outside the mask. */
export type IntegerConstant = {
  readonly value: Words;
  /** Absent when every bit counts. */
  readonly mask?: Words;
  readonly format: NumberFormat;
  /** Whether it came out of an address set. */
  readonly fromSet: boolean;
};

/**
 * One constant, or a set of them in braces. All members have the same type; an empty set (an address
 * set or port group without members) has the type of what it stands for.
 */
export type ConstantSet =
  | { readonly kind: "integer"; readonly values: readonly IntegerConstant[]; readonly braces: boolean }
  | { readonly kind: "string"; readonly values: readonly string[]; readonly braces: boolean };

/** The text of an integer constant in the format it was written in; it parses back to the same constant. */
export function formatConstant(constant: IntegerConstant): string {
  const { value, mask, format } = constant;
  const text = formatNumber(value, format);
  if (mask === undefined) return text;
  const prefix = format === "ipv4" ? prefixLength(mask.slice(3)) : format === "ipv6" ? prefixLength(mask) : undefined;
  return `${text}/${prefix ?? formatNumber(mask, format)}`;
}

/** The text of a number of any width in a format. */
export function formatNumber(value: Words, format: NumberFormat): string {
  switch (format) {
    case "decimal":
      return value.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n).toString();
    case "hex":
      return formatHex(value);
    case "ipv4":
      return octets(value.slice(-1)).join(".");
    case "ipv6":
      return formatIpv6(value);
    case "ethernet":
      return octets(value.slice(-2))
        .slice(2)
        .map((octet) => octet.toString(16).padStart(2, "0"))
        .join(":");
  }
}

/** The length of a prefix mask, or nothing when the ones are not all on the left. */
export function prefixLength(mask: Words): number | undefined {
  let length = 0;
  let ended = false;
  for (const word of mask) {
    const ones = Math.clz32(~word >>> 0);
    if (ended ? word !== 0 : (word << ones) >>> 0 !== 0 && ones < 32) return undefined;
    if (!ended) length += ones;
    if (ones < 32) ended = true;
  }
  return length;
}

/** A string constant with its quotes, escaped as in JSON. */
export function formatString(text: string): string {
  return JSON.stringify(text);
}

function octets(words: Words): number[] {
  return words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
}

/** The shortest form (RFC 5952): the longest run of two or more zero groups, the first such, becomes `::`. */
function formatIpv6(value: Words): string {
  const groups = value.flatMap((word) => [word >>> 16, word & 0xffff]);
  let best = 0;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === 0) length++;
    if (length > bestLength) [best, bestLength] = [i, length];
    i += length;
  }
  const hex = groups.map((group) => group.toString(16));
  if (bestLength < 2) return hex.join(":");
  return `${hex.slice(0, best).join(":")}::${hex.slice(best + bestLength).join(":")}`;
}

/**
 * A packed number: 32-bit words, each an unsigned integer, most significant first. An IPv4 address is
 * one word, a MAC address two (the upper one of 16 bits), an IPv6 address four.
 */
export type Words = readonly number[];

/** A value of which only the bits set in `mask` count. Any mask is legal, contiguous or not. */
export type MaskedWords = { readonly value: Words; readonly mask: Words };

/** An address in a network: `value` keeps its host bits. */
export type Cidr = { readonly value: Words; readonly prefixBits: number };

/** The mask of a number of `bits` bits whose highest `prefixBits` bits are set. */
export function prefixMask(prefixBits: number, bits: number): Words {
  if (!(prefixBits >= 0 && prefixBits <= bits)) throw new RangeError(`prefix ${prefixBits} is outside 0..${bits}`);
  const words: number[] = [];
  const upper = bits % 32 === 0 ? 32 : bits % 32;
  for (let left = prefixBits, width = upper, rest = bits; rest > 0; rest -= width, width = 32) {
    const set = Math.min(left, width);
    words.push(set === 0 ? 0 : ((0xffffffff << (width - set)) & (0xffffffff >>> (32 - width))) >>> 0);
    left -= set;
  }
  return words;
}

/** How many leading bits a mask of `bits` bits has set when these are all that it sets; else nothing. */
export function maskToPrefix(mask: Words, bits: number): number | undefined {
  let prefix = 0;
  for (let i = 0, width = bits % 32 === 0 ? 32 : bits % 32; i < mask.length; i++, width = 32) {
    prefix += Math.clz32(~(mask[i]! << (32 - width)));
  }
  prefix = Math.min(prefix, bits);
  return equalWords(mask, prefixMask(prefix, bits)) ? prefix : undefined;
}

export function equalWords(left: Words, right: Words): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

/** The bits that both have. */
export function andWords(left: Words, right: Words): Words {
  return left.map((word, i) => (word & right[i]!) >>> 0);
}

/** The bits that either has. */
export function orWords(left: Words, right: Words): Words {
  return left.map((word, i) => (word | right[i]!) >>> 0);
}

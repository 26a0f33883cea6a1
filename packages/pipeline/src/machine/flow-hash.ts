/*
 * The hash with which Open vSwitch chooses among things in its slow path: MurmurHash3 (Austin
 * Appleby, public domain), 32 bits. A build for processors with SSE 4.2, or for 64-bit ARM, takes CRC-32C
 * instead; packages of distributions for x86-64 do not.
 */

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Takes one more word into a hash. */
export function addToHash(hash: number, word: number): number {
  const mixed = hash ^ Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotate(mixed, 13), 5) + 0xe6546b64) | 0;
}

/** Ends a hash over `bytes` bytes; unsigned. */
export function finishHash(hash: number, bytes: number): number {
  let mixed = hash ^ bytes;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The hash of two words. */
export function hashPair(a: number, b: number): number {
  return finishHash(addToHash(addToHash(a, 0), b), 8);
}

/** The hash of bytes, taken four at a time as little-endian words. */
export function hashBytes(bytes: Uint8Array, basis: number): number {
  let hash = basis;
  for (let at = 0; at < bytes.length; at += 4) {
    let word = 0;
    for (let i = at; i < Math.min(at + 4, bytes.length); i++) word |= bytes[i]! << (8 * (i - at));
    hash = addToHash(hash, word);
  }
  return finishHash(hash, bytes.length);
}

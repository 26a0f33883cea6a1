/**
 * The order in which Open vSwitch's hash table gives out what was put in, one after the other, with these
 * hashes. What goes in last comes first within a bucket; growing the table turns each bucket round. Items of one
 * hash therefore have an order that does not depend on the hash function at all.
 */
export function hashTableOrder<T>(items: Iterable<T>, hashOf: (item: T) => number): T[] {
  // The end of an array is the head of its bucket: it is the cheap end to put something on.
  let buckets: Entry<T>[][] = [[]];
  let count = 0;
  for (const item of items) {
    const hash = hashOf(item) >>> 0;
    buckets[hash % buckets.length]!.push({ item, hash });
    count++;
    if (count >>> 1 >= buckets.length) buckets = grow(buckets, tableSize(count));
  }
  return buckets.flatMap((bucket) => bucket.reverse().map(({ item }) => item));
}

type Entry<T> = { readonly item: T; readonly hash: number };

/** Moves each bucket's entries, from its head on, to the heads of new ones. */
function grow<T>(buckets: readonly Entry<T>[][], size: number): Entry<T>[][] {
  const grown: Entry<T>[][] = Array.from({ length: size }, () => []);
  for (const bucket of buckets) for (const entry of bucket.reverse()) grown[entry.hash % size]!.push(entry);
  return grown;
}

/** The number of buckets that a table grows to for `count` items: a power of two, at least 4. */
function tableSize(count: number): number {
  let mask = count >>> 1;
  for (let shift = 1; shift < 32; shift *= 2) mask |= mask >>> shift;
  mask |= (mask & 1) << 1;
  return mask + 1;
}

/** The buckets of ovn-controller's copy of a table of `count` rows, whose hash of a row is the first word of its UUID. */
export function createBuckets(count: () => number): (uuid: string) => number {
  let buckets: number | undefined;
  return (uuid) => {
    buckets ??= tableSize(count());
    return Number.parseInt(uuid.slice(0, 8), 16) % buckets;
  };
}

/**
 * Tells which of two rows ovn-controller reads later from its copy of a table of `count` rows. Two in one bucket have
 * an order that the databases do not tell: neither is later.
 */
export function createReadingOrder(count: () => number): (uuid: string, than: string) => boolean {
  const bucketOf = createBuckets(count);
  return (uuid, than) => bucketOf(uuid) > bucketOf(than);
}

/**
 * The hash of a string in Open vSwitch as it is built for processors in general: MurmurHash3, 32 bits, over
 * little-endian words, the last one filled with zeros. Builds that use CRC instructions have another.
 */
export function hashString(text: string): number {
  // Names are ASCII almost always: then the characters are the bytes.
  const bytes = isAscii(text) ? undefined : utf8Bytes(text);
  const count = bytes?.length ?? text.length;
  let hash = 0;
  for (let at = 0; at < count; at += 4) {
    let word = 0;
    const end = Math.min(at + 4, count);
    for (let i = at; i < end; i++) word |= (bytes?.[i] ?? text.charCodeAt(i)) << (8 * (i - at));
    const mixed = Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
    hash = (Math.imul(rotate(hash ^ mixed, 13), 5) + 0xe6546b64) | 0;
  }
  hash ^= count;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}

function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >>> 6), continuation(code));
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >>> 12), continuation(code >>> 6), continuation(code));
    else bytes.push(0xf0 | (code >>> 18), continuation(code >>> 12), continuation(code >>> 6), continuation(code));
  }
  return bytes;
}

const continuation = (bits: number): number => 0x80 | (bits & 0x3f);

/** Reads big-endian bytes one after the other. What is not there reads as 0, and `isShort` says so. */
export type ByteReader = {
  readonly left: number;
  readonly isShort: boolean;
  u8(): number;
  u16(): number;
  u32(): number;
  /** The next bytes, at most as many as are left. */
  take(count: number): readonly number[];
  /** A value of `count` bytes as `width` words, right-aligned, most significant first. */
  words(count: number, width: number): number[];
};

export function createByteReader(bytes: readonly number[]): ByteReader {
  let at = 0;
  let isShort = false;
  const u8 = (): number => {
    if (at >= bytes.length) isShort = true;
    return bytes[at++] ?? 0;
  };
  const u16 = (): number => u8() * 0x100 + u8();
  return {
    get left() {
      return Math.max(0, bytes.length - at);
    },
    get isShort() {
      return isShort;
    },
    u8,
    u16,
    u32: () => u16() * 0x1_0000 + u16(),
    take: (count) => {
      const taken = bytes.slice(at, at + count);
      at += count;
      return taken;
    },
    words: (count, width) => {
      const words = new Array<number>(width).fill(0);
      for (let i = count - 1; i >= 0; i--) {
        const word = width - 1 - (i >> 2);
        const byte = u8();
        if (word >= 0) words[word] = (words[word]! | (byte << ((i & 3) * 8))) >>> 0;
      }
      return words;
    },
  };
}

import type { Words } from "../../openflow/action.ts";

/** Collects big-endian bytes, as every OpenFlow structure is laid out. */
export type ByteWriter = {
  readonly bytes: number[];
  u8(value: number): void;
  u16(value: number): void;
  u32(value: number): void;
  /** The low `count` bytes of a right-aligned value. */
  words(value: Words, count: number): void;
  put(bytes: readonly number[]): void;
  zeros(count: number): void;
  /** Overwrites two bytes that were written before. */
  setU16(offset: number, value: number): void;
  /** Pads with zeros so that the length since `start` is a multiple of 8. */
  align8(start: number): void;
};

export function createByteWriter(): ByteWriter {
  const bytes: number[] = [];
  const u8 = (value: number) => {
    bytes.push(value & 0xff);
  };
  const u16 = (value: number) => {
    bytes.push((value >>> 8) & 0xff, value & 0xff);
  };
  const u32 = (value: number) => {
    bytes.push((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
  };
  const zeros = (count: number) => {
    for (let i = 0; i < count; i++) bytes.push(0);
  };
  return {
    bytes,
    u8,
    u16,
    u32,
    words: (value, count) => {
      for (let i = count - 1; i >= 0; i--) u8((value[value.length - 1 - (i >> 2)] ?? 0) >>> ((i & 3) * 8));
    },
    put: (more) => {
      for (const byte of more) bytes.push(byte);
    },
    zeros,
    setU16: (offset, value) => {
      bytes[offset] = (value >>> 8) & 0xff;
      bytes[offset + 1] = value & 0xff;
    },
    align8: (start) => {
      zeros((8 - ((bytes.length - start) % 8)) % 8);
    },
  };
}

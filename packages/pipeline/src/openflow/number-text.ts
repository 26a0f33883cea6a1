/**
 * The number that `text` writes from `start` to `end`, decimal or after `0x` hexadecimal, up to
 * 2^53 - 1; -1 for every other text.
 */
export function scanNumber(text: string, start: number, end: number): number {
  if (start >= end) return -1;
  let value = 0;
  if (text.charCodeAt(start) === 48 && end > start + 2 && (text.charCodeAt(start + 1) | 32) === 120) {
    for (let i = start + 2; i < end; i++) {
      const digit = hexDigit(text.charCodeAt(i));
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
  } else {
    for (let i = start; i < end; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : -1;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** A number of at most `bits` bits, decimal or hexadecimal; nothing for every other text. */
export function parseUint(text: string, bits = 53): number | undefined {
  const value = scanNumber(text, 0, text.length);
  return value < 0 || value >= 2 ** bits ? undefined : value;
}

/** Of 2: to look one up is quicker than to compute it. */
const POWERS: readonly number[] = Array.from({ length: 53 }, (_, exponent) => 2 ** exponent);

const WIDE = /^(?:0[xX][0-9a-fA-F]{1,64}|[0-9]{1,80})$/;

/** A number of at most `bits` bits as words, most significant first; `undefined` when it is none or wider. */
export function parseWideUint(text: string, bits: number): number[] | undefined {
  const count = (bits + 31) >>> 5;
  const small = scanNumber(text, 0, text.length);
  const words = new Array<number>(count).fill(0);
  if (small >= 0) {
    if (bits < 53 && small >= POWERS[bits]!) return undefined;
    words[count - 1] = small >>> 0;
    if (count > 1) words[count - 2] = Math.floor(small / 2 ** 32);
    return words;
  }
  if (!WIDE.test(text)) return undefined;
  let rest = BigInt(text);
  if (rest >> BigInt(bits) !== 0n) return undefined;
  for (let i = count - 1; i >= 0; i--, rest >>= 32n) words[i] = Number(rest & 0xffff_ffffn);
  return words;
}

/** A number up to 2^53 - 1 as such, up to 2^64 - 1 as a bigint; nothing for every other text. */
export function parseUint64(text: string): number | bigint | undefined {
  const small = scanNumber(text, 0, text.length);
  if (small >= 0) return small;
  if (!WIDE.test(text)) return undefined;
  const value = BigInt(text);
  return value >> 64n === 0n ? value : undefined;
}

/** Hexadecimal as printf's `%#x` writes it: 0 has no `0x`. */
export function formatHex(value: number | bigint): string {
  return value === 0 || value === 0n ? "0" : `0x${value.toString(16)}`;
}

/** Words as one hexadecimal number, 0 without `0x`. */
export function formatHexWords(words: readonly number[]): string {
  let first = 0;
  while (first < words.length && words[first] === 0) first++;
  if (first === words.length) return "0";
  let text = `0x${words[first]!.toString(16)}`;
  for (let i = first + 1; i < words.length; i++) text += words[i]!.toString(16).padStart(8, "0");
  return text;
}

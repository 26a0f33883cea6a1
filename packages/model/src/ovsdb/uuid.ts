import type { Uuid } from "./value.ts";

export const ZERO_UUID: Uuid = "00000000-0000-0000-0000-000000000000";

/** Characters of a UUID's text. */
export const UUID_LENGTH = 36;

const DASH = 0x2d;

/** 1 at the code of each lower-case hex digit. */
const LOWER_HEX = new Uint8Array(128);
for (const digit of "0123456789abcdef") LOWER_HEX[digit.charCodeAt(0)] = 1;

/**
 * Whether the text is a UUID in lower case, as OVSDB writes it. A table and sums: every row and reference comes
 * through here, and a regular expression takes three times as long.
 */
export function isLowerUuid(text: string): boolean {
  if (text.length !== UUID_LENGTH) return false;
  let digits = 0;
  let bits = 0;
  for (let i = 0; i < UUID_LENGTH; i++) {
    const code = text.charCodeAt(i);
    bits |= code;
    digits += LOWER_HEX[code & 0x7f]!;
  }
  return (
    bits < 0x80 &&
    digits === 32 &&
    text.charCodeAt(8) === DASH &&
    text.charCodeAt(13) === DASH &&
    text.charCodeAt(18) === DASH &&
    text.charCodeAt(23) === DASH
  );
}

/** The UUID in lower case, or undefined when the text is none (RFC 4122, section 3). */
export function parseUuid(text: string): Uuid | undefined {
  if (isLowerUuid(text)) return text;
  const lower = text.toLowerCase();
  return isLowerUuid(lower) ? lower : undefined;
}

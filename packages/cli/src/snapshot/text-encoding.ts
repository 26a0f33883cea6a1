/** How a text file that begins with a byte order mark is encoded; PowerShell's `>` writes UTF-16. */
const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], label: "utf-8" },
  { bytes: [0xff, 0xfe], label: "utf-16le" },
  { bytes: [0xfe, 0xff], label: "utf-16be" },
] as const;

/** The same text in UTF-8 without a byte order mark; bytes that do not begin with one are given back as they are. */
export function toUtf8(bytes: Uint8Array): Uint8Array {
  const mark = MARKS.find((known) => known.bytes.every((byte, i) => bytes[i] === byte));
  if (mark === undefined) return bytes;
  if (mark.label === "utf-8") return bytes.subarray(mark.bytes.length);
  return new TextEncoder().encode(new TextDecoder(mark.label).decode(bytes));
}

// The one text decoder that both Node and browsers have; the package has no platform's types.
declare const TextDecoder: new (
  label: "utf-8",
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** More bytes than this may not fit into one JavaScript string. */
export const MAX_TEXT_BYTES = 2 ** 29 - 25;

/** The text, or undefined when the bytes are not UTF-8 or are more than {@link MAX_TEXT_BYTES}. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.length > MAX_TEXT_BYTES) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A few bytes as characters of the same numbers: ASCII as it is, and nothing refused. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

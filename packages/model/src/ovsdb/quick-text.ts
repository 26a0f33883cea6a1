import { decodeText } from "./utf8.ts";

/**
 * A text and its characters' codes. Loops run over the codes, which are twice as fast to get as from the string; values are
 * cut from the string, which costs nothing until somebody asks for them.
 */
export type QuickText = { readonly text: string; readonly codes: Uint8Array | Uint16Array };

/** The text of some bytes, or undefined when they are not UTF-8. */
export function createQuickText(bytes: Uint8Array): QuickText | undefined {
  const text = decodeText(bytes);
  if (text === undefined) return undefined;
  if (text.length === bytes.length) return { text, codes: bytes };
  const codes = new Uint16Array(text.length);
  for (let i = 0; i < codes.length; i++) codes[i] = text.charCodeAt(i);
  return { text, codes };
}

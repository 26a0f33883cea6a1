import { decodeText } from "./utf8.ts";

/**
 * A text and its characters' codes. Loops run over the codes, which are twice as fast to get as from the string; values are
 * cut from the string, which costs nothing until somebody asks for them.
 */
export type QuickText = {
  readonly text: string;
  /** Of a character that is not ASCII 0xff, whichever it is. */
  readonly codes: Uint8Array;
};

const NO_ASCII = 0xff;

/** The text of some bytes, or undefined when they are not UTF-8. */
export function createQuickText(bytes: Uint8Array): QuickText | undefined {
  const text = decodeText(bytes);
  if (text === undefined) return undefined;
  if (text.length === bytes.length) return { text, codes: bytes };
  const codes = new Uint8Array(text.length);
  for (let i = 0; i < codes.length; i++) {
    const code = text.charCodeAt(i);
    codes[i] = code < 0x80 ? code : NO_ASCII;
  }
  return { text, codes };
}

/** Codes to be found in a text. One that is not ASCII is never found: a text does not tell them apart. */
export function codesOf(sought: string): Uint8Array {
  const codes = new Uint8Array(sought.length);
  for (let i = 0; i < codes.length; i++) {
    const code = sought.charCodeAt(i);
    codes[i] = code < 0x80 ? code : 0;
  }
  return codes;
}

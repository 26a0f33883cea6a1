import { CT_LABEL_WORD, CT_LABEL_WORDS, CT_MARK_WORD } from "./layout.ts";
import type { Operations, Program } from "./operation.ts";

/** Bits of the connection's mark and label. */
export type MarkBits = { readonly mark: number; readonly label: readonly number[] };

/** The bits of mark and label that the actions of a `ct(exec(…))` write. */
export function writtenBits({ actions, operations }: Program): MarkBits {
  let mark = 0;
  const label = new Array<number>(CT_LABEL_WORDS).fill(0);
  const add = (word: number, bits: number): void => {
    const index = word - CT_LABEL_WORD;
    if (word === CT_MARK_WORD) mark |= bits;
    else if (index >= 0 && index < CT_LABEL_WORDS) label[index]! |= bits;
  };
  for (const [i, { kind }] of actions.entries()) {
    if (kind === "move") {
      const { segments } = operations[i] as Operations["move"];
      for (const { toWord, toShift, mask } of segments) add(toWord, mask << toShift);
    } else {
      const { writes } = operations[i] as Operations["set"];
      for (let at = 0; at < writes.length; at += 3) add(writes[at]!, writes[at + 1]!);
    }
  }
  return { mark, label };
}

import type { Match } from "../openflow/index.ts";
import { LOGICAL_FIELDS } from "../release/index.ts";
import { subfieldOf } from "./context.ts";

/** Logical output ports have keys below this, multicast groups from it on. */
export const FIRST_MULTICAST_KEY = 0x8000;

const OUTPORT = subfieldOf(LOGICAL_FIELDS.outport).field;

/** Whether a match wants the logical output port to be one certain multicast group. */
export function isMulticastMatch({ shape, values }: Match): boolean {
  const at = shape.words.indexOf(OUTPORT.word);
  return at >= 0 && shape.masks[at] === OUTPORT.keyMask && values[at]! >= FIRST_MULTICAST_KEY;
}

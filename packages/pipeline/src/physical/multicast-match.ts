import type { Field, Match } from "../openflow/index.ts";
import { LOGICAL_FIELDS } from "../release/index.ts";
import { subfieldOf } from "./context.ts";

/** Logical output ports have keys below this, multicast groups from it on. */
export const FIRST_MULTICAST_KEY = 0x8000;

const OUTPORT = subfieldOf(LOGICAL_FIELDS.outport).field;

/** Whether a match wants the logical output port to be one certain multicast group. */
export function isMulticastMatch(match: Match): boolean {
  return wantsMulticastKey(match, OUTPORT);
}

/** Whether a match wants the whole of a register to be the key of one certain multicast group. */
export function wantsMulticastKey({ shape, values }: Match, field: Field): boolean {
  const at = shape.words.indexOf(field.word);
  return at >= 0 && shape.masks[at] === field.keyMask && values[at]! >= FIRST_MULTICAST_KEY;
}

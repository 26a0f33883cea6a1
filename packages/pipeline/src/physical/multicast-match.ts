import { type Field, FIELDS, type Match } from "../openflow/index.ts";
import { flagMask, LOGICAL_FIELDS } from "../release/index.ts";
import { subfieldOf } from "./context.ts";

/** Logical output ports have keys below this, multicast groups from it on. */
export const FIRST_MULTICAST_KEY = 0x8000;

const OUTPORT = subfieldOf(LOGICAL_FIELDS.outport).field;

/** Whether a match wants the logical output port to be one certain multicast group. */
export function isMulticastMatch(match: Match): boolean {
  return wantsMulticastKey(match, OUTPORT);
}

/** Whether a match wants the whole of a register to be the key of one certain multicast group. */
function wantsMulticastKey({ shape, values }: Match, field: Field): boolean {
  const at = shape.words.indexOf(field.word);
  return at >= 0 && shape.masks[at] === field.keyMask && values[at]! >= FIRST_MULTICAST_KEY;
}

const RECEIVED_FROM_TUNNEL = flagMask("receivedFromTunnel");

/**
 * Whether a match is that of the flood of neighbour replies to other availability zones: it wants nothing but a packet
 * that came by no tunnel, besides the part of the flood where a release cuts it in parts.
 */
export function isZoneFloodMatch(match: Match): boolean {
  const { shape, values } = match;
  const at = shape.words.indexOf(FIELDS.reg10.word);
  const isNotFromTunnel = at >= 0 && shape.masks[at] === RECEIVED_FROM_TUNNEL && values[at] === 0;
  return isNotFromTunnel && (shape.words.length === 1 || wantsMulticastKey(match, FIELDS.reg6));
}

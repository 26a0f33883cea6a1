import { KEY_WORDS } from "../openflow/field-layout.ts";
import type { FlowKey } from "../openflow/match.ts";

/** So many copies share memory: one that is kept keeps the others. */
const COPIES = 16;

let room = new Uint32Array(0);
let used = 0;

/**
 * A copy of a packet's key. To make a typed array with memory of its own takes longer than many a run through the tables, so
 * each copy is a part of a longer one: its `buffer` holds others too.
 */
export function copyKey(key: FlowKey): FlowKey {
  if (used === room.length) {
    room = new Uint32Array(KEY_WORDS * COPIES);
    used = 0;
  }
  const copy = room.subarray(used, used + KEY_WORDS);
  used += KEY_WORDS;
  copy.set(key);
  return copy;
}

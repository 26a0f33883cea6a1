import type { Uuid } from "@ovn-sim/model";

/** The cookie of the flows that come of a row: the first 32 bits of its UUID. */
export function cookieOf(uuid: Uuid): number {
  return Number.parseInt(uuid.slice(0, 8), 16);
}

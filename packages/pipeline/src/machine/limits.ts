/**
 * The limits of one run. The first three are those of Open vSwitch 2.11 and later; going over one of
 * them discards the whole pass, as it does there. The others are this machine's own, so that no flow
 * table can make it run on or eat memory.
 */
export const LIMITS = {
  /** How deep resubmits to the same or an earlier table may nest, together with groups. */
  resubmitDepth: 64,
  /** Resubmits and table changes in one pass. */
  resubmits: 4096,
  /** Bytes that `push` may have put on the stack by the time of a resubmit. */
  stackBytes: 65536,
  /** Recirculations in one run: as many as `ofproto/trace` follows. */
  recirculations: 4097,
  /** Actions and lookups in one run. */
  steps: 1 << 20,
  /** Outputs in one run. */
  outputs: 1 << 16,
} as const;

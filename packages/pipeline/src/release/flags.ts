/**
 * The bits of the flags register (ovn-architecture(7), "logical flags"; ovn-sb(5) names them `flags.*`).
 * Bits that a release does not know are never set in it.
 */
export const FLAG_BITS = {
  allowLoopback: 0,
  receivedFromRamp: 1,
  forceSnatForDnat: 2,
  forceSnatForLb: 3,
  localOnly: 4,
  nestedContainer: 5,
  lookupMac: 6,
  lookupLbHairpin: 7,
  lookupFdb: 8,
  skipSnatForLb: 9,
  localport: 10,
  useSnatZone: 11,
  checkPortSecurity: 12,
  lookupCommitEcmpNexthop: 13,
  useLbAffinitySession: 14,
  localnet: 15,
  receivedFromTunnel: 16,
  icmpSnat: 17,
  overrideLocalOnly: 18,
  fromController: 19,
  unsnatNew: 20,
  unsnatNotTracked: 21,
  igmpSnoopInject: 22,
  packetSampled: 23,
  recirculated: 24,
} as const;

export type FlagName = keyof typeof FLAG_BITS;

/** The mask of a set of flags, as an unsigned 32-bit word. */
export function flagMask(...names: readonly FlagName[]): number {
  return names.reduce((mask, name) => mask | (1 << FLAG_BITS[name]), 0) >>> 0;
}

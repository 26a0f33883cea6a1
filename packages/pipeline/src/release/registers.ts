import type { Release } from "./tables.ts";
import { type Slice, slice } from "./slice.ts";

/** Where OVN keeps what a packet carries through the pipelines (ovn-architecture(7), "Logical Network Fields"). */
export type Registers = {
  readonly flags: Slice;
  readonly dnatZone: Slice;
  readonly snatZone: Slice;
  readonly ctZone: Slice;
  readonly encapId: Slice;
  readonly inport: Slice;
  readonly outport: Slice;
  /** The tunnel port that a packet came in by; kept for network functions. */
  readonly tunnelOfport?: Slice;
  /** What a lookup of remote FDB entries found. */
  readonly remoteOutport?: Slice;
  readonly ctOriginalNwDst: Slice;
  readonly ctOriginalIp6Dst: Slice;
  readonly ctOriginalTpDst: Slice;
  readonly ctOriginalProto?: Slice;
  readonly ctSavedState: Slice;
};

/** The logical pipeline's own registers, cleared between ingress and egress. */
export const LOGICAL_REGISTERS: readonly Slice[] = Array.from({ length: 10 }, (_, index) => slice("reg", index));

/** Those that hold their value from table 0 to the end of a pipeline; no two may overlap. */
export const LOGICAL_FIELDS = {
  flags: slice("reg", 10),
  dnatZone: slice("reg", 11),
  snatZone: slice("reg", 12),
  ctZone: slice("reg", 13, 0, 15),
  encapId: slice("reg", 13, 16, 31),
  inport: slice("reg", 14),
  outport: slice("reg", 15),
} as const;

const SAVED_STATE = { ctSavedState: slice("reg", 4, 0, 7) } as const;

/** From 25.09 on every such lookup answers in the same register. */
const ONE_RESULT_REGISTER = {
  ctOriginalNwDst: slice("xxreg", 1, 0, 31),
  ctOriginalIp6Dst: slice("xxreg", 1),
  ctOriginalTpDst: slice("xxreg", 1, 0, 15),
  ctOriginalProto: slice("xxreg", 1, 0, 7),
  remoteOutport: slice("reg", 1),
} as const;

const ORIGINAL_DESTINATION_2403 = {
  ctOriginalNwDst: slice("reg", 1),
  ctOriginalIp6Dst: slice("xxreg", 1),
  ctOriginalTpDst: slice("reg", 2, 0, 15),
} as const;

export const REGISTERS_BY_RELEASE = {
  "24.03": { ...LOGICAL_FIELDS, ...SAVED_STATE, ...ORIGINAL_DESTINATION_2403 },
  "24.09": { ...LOGICAL_FIELDS, ...SAVED_STATE, ...ORIGINAL_DESTINATION_2403 },
  "25.03": { ...LOGICAL_FIELDS, ...SAVED_STATE, ...ORIGINAL_DESTINATION_2403, ctOriginalNwDst: slice("reg", 4) },
  "25.09": { ...LOGICAL_FIELDS, ...SAVED_STATE, ...ONE_RESULT_REGISTER },
  "26.03": { ...LOGICAL_FIELDS, ...SAVED_STATE, ...ONE_RESULT_REGISTER, tunnelOfport: slice("reg", 5, 16, 31) },
} as const satisfies Record<Release, Registers>;

export { FLAG_BITS, type FlagName, flagMask } from "./flags.ts";
export { PHYSICAL_BY_RELEASE, type PhysicalFeatures } from "./features.ts";
export { PATCHES_BY_RELEASE, type PatchStep } from "./patches.ts";
export { KNOWN_RELEASES, profileFor, type ReleaseProfile } from "./profile.ts";
export { LOGICAL_FIELDS, LOGICAL_REGISTERS, REGISTERS_BY_RELEASE, type Registers } from "./registers.ts";
export { isOverlapping, type Slice, slice } from "./slice.ts";
export { type Release, TABLES_BY_RELEASE, type Tables } from "./tables.ts";

export { FLAG_BITS, type FlagName, flagMask } from "./flags.ts";
export type { PhysicalFeatures } from "./features.ts";
export { KNOWN_RELEASES, profileFor, type ReleaseProfile } from "./profile.ts";
export { type LogicalTable, logicalTableOf, tableKey } from "./logical-table.ts";
export { LOGICAL_FIELDS, LOGICAL_REGISTERS, type Registers } from "./registers.ts";
export type { Slice } from "./slice.ts";
export type { Release, Tables } from "./tables.ts";
export { type Dialect, dialectOf, type FirstPatches, isSince, type Version } from "./history.ts";

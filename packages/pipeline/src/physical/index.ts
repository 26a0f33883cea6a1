export type { TunnelSelection } from "./context.ts";
export { lowerPhysical, lowerPhysicalOnDemand } from "./lower-physical.ts";
export { isMulticastMatch, isZoneFloodMatch } from "./multicast-match.ts";
export type { TunnelReason } from "./select-tunnel.ts";

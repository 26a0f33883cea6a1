export { cookieOf, type Source, type TunnelSelection } from "./context.ts";
export { lowerPhysical, type PhysicalFlows } from "./lower-physical.ts";
export { FIRST_MULTICAST_KEY, isMulticastMatch } from "./multicast-match.ts";
export { selectTunnel, type TunnelChoice, type TunnelReason, type WantedPair } from "./select-tunnel.ts";

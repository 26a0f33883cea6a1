export { PhysicalContext, type Source, type TunnelSelection } from "./context.ts";
export { lowerPhysical, type PhysicalFlows } from "./lower-physical.ts";
export { selectTunnel, type TunnelChoice, type TunnelReason, type WantedPair } from "./select-tunnel.ts";

export { isActivated } from "./activation.ts";
export { bindingRight } from "./binding.ts";
export { cookieOf } from "./cookie.ts";
export { createChassisView, type ViewOptions } from "./create-view.ts";
export { isHaActive, orderHaMembers } from "./ha-group.ts";
export { createReadingOrder, hashString, hashTableOrder } from "./hash-order.ts";
export { type PortBook, portBook } from "./port-book.ts";
export type { PortFacts } from "./port-facts.ts";
export { type PortKind, portKind } from "./port-kind.ts";
export { isChassisResident, reachableChassis } from "./residence.ts";
export { commonTunnelType, isRampChassis, isTunnelWanted, TUNNEL_TYPES, tunnelType } from "./tunnels.ts";
export type {
  ChassisView,
  DropSampling,
  FlowTunnel,
  LocalDatapath,
  Prediction,
  Tunnel,
  TunnelType,
  ViewPort,
} from "./view.ts";
export { viewPort } from "./view-port.ts";
export { dnatZoneName, snatZoneName } from "./zones.ts";

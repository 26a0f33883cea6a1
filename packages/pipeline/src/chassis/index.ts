export { type BindingRight, bindingRight, isBoundTo } from "./binding.ts";
export { createChassisView, type ViewOptions } from "./create-view.ts";
export { isHaActive, isHaMember, orderHaMembers } from "./ha-group.ts";
export { hashString, hashTableOrder } from "./hash-order.ts";
export { type PortKind, portKind } from "./port-kind.ts";
export { isChassisResident, isResident, ofportOf, reachableChassis } from "./residence.ts";
export { commonTunnelType, isRampChassis, TUNNEL_TYPES } from "./tunnels.ts";
export type {
  ChassisView,
  DropSampling,
  FlowTunnel,
  LocalDatapath,
  LocalInterface,
  PeerPair,
  Prediction,
  Tunnel,
  TunnelType,
  ViewPort,
} from "./view.ts";
export { dnatZoneName, snatZoneName } from "./zones.ts";

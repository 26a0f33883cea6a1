import type { ChassisPlan, PortPlan } from "ovn-sim/arbitraries";

/** A host with two VTEPs, as plain as it can be. */
export const host: ChassisPlan = {
  vteps: 2,
  defaultVtep: undefined,
  types: ["geneve"],
  zones: [],
  flowBased: false,
  bridged: false,
  overridden: false,
};

/** An interface of a chassis on a switch, with a VTEP of its own or none. */
export const vif = (chassis: number, vtep: PortPlan["vtep"], network = 0): PortPlan => {
  return { kind: "vif", switch: network, chassis, vtep, unknown: false, parent: undefined };
};

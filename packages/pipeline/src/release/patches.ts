import type { PhysicalFeatures } from "./features.ts";
import { type Registers, REGISTERS_BY_RELEASE } from "./registers.ts";
import type { Release } from "./tables.ts";

/** A change within a release, told backwards: what patches before `before` had instead. */
export type PatchStep = {
  readonly before: number;
  readonly reason: string;
  readonly physical?: Partial<PhysicalFeatures>;
  readonly registers?: Partial<Registers>;
};

const NO_STATE_SAVE = {
  reason: "no stage saves the conntrack state yet",
  physical: { ctStateSave: false },
} as const;

const CONTAINER_DROPPED = {
  reason: "a container whose parent is requested elsewhere gets no flows at all",
  physical: { unbindableContainer: "dropped", containerOnFurtherChassis: "local" },
} as const;

const CONTAINER_ON_MAIN_CHASSIS = {
  reason: "a container has flows on the main chassis of its parent alone",
  physical: { unbindableContainer: "dropped", containerOnFurtherChassis: "dropped" },
} as const;

const CONTAINER_ANYWHERE = {
  reason: "nobody asks whether a container's parent may be bound here",
  physical: { unbindableContainer: "local", containerOnFurtherChassis: "local" },
} as const;

const SPLIT = {
  reason: "flows of big multicast groups are cut in parts; only datapaths with a VTEP port tell VTEP switches apart",
  physical: { multicastSplit: true, rampFlows: "vtep-datapaths" },
} as const;

const NO_ORIGINAL_DESTINATION = {
  reason: "no stage looks up the original destination of a connection yet",
  physical: { ctOriginalDestination: "none" },
} as const;

const ONE_TUNNEL_FLOOD = {
  reason: "neighbour replies from another zone are taken in by one tunnel of a chassis alone",
  physical: { remoteChassisFlood: "one-tunnel" },
} as const;

/** Changes that came with a patch of a release, the newest first. Every step that applies is taken in order. */
export const PATCHES_BY_RELEASE: Readonly<Record<Release, readonly PatchStep[]>> = {
  "24.03": [
    { before: 7, ...SPLIT },
    { before: 6, ...NO_STATE_SAVE },
    { before: 6, ...CONTAINER_ON_MAIN_CHASSIS },
    { before: 5, ...NO_ORIGINAL_DESTINATION },
    { before: 4, ...CONTAINER_DROPPED },
    { before: 2, ...CONTAINER_ANYWHERE },
  ],
  "24.09": [
    { before: 4, ...SPLIT },
    { before: 3, ...NO_STATE_SAVE },
    { before: 3, ...CONTAINER_ON_MAIN_CHASSIS },
    { before: 2, ...NO_ORIGINAL_DESTINATION },
    { before: 1, ...CONTAINER_DROPPED },
  ],
  "25.03": [
    { before: 3, ...ONE_TUNNEL_FLOOD },
    { before: 2, ...SPLIT },
    {
      before: 2,
      reason: "the holder of a gateway port is elected from the HA group by every chassis for itself",
      physical: { redirectResidence: "ha-group" },
    },
    {
      before: 2,
      reason: "original IPv4 destinations are looked up into the register of 24.03",
      registers: { ctOriginalNwDst: REGISTERS_BY_RELEASE["24.03"].ctOriginalNwDst },
    },
    { before: 1, ...NO_STATE_SAVE },
    { before: 1, ...CONTAINER_DROPPED },
    {
      before: 1,
      reason: "a router is local wherever a switch that it serves is",
      physical: { gatewayRouterFromSwitch: "everywhere" },
    },
  ],
  "25.09": [
    { before: 3, ...ONE_TUNNEL_FLOOD },
    {
      before: 1,
      reason: "flows of multicast groups are cut in parts, and end in a part of their own",
      physical: { multicastSplit: true, multicastSplitEnd: "own-part" },
    },
  ],
  "26.03": [
    {
      before: 2,
      reason: '"fragmentation needed" from VTEP switches is treated like that of any tunnel',
      physical: { rampPmtudExempt: false },
    },
  ],
};

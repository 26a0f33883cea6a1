import type { Release } from "./tables.ts";

/**
 * What ovn-controller's physical flows do otherwise from one release to another. Every member says what
 * differs and why, so that a lowering asks for the reason and never for the number of a version.
 */
export type PhysicalFeatures = {
  /** `ovn-encap-ip-default` is known: the default VTEP gets encap id 0. Before it was, the first in the order of strings had it. */
  readonly defaultVtep: boolean;
  /** Conntrack state is saved by table: one pair of flows copies it to a register for logical flows that need it later. */
  readonly ctStateSave: boolean;
  /** Which connections have their original destination (and from 25.09 on their protocol) looked up. */
  readonly ctOriginalDestination: "none" | "established" | "established-and-new";
  /** Empty defaults of the FDB tables, so that a lookup that finds nothing clears its answer. */
  readonly fdbDefaults: boolean;
  /** Neighbour replies to and from chassis of other availability zones are flooded. Their replies are taken in by one tunnel of a chassis at first, by each later. */
  readonly remoteChassisFlood: "none" | "one-tunnel" | "every-tunnel";
  /** A flow of a multicast group is cut in parts, chained by reg6, when its actions outgrow a netlink message; later the switch does that itself. */
  readonly multicastSplit: boolean;
  /** Where such a chain ends: with the last member's part, or with a part of its own, which every group then has whatever its members. */
  readonly multicastSplitEnd: "last-member" | "own-part";
  /** The zone of each member of a group is loaded, even of members that the local part does not output to. */
  readonly multicastZoneOfEveryMember: boolean;
  /** Copies for VTEP switches are told from others on the datapaths with a VTEP port, or (by an oversight) on every local one. */
  readonly rampFlows: "vtep-datapaths" | "local-datapaths";
  /** What follows the remote part of a group: the local part when there is one, or always the next table. */
  readonly multicastContinues: "when-local-members" | "always";
  /** A tunnel's in-port is kept in a register, for network functions that answer to where a packet came from. */
  readonly tunnelOfport: boolean;
  /** "Fragmentation needed" that comes from a VTEP switch is left alone: its tunnel carries no ports. */
  readonly rampPmtudExempt: boolean;
  /** One tunnel port per type for all chassis, when the chassis asks for it. */
  readonly flowBasedTunnels: boolean;
  /** `is-nf` ports and the flows that bring their packets back to the chassis that they came from. */
  readonly networkFunctions: boolean;
  /** On which of the host's interfaces remote VTEPs of an EVPN are learnt: names made of the VNI, or those that the switch lists. */
  readonly evpnInterfaces: "none" | "by-vni" | "named";
  /** Ports of type `mirror`. */
  readonly mirrorPorts: boolean;
  /** A patch port may face an l3gateway port. */
  readonly mixedPeers: boolean;
  /** The flow that lets a container reach its own parent belongs to the parent's row. */
  readonly nestedParentOwned: boolean;
  /** What a container has whose parent has an interface here but may not be bound here: the flows of a local port, none, or those of a remote port. */
  readonly unbindableContainer: "local" | "dropped" | "remote";
  /** What a container has whose parent is here as on a further chassis. */
  readonly containerOnFurtherChassis: "local" | "dropped";
  /** `options:always_tunnel`: ports of other chassis are reached by tunnel although the switch has a localnet port. */
  readonly alwaysTunnel: boolean;
  /** Who holds a distributed gateway port: whom its binding names, or whom the HA group elects here. */
  readonly redirectResidence: "binding" | "ha-group";
  /** A router behind a gateway port is local to its HA chassis alone when it is reached from a switch. */
  readonly gatewayRouterFromSwitch: "everywhere" | "ha-chassis";
  /** Logical flows that name ports of other availability zones are compiled. */
  readonly remotePortsRelated: boolean;
  /** What may activate a port that migrates. */
  readonly activationStrategies: readonly ("rarp" | "garp" | "na")[];
  /** Whether `activation-strategy` may list several of them, which then need an address of the port. */
  readonly activationList: boolean;
  /** How the MTU of "packet too big" is passed to the controller: an action of its own, or a note. */
  readonly fragMtu: "controller" | "note";
};

const FEATURES_2403: PhysicalFeatures = {
  defaultVtep: false,
  ctStateSave: true,
  ctOriginalDestination: "established",
  fdbDefaults: false,
  remoteChassisFlood: "none",
  multicastSplit: false,
  multicastSplitEnd: "last-member",
  multicastZoneOfEveryMember: true,
  rampFlows: "local-datapaths",
  multicastContinues: "when-local-members",
  tunnelOfport: false,
  rampPmtudExempt: false,
  flowBasedTunnels: false,
  networkFunctions: false,
  evpnInterfaces: "none",
  mirrorPorts: false,
  mixedPeers: false,
  nestedParentOwned: false,
  unbindableContainer: "remote",
  containerOnFurtherChassis: "local",
  alwaysTunnel: false,
  redirectResidence: "ha-group",
  gatewayRouterFromSwitch: "everywhere",
  remotePortsRelated: false,
  activationStrategies: ["rarp"],
  activationList: false,
  fragMtu: "controller",
};

const FEATURES_2409: PhysicalFeatures = {
  ...FEATURES_2403,
  defaultVtep: true,
  nestedParentOwned: true,
  alwaysTunnel: true,
  fragMtu: "note",
};

const FEATURES_2503: PhysicalFeatures = {
  ...FEATURES_2409,
  remoteChassisFlood: "every-tunnel",
  mixedPeers: true,
  redirectResidence: "binding",
  remotePortsRelated: true,
  gatewayRouterFromSwitch: "ha-chassis",
};

const FEATURES_2509: PhysicalFeatures = {
  ...FEATURES_2503,
  ctOriginalDestination: "established-and-new",
  fdbDefaults: true,
  multicastZoneOfEveryMember: false,
  multicastContinues: "always",
  evpnInterfaces: "by-vni",
  mirrorPorts: true,
  activationStrategies: ["rarp", "garp", "na"],
  activationList: true,
};

const FEATURES_2603: PhysicalFeatures = {
  ...FEATURES_2509,
  evpnInterfaces: "named",
  tunnelOfport: true,
  rampPmtudExempt: true,
  flowBasedTunnels: true,
  networkFunctions: true,
};

/** As the newest known patch of each release has it; {@link PATCHES_BY_RELEASE} says what older ones had. */
export const PHYSICAL_BY_RELEASE = {
  "24.03": FEATURES_2403,
  "24.09": FEATURES_2409,
  "25.03": FEATURES_2503,
  "25.09": FEATURES_2509,
  "26.03": FEATURES_2603,
} as const satisfies Record<Release, PhysicalFeatures>;

import type { Cluster, ClusterChassis, ClusterDatapath, ClusterPort, Uuid } from "@ovn-sim/model";
import type { ReleaseProfile } from "../release/index.ts";
import type { PortFacts } from "./port-facts.ts";
import type { PortKind } from "./port-kind.ts";

/**
 * Everything that decides the flows of one chassis, gathered once for both lowerings: which datapaths and
 * ports matter here, and the numbers (OpenFlow ports, zones, encap ids) that stand for them.
 */
export type ChassisView = {
  readonly cluster: Cluster;
  readonly chassis: ClusterChassis;
  readonly name: string;
  readonly profile: ReleaseProfile;
  /** The datapaths that ovn-controller compiles here, by the UUID of their Datapath_Binding, in the order found. */
  readonly localDatapaths: ReadonlyMap<Uuid, LocalDatapath>;
  /** The same by tunnel key. */
  readonly localDatapathByKey: ReadonlyMap<number, LocalDatapath>;
  /** How many rows of Port_Binding ovn-controller has a copy of. */
  readonly monitoredPorts: number;
  /** Every port of every local datapath, in the order of the file. */
  readonly ports: readonly ViewPort[];
  /** The ports whose logical flows matter here although they may be elsewhere (`inport == "p"` of others is left out). */
  readonly relatedPorts: ReadonlySet<string>;
  /** Interfaces of the integration bridge by the logical port that they are. */
  readonly interfaces: ReadonlyMap<string, LocalInterface>;
  /** OpenFlow ports of patch ports to other bridges, by localnet or l2gateway port. */
  readonly patchOfports: ReadonlyMap<string, number>;
  /** Conntrack zones by name: a logical port, or `<datapath>_dnat` and `<datapath>_snat`. */
  readonly zones: ReadonlyMap<string, number>;
  /** This chassis's VTEP addresses; the index is the encap id. */
  readonly encapIps: readonly string[];
  /** In the order of the integration bridge's ports. */
  readonly tunnels: readonly Tunnel[];
  /** The tunnels to each chassis; in front the one that ovn-controller takes when any will do. */
  readonly tunnelsTo: ReadonlyMap<string, readonly Tunnel[]>;
  /** One port per type, when this chassis uses flow-based tunnels; empty otherwise. */
  readonly flowTunnels: ReadonlyMap<TunnelType, FlowTunnel>;
  readonly usesFlowTunnels: boolean;
  /** `SB_Global.options:always_tunnel`. */
  readonly alwaysTunnel: boolean;
  /** Where dropped packets are sampled to (`SB_Global.options:debug_drop_*`); absent when they are not. */
  readonly dropSampling: DropSampling | undefined;
  /** What no database said and had to be worked out, in the order given. */
  readonly predictions: readonly Prediction[];
};

export type LocalDatapath = {
  readonly datapath: ClusterDatapath;
  readonly key: number;
  /** `external_ids:name`, which the names of zones are made of. */
  readonly zoneName: string | undefined;
  readonly isSwitch: boolean;
  /** A switch that availability zones share (`external_ids:interconn-ts`). */
  readonly isTransitSwitch: boolean;
  /** Patch or gateway ports whose other side is local too, in the order found. */
  readonly peers: readonly PeerPair[];
  /** The localnet port whose network this chassis maps to a bridge. */
  readonly localnet: ClusterPort | undefined;
  readonly vtepPort: ClusterPort | undefined;
  readonly externalPorts: readonly ClusterPort[];
  /** VIFs that are on more than one chassis. */
  readonly multichassisPorts: readonly ClusterPort[];
  /** The port that made it local: one of this chassis, or the router side that it was reached by. */
  readonly reachedBy: string;
};

export type PeerPair = { readonly local: ClusterPort; readonly remote: ClusterPort };

/** A port of a local datapath. */
export type ViewPort = {
  readonly port: ClusterPort;
  readonly kind: PortKind;
  readonly datapath: LocalDatapath;
  readonly key: number;
  readonly facts: PortFacts;
};

export type LocalInterface = {
  readonly logicalPort: string;
  /** The name of the interface; absent when it had to be predicted. */
  readonly name: string | undefined;
  readonly ofport: number;
  readonly mtu: number | undefined;
};

export type TunnelType = "geneve" | "vxlan" | "stt";

/** A tunnel port to one address of one chassis, from one address of this one. */
export type Tunnel = {
  readonly port: string;
  readonly ofport: number;
  readonly type: TunnelType;
  readonly chassis: string;
  readonly remoteIp: string;
  /** Absent on a port named by an OVN before 24.03: it then stands for every local address. */
  readonly localIp: string | undefined;
  /** It leads to a VTEP switch, which knows VNIs and no logical ports. */
  readonly isRamp: boolean;
};

export type FlowTunnel = { readonly port: string; readonly ofport: number; readonly type: TunnelType };

export type DropSampling = { readonly collectorSet: number; readonly domain: number };

/** A number that the databases at hand do not hold. */
export type Prediction = {
  readonly kind: "tunnels" | "ofports" | "zones" | "encap-ids";
  readonly message: string;
};

import type { Northbound } from "../northbound/northbound.ts";
import type { Uuid } from "../ovsdb/value.ts";
import type { DatapathBinding, Encap, HaChassisGroup, PortBinding } from "../southbound/rows.ts";
import type { Southbound } from "../southbound/southbound.ts";
import type { ClusterChassis } from "./chassis.ts";

export type DatapathKind = "switch" | "router" | "unknown";

/** A logical datapath with its names. */
export type ClusterDatapath = {
  readonly row: DatapathBinding;
  readonly kind: DatapathKind;
  /** The name that people know: `external_ids:name2` (of a CMS), else `name`, else the row's UUID. */
  readonly name: string;
  /** The UUID of the Logical_Switch or Logical_Router of the Northbound. */
  readonly northboundUuid: Uuid | undefined;
};

/** A port with the rows that it refers to. */
export type ClusterPort = {
  readonly name: string;
  readonly row: PortBinding;
  readonly datapath: ClusterDatapath;
  /** The chassis that the port is bound to. */
  readonly chassis: ClusterChassis | undefined;
  /** `Port_Binding.encap`: the VTEP that the port was given. */
  readonly encap: Encap | undefined;
  readonly additionalChassis: readonly ClusterChassis[];
  readonly additionalEncaps: readonly Encap[];
  readonly haChassisGroup: HaChassisGroup | undefined;
  /** The port that a nested container's port lies in. */
  readonly parent: PortBinding | undefined;
  /** `options:peer`: the other side of a patch or router port. */
  readonly peer: PortBinding | undefined;
};

/** Everything that the databases of a snapshot say, linked. */
export type Cluster = {
  readonly southbound: Southbound;
  readonly northbound: Northbound | undefined;
  /** Every chassis of the Southbound by its name, in the order of the file. */
  readonly chassis: ReadonlyMap<string, ClusterChassis>;
  /** `X.Y` of the OVN that wrote the Southbound; absent when it does not say. */
  readonly release: string | undefined;
  datapath(uuid: Uuid): ClusterDatapath | undefined;
  /** A port with its links, by `Port_Binding.logical_port`. */
  port(name: string): ClusterPort | undefined;
  portOf(row: PortBinding): ClusterPort;
};

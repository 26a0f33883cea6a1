import type { Uuid } from "../ovsdb/value.ts";
import type { Encap, HaChassisGroup, PortBinding } from "../southbound/rows.ts";
import type { Southbound } from "../southbound/southbound.ts";
import type { ClusterChassis } from "./chassis.ts";
import type { ClusterDatapath } from "./datapath.ts";

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

export type PortSource = {
  readonly southbound: Southbound;
  chassis(uuid: Uuid): ClusterChassis | undefined;
  datapath(uuid: Uuid): ClusterDatapath | undefined;
};

/** Follows the references of a port's row. */
export function createPort(row: PortBinding, source: PortSource): ClusterPort {
  const { tables, portByName } = source.southbound;
  const portNamed = (name: string | undefined) => (name === undefined ? undefined : portByName.get(name));
  return {
    name: row.logical_port,
    row,
    // A row whose datapath is not there was left out when the rows were typed.
    datapath: source.datapath(row.datapath)!,
    chassis: row.chassis === undefined ? undefined : source.chassis(row.chassis),
    encap: row.encap === undefined ? undefined : tables.Encap.get(row.encap),
    additionalChassis: row.additional_chassis.map((uuid) => source.chassis(uuid)).filter((one) => one !== undefined),
    additionalEncaps: row.additional_encap.map((uuid) => tables.Encap.get(uuid)).filter((one) => one !== undefined),
    haChassisGroup: row.ha_chassis_group === undefined ? undefined : tables.HA_Chassis_Group.get(row.ha_chassis_group),
    parent: portNamed(row.parent_port),
    peer: portNamed(row.options.get("peer")),
  };
}

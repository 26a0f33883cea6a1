import type { Northbound } from "../northbound/northbound.ts";
import type { Uuid } from "../ovsdb/value.ts";
import type { PortBinding } from "../southbound/rows.ts";
import type { Southbound } from "../southbound/southbound.ts";
import type { ClusterChassis } from "./chassis.ts";
import { type ClusterDatapath, createDatapath } from "./datapath.ts";
import { type ClusterPort, createPort } from "./port.ts";

/** Everything that the databases of a snapshot say, linked. */
export type Cluster = {
  readonly southbound: Southbound;
  readonly northbound: Northbound | undefined;
  /** Every chassis of the Southbound by its name, in the order of their names. */
  readonly chassis: ReadonlyMap<string, ClusterChassis>;
  /** The same by the UUID of the row. */
  readonly chassisByUuid: ReadonlyMap<Uuid, ClusterChassis>;
  /** `X.Y` of the OVN that wrote the Southbound; absent when it does not say. */
  readonly release: string | undefined;
  datapath(uuid: Uuid): ClusterDatapath | undefined;
  /** A port with its links, by `Port_Binding.logical_port`. */
  port(name: string): ClusterPort | undefined;
  portOf(row: PortBinding): ClusterPort;
};

export type ClusterParts = Pick<Cluster, "southbound" | "northbound" | "chassis" | "release">;

/** Links the parts; a port or a datapath is linked when it is first asked for, and then stays the same object. */
export function linkCluster(parts: ClusterParts): Cluster {
  const { southbound, chassis } = parts;
  const chassisByUuid = new Map([...chassis.values()].map((one) => [one.row.uuid, one]));
  const datapath = remember((uuid: Uuid) => {
    const row = southbound.tables.Datapath_Binding.get(uuid);
    return row && createDatapath(row);
  });
  const source = { southbound, datapath, chassis: (uuid: Uuid) => chassisByUuid.get(uuid) };
  const portOf = remember((row: PortBinding) => createPort(row, source));
  const port = (name: string): ClusterPort | undefined => {
    const row = southbound.portByName.get(name);
    return row && portOf(row);
  };
  return { ...parts, chassisByUuid, datapath, port, portOf };
}

function remember<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    if (value !== undefined) made.set(key, value);
    return value;
  };
}

import type { Cluster } from "@ovn-sim/model";

/** The name of the datapath with a tunnel key; `datapath 7` when there is none. */
export function datapathName(cluster: Cluster, key: number): string {
  const row = cluster.southbound.datapathByKey.get(key);
  return (row === undefined ? undefined : cluster.datapath(row.uuid)?.name) ?? `datapath ${key}`;
}

/** The name of a port or multicast group of a datapath by its tunnel key. */
export function outportName(cluster: Cluster, datapathKey: number, portKey: number): string {
  const row = cluster.southbound.datapathByKey.get(datapathKey);
  if (row !== undefined) {
    const port = cluster.southbound.portByKey(row.uuid, portKey);
    if (port !== undefined) return port.logical_port;
    const group = cluster.southbound.groupByKey(row.uuid, portKey);
    if (group !== undefined) return `multicast group ${group.name}`;
  }
  return `port ${portKey}`;
}

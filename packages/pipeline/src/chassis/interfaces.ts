import type { BridgeInterface, Cluster, ClusterChassis, PortBinding } from "@ovn-sim/model";
import { isBoundTo } from "./binding.ts";
import { type PortKind, portKind } from "./port-kind.ts";
import type { LocalDatapath, LocalInterface } from "./view.ts";

/** The kinds of port that an interface can be by its `iface-id`. */
const PLUGGABLE: ReadonlySet<PortKind> = new Set(["vif", "localport"]);

/**
 * The interfaces of the integration bridge by the logical port that their `external_ids:iface-id` names. Of
 * several for one port the first counts. The bridge's own port is left out, and so is an interface whose
 * `iface-id-ver` is not the port's.
 */
export function readInterfaces(cluster: Cluster, chassis: ClusterChassis): ReadonlyMap<string, LocalInterface> {
  const found = new Map<string, LocalInterface>();
  const bridge = chassis.ovs?.integrationBridge;
  for (const candidate of bridge?.interfaces ?? []) {
    const { ifaceId, ofport } = candidate;
    if (ifaceId === undefined || ofport === undefined || found.has(ifaceId)) continue;
    if (candidate.port.name === bridge?.name) continue;
    const port = cluster.southbound.portByName.get(ifaceId);
    if (port === undefined || !PLUGGABLE.has(portKind(port)) || !hasRightVersion(candidate, port)) continue;
    found.set(ifaceId, { logicalPort: ifaceId, name: candidate.name, ofport, mtu: candidate.row.mtu });
  }
  return found;
}

function hasRightVersion(candidate: BridgeInterface, port: PortBinding): boolean {
  const wanted = port.options.get("iface-id-ver");
  return wanted === undefined || candidate.row.external_ids.get("iface-id-ver") === wanted;
}

/** Gives the VIFs bound to a chassis OpenFlow ports from `next` on, by the order of their names. */
export function predictInterfaces(
  cluster: Cluster,
  chassis: ClusterChassis,
  next: () => number,
): ReadonlyMap<string, LocalInterface> {
  const names: string[] = [];
  for (const row of cluster.southbound.tables.Port_Binding.values()) {
    if (portKind(row) === "vif" && isBoundTo(row, chassis)) names.push(row.logical_port);
  }
  return new Map(
    names
      .toSorted()
      .map((logicalPort) => [logicalPort, { logicalPort, name: undefined, ofport: next(), mtu: undefined }]),
  );
}

/** OpenFlow ports of the patch ports to other bridges, by the localnet or l2gateway port that they stand for. */
export function readPatchOfports(chassis: ClusterChassis): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { type, ofport, port } of chassis.ovs?.integrationBridge?.interfaces ?? []) {
    if (type !== "patch" || ofport === undefined) continue;
    const logicalPort = port.external_ids.get("ovn-localnet-port") ?? port.external_ids.get("ovn-l2gateway-port");
    if (logicalPort !== undefined) found.set(logicalPort, ofport);
  }
  return found;
}

/** Gives a patch port to each localnet and own l2gateway port of the local datapaths whose network is mapped. */
export function predictPatchOfports(
  cluster: Cluster,
  chassis: ClusterChassis,
  datapaths: Iterable<LocalDatapath>,
  next: () => number,
): ReadonlyMap<string, number> {
  const names: string[] = [];
  for (const { datapath } of datapaths) {
    for (const row of cluster.southbound.portsOf(datapath.row.uuid)) {
      const kind = portKind(row);
      const isHere = kind === "localnet" || (kind === "l2gateway" && row.chassis === chassis.row.uuid);
      if (isHere && chassis.bridgeMappings.has(row.options.get("network_name") ?? "")) names.push(row.logical_port);
    }
  }
  return new Map(names.toSorted().map((name) => [name, next()]));
}

/** The physical networks that a chassis maps to a bridge that it has. */
export function pluggedNetworks(chassis: ClusterChassis): ReadonlySet<string> {
  const { ovs } = chassis;
  const networks = new Set<string>();
  const bridges = ovs === undefined ? undefined : new Set([...ovs.tables.Bridge.values()].map(({ name }) => name));
  for (const [network, bridge] of chassis.bridgeMappings) {
    if (bridges === undefined || bridges.has(bridge)) networks.add(network);
  }
  return networks;
}

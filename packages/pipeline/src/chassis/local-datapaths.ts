import type { Cluster, ClusterDatapath, ClusterPort, PortBinding, Uuid } from "@ovn-sim/model";
import { type ClaimContext, isClaimed } from "./claims.ts";
import { hashTableOrder } from "./hash-order.ts";
import { isHaMember } from "./ha-group.ts";
import { portKind } from "./port-kind.ts";
import type { LocalDatapath, PeerPair } from "./view.ts";

type Found = { readonly datapath: ClusterDatapath; readonly reachedBy: string; readonly peers: Map<Uuid, PeerPair> };

/**
 * The datapaths that matter on a chassis: those of the ports that it claims, and from there every datapath
 * behind a patch or gateway port that may be crossed here.
 *
 * `pluggedNetworks` are the physical networks that the chassis maps to a bridge.
 */
export function findLocalDatapaths(
  context: ClaimContext,
  pluggedNetworks: ReadonlySet<string>,
): ReadonlyMap<Uuid, LocalDatapath> {
  const { cluster } = context;
  const found = new Map<Uuid, Found>();
  const queue: Found[] = [];
  const add = (datapath: ClusterDatapath, reachedBy: string): Found => {
    const known = found.get(datapath.row.uuid);
    if (known !== undefined) return known;
    const fresh = { datapath, reachedBy, peers: new Map() };
    found.set(datapath.row.uuid, fresh);
    queue.push(fresh);
    return fresh;
  };

  for (const row of cluster.southbound.tables.Port_Binding.values()) {
    const port = cluster.portOf(row);
    if (isClaimed(context, port, portKind(row))) add(port.datapath, port.name);
  }
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const row of cluster.southbound.portsOf(next.datapath.row.uuid)) {
      const local = cluster.portOf(row);
      const remote = peerOf(cluster, local);
      if (remote === undefined || !isCrossedHere(context, local, remote)) continue;
      addPeer(next.peers, local, remote);
      addPeer(add(remote.datapath, local.name).peers, remote, local);
    }
  }

  const result = new Map<Uuid, LocalDatapath>();
  for (const [uuid, entry] of found) result.set(uuid, completeDatapath(cluster, entry, pluggedNetworks));
  return result;
}

function addPeer(peers: Map<Uuid, PeerPair>, local: ClusterPort, remote: ClusterPort): void {
  if (!peers.has(local.row.uuid)) peers.set(local.row.uuid, { local, remote });
}

/** The other side of a patch or l3gateway port. */
function peerOf(cluster: Cluster, port: ClusterPort): ClusterPort | undefined {
  if ((port.row.type !== "patch" && port.row.type !== "l3gateway") || port.peer === undefined) return undefined;
  return cluster.portOf(port.peer);
}

/**
 * Whether the datapath behind `peer` is local because that of `port` is. Distributed routers are; a gateway
 * router is on its own chassis; behind a distributed gateway port it depends on where that is bound.
 */
function isCrossedHere({ cluster, chassis, profile }: ClaimContext, port: ClusterPort, peer: ClusterPort): boolean {
  const haMembersOnly = profile.physical.gatewayRouterFromSwitch === "ha-chassis";
  if (port.row.type === "l3gateway") {
    if (port.chassis !== chassis) return false;
    return !haMembersOnly || peer.chassis === chassis;
  }
  if (port.row.type !== "patch") return false;
  const redirectName = port.row.options.get("chassis-redirect-port");
  const peerRedirectName = haMembersOnly ? peer.row.options.get("chassis-redirect-port") : undefined;
  if (redirectName === undefined && peerRedirectName === undefined) return true;
  const redirect = redirectName === undefined ? undefined : cluster.port(redirectName);
  const peerRedirect = peerRedirectName === undefined ? undefined : cluster.port(peerRedirectName);
  if (peerRedirect !== undefined && port.datapath.kind === "switch" && peer.datapath.kind !== "switch") {
    return isHaMember(cluster, peerRedirect.haChassisGroup, chassis);
  }
  if (redirect === undefined) return false;
  if (redirect.row.options.get("always-redirect") !== "true") return true;
  return isHaMember(cluster, redirect.haChassisGroup, chassis);
}

function completeDatapath(cluster: Cluster, entry: Found, pluggedNetworks: ReadonlySet<string>): LocalDatapath {
  const { datapath, reachedBy, peers } = entry;
  const localnets: PortBinding[] = [];
  let vtepPort: ClusterPort | undefined;
  const externalPorts: ClusterPort[] = [];
  const multichassisPorts: ClusterPort[] = [];
  for (const row of cluster.southbound.portsOf(datapath.row.uuid)) {
    const kind = portKind(row);
    if (kind === "localnet" && pluggedNetworks.has(row.options.get("network_name") ?? "")) {
      localnets.push(row);
    } else if (kind === "vtep") {
      vtepPort ??= cluster.portOf(row);
    } else if (kind === "external") {
      externalPorts.push(cluster.portOf(row));
    } else if (kind === "vif" && row.additional_chassis.length > 0) {
      multichassisPorts.push(cluster.portOf(row));
    }
  }
  const ids = datapath.row.external_ids;
  return {
    datapath,
    key: datapath.row.tunnel_key,
    zoneName: ids.get("name"),
    isSwitch: datapath.kind === "switch",
    isTransitSwitch: ids.has("interconn-ts"),
    peers: [...peers.values()],
    localnet: chosenLocalnet(cluster, localnets),
    vtepPort,
    externalPorts,
    multichassisPorts,
    reachedBy,
  };
}

/**
 * Of the localnet ports of a switch whose networks are plugged here, the one that counts: the first that
 * ovn-controller's table of ports gives out, whose hash of a row is the first word of its UUID.
 */
function chosenLocalnet(cluster: Cluster, rows: readonly PortBinding[]): ClusterPort | undefined {
  if (rows.length < 2) return rows[0] === undefined ? undefined : cluster.portOf(rows[0]);
  const ports = cluster.southbound.tables.Port_Binding.values();
  const inOrder = hashTableOrder(ports, ({ uuid }) => Number.parseInt(uuid.slice(0, 8), 16));
  const first = inOrder.find((row) => rows.includes(row));
  return first === undefined ? undefined : cluster.portOf(first);
}

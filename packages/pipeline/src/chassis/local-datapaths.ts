import type { Cluster, ClusterDatapath, ClusterPort, PortBinding, Uuid } from "@ovn-sim/model";
import { type ClaimContext, isClaimed } from "./claims.ts";
import { createBuckets, hashTableOrder } from "./hash-order.ts";
import { isHaMember } from "./ha-group.ts";
import { portKind } from "./port-kind.ts";
import type { LocalDatapath, PeerPair } from "./view.ts";

type Found = { readonly datapath: ClusterDatapath; readonly reachedBy: string; readonly peers: Map<Uuid, PeerPair> };

/** Datapaths are not followed further from one to the next than this (OVN, `add_local_datapath__`). */
const DEEPEST = 100;

/**
 * The datapaths that matter on a chassis: those of the ports that it claims, and from there every datapath
 * behind a patch or gateway port that may be crossed here.
 *
 * The order of a datapath's peers counts for localnet ports. ovn-controller claims ports in the order of its copy of
 * the table, follows each datapath to its end before the next port, and takes a datapath's ports by their UUIDs.
 *
 * `pluggedNetworks` are the physical networks that the chassis maps to a bridge.
 */
export function findLocalDatapaths(
  context: ClaimContext,
  pluggedNetworks: ReadonlySet<string>,
): ReadonlyMap<Uuid, LocalDatapath> {
  const { cluster } = context;
  const found = new Map<Uuid, Found>();
  const add = (datapath: ClusterDatapath, reachedBy: string, depth: number): Found => {
    const known = found.get(datapath.row.uuid);
    if (known !== undefined) return known;
    const fresh = { datapath, reachedBy, peers: new Map() };
    found.set(datapath.row.uuid, fresh);
    if (depth >= DEEPEST) return fresh;
    for (const row of crossings(cluster, datapath)) {
      const local = cluster.portOf(row);
      const remote = peerOf(cluster, local);
      if (remote === undefined || !isCrossedHere(context, local, remote)) continue;
      addPeer(add(remote.datapath, local.name, depth + 1).peers, remote, local);
      addPeer(fresh.peers, local, remote);
    }
    return fresh;
  };

  for (const port of claimedPorts(context)) add(port.datapath, port.name, 0);

  const result = new Map<Uuid, LocalDatapath>();
  for (const [uuid, entry] of found) result.set(uuid, completeDatapath(cluster, entry, pluggedNetworks));
  return result;
}

/**
 * The ports that the chassis claims, in the order in which ovn-controller's table of ports gives them out. Before a
 * port that lives in another's interface comes that other one.
 */
function claimedPorts(context: ClaimContext): readonly ClusterPort[] {
  const { cluster } = context;
  const claimed: ClusterPort[] = [];
  for (const row of cluster.southbound.tables.Port_Binding.values()) {
    const port = cluster.portOf(row);
    if (isClaimed(context, port, portKind(row))) claimed.push(port);
  }
  const bucketOf = createBuckets(() => cluster.southbound.tables.Port_Binding.size);
  return claimed
    .map((port) => ({ port, bucket: bucketOf(port.row.uuid) }))
    .sort((a, b) => a.bucket - b.bucket)
    .flatMap(({ port }) => [...carrierOf(context, port), port]);
}

/** The port whose interface a container, mirror or virtual port lives in. */
function carrierOf({ cluster }: ClaimContext, { row }: ClusterPort): readonly ClusterPort[] {
  const names = { container: row.parent_port, mirror: row.mirror_port, virtual: row.virtual_parent };
  const kind = portKind(row);
  const name = kind in names ? names[kind as keyof typeof names] : undefined;
  const carrier = name === undefined ? undefined : cluster.port(name);
  return carrier === undefined ? [] : [carrier];
}

/** The ports of a datapath that may lead to another one, by their UUIDs. */
function crossings(cluster: Cluster, datapath: ClusterDatapath): readonly PortBinding[] {
  return cluster.southbound
    .portsOf(datapath.row.uuid)
    .filter(({ type }) => type === "patch" || type === "l3gateway")
    .sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
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

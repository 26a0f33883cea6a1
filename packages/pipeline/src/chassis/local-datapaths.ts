import {
  type Cluster,
  type ClusterDatapath,
  type ClusterPort,
  createDiagnostic,
  type Diagnostic,
  type PortBinding,
  type Uuid,
} from "@ovn-sim/model";
import { type ClaimContext, isClaimed } from "./claims.ts";
import { createBuckets } from "./hash-order.ts";
import { isHaMember } from "./ha-group.ts";
import { countMonitoredPorts, isTold } from "./monitored-ports.ts";
import { claimable, portBook } from "./port-book.ts";
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
export function findLocalDatapaths(context: ClaimContext, pluggedNetworks: ReadonlySet<string>): LocalDatapaths {
  const notes: Diagnostic[] = [];
  const claims = claimedPorts(context);
  const told = claims.filter(({ port }) => isTold(context, port.row));
  const reached = followPeers(context, told);
  // What ovn-controller is told of for the sake of its datapath alone makes none local, and is claimed with it.
  const unordered =
    told.length === claims.length
      ? claims
      : claims.filter(({ port }) => isTold(context, port.row) || reached.has(port.datapath.row.uuid));
  const monitoredPorts = countMonitoredPorts(context, (uuid) => reached.has(uuid));
  const bucketOf = createBuckets(() => monitoredPorts);
  const claimed = unordered
    .map((claim) => ({ ...claim, bucket: bucketOf(claim.port.row.uuid) }))
    .sort((a, b) => a.bucket - b.bucket);
  const result = new Map<Uuid, LocalDatapath>();
  for (const [uuid, entry] of followPeers(context, claimed)) {
    result.set(uuid, completeDatapath(context, entry, { pluggedNetworks, bucketOf, notes }));
  }
  noteChanceOfPeers(context, claimed, result, notes);
  return { localDatapaths: result, monitoredPorts, notes };
}

export type LocalDatapaths = {
  readonly localDatapaths: ReadonlyMap<Uuid, LocalDatapath>;
  /** How many rows of Port_Binding ovn-controller has a copy of. */
  readonly monitoredPorts: number;
  readonly notes: readonly Diagnostic[];
};

/** The datapaths of some ports, those that they lead to, and who leads where, in the order found. */
function followPeers(context: ClaimContext, from: readonly Claim[]): ReadonlyMap<Uuid, Found> {
  const { cluster } = context;
  const found = new Map<Uuid, Found>();
  const add = (datapath: ClusterDatapath, reachedBy: string, depth: number): Found => {
    const known = found.get(datapath.row.uuid);
    if (known !== undefined) return known;
    const fresh: Found = { datapath, reachedBy, peers: new Map() };
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
  for (const { port, carrier } of from) {
    if (carrier !== undefined) add(carrier.datapath, carrier.name, 0);
    add(port.datapath, port.name, 0);
  }
  return found;
}

/** A port that the chassis claims, and the port whose interface it lives in. */
type Claim = { readonly port: ClusterPort; readonly carrier: ClusterPort | undefined };

/** The same with its bucket in ovn-controller's table of ports. */
type Claimed = Claim & { readonly bucket: number };

/** The ports that the chassis claims, in the order of the file. */
function claimedPorts(context: ClaimContext): readonly Claim[] {
  const { cluster } = context;
  const claimed: Claim[] = [];
  for (const { port, kind } of claimable(cluster, context.interfaces.keys())) {
    if (!isClaimed(context, port, kind)) continue;
    claimed.push({ port, carrier: carrierOf(context, port) });
  }
  return claimed;
}

/**
 * Says where the order of a switch's peers, which decides about MAC addresses on its physical network, hangs on the
 * order of ports in one bucket, which no database tells.
 */
function noteChanceOfPeers(
  context: ClaimContext,
  claimed: readonly Claimed[],
  localDatapaths: ReadonlyMap<Uuid, LocalDatapath>,
  notes: Diagnostic[],
): void {
  const switches = [...localDatapaths.values()].filter(
    ({ localnet, peers }) => localnet !== undefined && peers.length > 1,
  );
  if (switches.length === 0) return;
  const otherwise = followPeers(
    context,
    claimed.toReversed().sort((a, b) => a.bucket - b.bucket),
  );
  for (const { datapath, peers } of switches) {
    const others = [...otherwise.get(datapath.row.uuid)!.peers.values()];
    if (others.every(({ local }, index) => local === peers[index]!.local)) continue;
    const names = peers.map(({ remote }) => remote.name).join(", ");
    const place = { table: "Datapath_Binding", row: datapath.row.uuid, chassis: context.chassis.name };
    const message = `the order of ${datapath.name}'s peers (${names}) is left to the order in which ${context.chassis.name} learnt of its ports: of which one the MAC address is restored on the physical network cannot be told; ${peers[0]!.remote.name} is compiled`;
    notes.push(createDiagnostic("OVN5018", place, message));
  }
}

/** The port whose interface a container, mirror or virtual port lives in: it is claimed first. */
function carrierOf({ cluster }: ClaimContext, { row }: ClusterPort): ClusterPort | undefined {
  const names = { container: row.parent_port, mirror: row.mirror_port, virtual: row.virtual_parent };
  const kind = portKind(row);
  const name = kind in names ? names[kind as keyof typeof names] : undefined;
  return name === undefined ? undefined : cluster.port(name);
}

/** The ports of a datapath that may lead to another one, by their UUIDs. */
function crossings(cluster: Cluster, datapath: ClusterDatapath): readonly PortBinding[] {
  return portBook(cluster)
    .onDatapath(datapath.row.uuid)
    .special.filter(({ kind }) => kind === "patch" || kind === "l3gateway")
    .map(({ port }) => port.row)
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

/** What a datapath is completed with: the networks that are plugged here, the buckets of the table of ports, and where chances are told. */
type Completion = {
  readonly pluggedNetworks: ReadonlySet<string>;
  readonly bucketOf: (uuid: Uuid) => number;
  readonly notes: Diagnostic[];
};

function completeDatapath(context: ClaimContext, entry: Found, completion: Completion): LocalDatapath {
  const { cluster } = context;
  const { pluggedNetworks } = completion;
  const { datapath, reachedBy, peers } = entry;
  const localnets: PortBinding[] = [];
  let vtepPort: ClusterPort | undefined;
  const externalPorts: ClusterPort[] = [];
  const multichassisPorts: ClusterPort[] = [];
  for (const { port, kind, isMultichassis } of portBook(cluster).onDatapath(datapath.row.uuid).special) {
    if (kind === "localnet" && pluggedNetworks.has(port.row.options.get("network_name") ?? "")) {
      localnets.push(port.row);
    } else if (kind === "vtep") {
      vtepPort ??= port;
    } else if (kind === "external") {
      externalPorts.push(port);
    } else if (kind === "vif" && isMultichassis) {
      multichassisPorts.push(port);
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
    localnet: chosenLocalnet(context, localnets, completion),
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
function chosenLocalnet(
  { cluster, chassis }: ClaimContext,
  rows: readonly PortBinding[],
  { bucketOf, notes }: Completion,
): ClusterPort | undefined {
  const [first] = rows.toSorted((a, b) => bucketOf(a.uuid) - bucketOf(b.uuid));
  if (first === undefined) return undefined;
  const chosen = cluster.portOf(first);
  if (rows.length === 1) return chosen;
  const tied = rows.filter(({ uuid }) => bucketOf(uuid) === bucketOf(chosen.row.uuid));
  if (tied.length > 1) {
    const names = tied.map(({ logical_port }) => logical_port).join(" and ");
    const place = { table: "Port_Binding", row: chosen.row.uuid, chassis: chassis.name };
    const message = `${names} are localnet ports of one switch: which of them counts is left to the order in which ${chassis.name} learnt of them; ${chosen.name} is compiled`;
    notes.push(createDiagnostic("OVN5018", place, message));
  }
  return chosen;
}

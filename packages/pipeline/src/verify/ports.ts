import type { Cluster, ClusterChassis, ClusterPort, Uuid } from "@ovn-sim/model";
import type { TraceDeparture } from "../trace/types.ts";

/** Ports whose packets the rules speak of: they have an interface, or lie in one. */
export function isEndpoint(port: ClusterPort): boolean {
  return port.row.type === "" || port.row.type === "localport";
}

/** Types of ports that are bound to one chassis and are no interface of it (ovn-sb(5), Port_Binding, type). */
export const OTHER_GATEWAYS: ReadonlySet<string> = new Set(["l2gateway", "l3gateway", "external", "virtual"]);

/** A localport is on every chassis that has an interface for it, and never behind a tunnel (ovn-nb(5)). */
export function isLocalport(port: ClusterPort): boolean {
  return port.row.type === "localport";
}

/** The chassis on which a port is, seen from the one that sends to it. */
export function residenceOf(port: ClusterPort, sender: ClusterChassis): readonly ClusterChassis[] {
  if (isLocalport(port)) return hasInterface(port, sender) ? [sender] : [];
  return [...(port.chassis === undefined ? [] : [port.chassis]), ...port.additionalChassis];
}

/**
 * Whether a chassis has flows for a localport: for its switch, because another port of that switch, or of one that
 * routers join with it, is bound there. A localport alone makes no switch known to a chassis.
 */
export function isActive(cluster: Cluster, port: ClusterPort, chassis: ClusterChassis): boolean {
  const seen = new Set([port.row.datapath]);
  for (const datapath of seen) {
    for (const row of cluster.southbound.portsOf(datapath)) {
      if (row.chassis === chassis.row.uuid) return true;
      const peer = cluster.portOf(row).peer;
      if (peer !== undefined) seen.add(peer.datapath);
    }
  }
  return false;
}

export function hasInterface(port: ClusterPort, chassis: ClusterChassis): boolean {
  const found = chassis.ovs?.integrationBridge?.byIfaceId.get(port.name);
  return found?.some(({ ofport }) => ofport !== undefined) ?? false;
}

/** The localnet port that a patch port of a chassis stands for, by which a packet left. */
export function localnetOf(cluster: Cluster, departure: TraceDeparture): ClusterPort | undefined {
  const found = cluster.chassis.get(departure.chassis)?.ovs?.integrationBridge?.byName.get(departure.port);
  const name = found?.port.external_ids.get("ovn-localnet-port");
  return name === undefined ? undefined : cluster.port(name);
}

/** What of a switch sends packets elsewhere than to their destination, or makes copies that no rule speaks of. */
export function detourOf(cluster: Cluster, datapath: Uuid): string | undefined {
  let known = DETOURS.get(cluster);
  if (known === undefined) DETOURS.set(cluster, (known = new Map<Uuid, string | undefined>()));
  if (!known.has(datapath)) known.set(datapath, findDetour(cluster, datapath));
  return known.get(datapath);
}

/** Asked for with every packet; rows do not change. */
const DETOURS = new WeakMap<Cluster, Map<Uuid, string | undefined>>();

function findDetour(cluster: Cluster, datapath: Uuid): string | undefined {
  for (const { type, options } of cluster.southbound.portsOf(datapath)) {
    if (type === "mirror") return "a mirror copies packets of the switch to a port";
    if (options.get("is-nf") === "true" || options.has("nf-linked-port"))
      return "a network function takes packets of the switch";
  }
  return undefined;
}

/** Whether packets to the gateway of a router go by the physical network of one of its switches (ovn-nb(5), `redirect-type`). */
export function isBridgedTo(cluster: Cluster, datapath: Uuid): boolean {
  return cluster.southbound.portsOf(datapath).some((row) => {
    const router = cluster.portOf(row).peer;
    const gateway = cluster.southbound.portByName.get(router?.options.get("chassis-redirect-port") ?? "");
    return [router, gateway].some((one) => one?.options.get("redirect-type")?.toLowerCase() === "bridged");
  });
}

/** A VTEP switch of hardware, which runs no ovn-controller (ovn-architecture(7), "VTEP Gateways"). */
export function isVtepSwitch({ row }: ClusterChassis): boolean {
  return row.vtep_logical_switches.length > 0 || row.other_config.get("is-vtep") === "true";
}

/** Why a chassis of the Southbound has no flows of OVN's; undefined when it runs ovn-controller and has them. */
export function flowlessReason(chassis: ClusterChassis): string | undefined {
  if (chassis.isRemote) return "it is of another availability zone";
  return isVtepSwitch(chassis) ? "it is a VTEP switch of hardware" : undefined;
}

/** Whether a chassis has a bridge to the physical network of one of a switch's localnet ports. */
export function isOnPhysicalNetwork(cluster: Cluster, datapath: Uuid, chassis: ClusterChassis): boolean {
  const networks = cluster.southbound
    .portsOf(datapath)
    .filter(({ type }) => type === "localnet")
    .map(({ options }) => options.get("network_name") ?? "");
  return networks.some((network) => chassis.bridgeMappings.has(network));
}

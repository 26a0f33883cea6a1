import type { Cluster, ClusterChassis } from "@ovn-sim/model";
import { type ClaimContext, isClaimed } from "./claims.ts";
import { portKind } from "./port-kind.ts";
import type { LocalDatapath } from "./view.ts";

/** The names of a datapath's two zones for address translation. */
export const dnatZoneName = (datapath: string): string => `${datapath}_dnat`;
export const snatZoneName = (datapath: string): string => `${datapath}_snat`;

/**
 * Conntrack zones as the integration bridge's `external_ids:ct-zone-*` have them. Zones that an older OVN
 * named by a datapath's UUID are found under the datapath's name too.
 */
export function readZones(
  chassis: ClusterChassis,
  datapaths: Iterable<LocalDatapath>,
): ReadonlyMap<string, number> | undefined {
  const bridge = chassis.ovs?.integrationBridge;
  if (bridge === undefined) return undefined;
  const zones = new Map(bridge.ctZones);
  for (const { datapath, zoneName } of datapaths) {
    if (zoneName === undefined) continue;
    for (const nameOf of [dnatZoneName, snatZoneName]) {
      const byUuid = bridge.ctZones.get(nameOf(datapath.row.uuid));
      if (byUuid !== undefined && !zones.has(nameOf(zoneName))) zones.set(nameOf(zoneName), byUuid);
    }
  }
  return zones;
}

/**
 * Zones for a chassis that has none on record: those that routers ask for (`snat-ct-zone`), then from 1
 * on by the order of the names.
 */
export function predictZones(context: ClaimContext, datapaths: readonly LocalDatapath[]): ReadonlyMap<string, number> {
  const zones = new Map<string, number>();
  const names: string[] = [];
  for (const { datapath, zoneName } of datapaths) {
    names.push(...zonedPorts(context.cluster, context, datapath.row.uuid));
    if (zoneName === undefined) continue;
    names.push(dnatZoneName(zoneName));
    const wanted = Number(datapath.row.external_ids.get("snat-ct-zone") ?? "");
    if (Number.isInteger(wanted) && wanted > 0) zones.set(snatZoneName(zoneName), wanted);
    else names.push(snatZoneName(zoneName));
  }
  const taken = new Set(zones.values());
  let next = 1;
  for (const name of names.toSorted()) {
    if (zones.has(name)) continue;
    while (taken.has(next)) next++;
    zones.set(name, next++);
  }
  return zones;
}

/** Ports with a zone of their own: what is bound here, and what is on every chassis. */
function zonedPorts(cluster: Cluster, context: ClaimContext, datapath: string): string[] {
  const names: string[] = [];
  for (const row of cluster.southbound.portsOf(datapath)) {
    const kind = portKind(row);
    const everywhere = kind === "localnet" || (kind === "localport" && context.interfaces.has(row.logical_port));
    const asked = kind === "patch" && row.options.get("enable_router_port_acl") === "true";
    const bound =
      kind === "chassisredirect" || kind === "external" ? row.chassis === context.chassis.row.uuid : undefined;
    if (everywhere || asked || (bound ?? isClaimed(context, cluster.portOf(row), kind))) names.push(row.logical_port);
  }
  return names;
}

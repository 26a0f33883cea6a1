import type { ClusterChassis } from "@ovn-sim/model";

/** The VTEP addresses of a chassis: its own `ovn-encap-ip`, else those of its Encap rows. */
export function vtepsOf(chassis: ClusterChassis): ReadonlySet<string> {
  const known = VTEPS.get(chassis);
  if (known !== undefined) return known;
  const vteps = readVteps(chassis);
  VTEPS.set(chassis, vteps);
  return vteps;
}

/** Asked for with every packet, and the same each time: rows do not change. */
const VTEPS = new WeakMap<ClusterChassis, ReadonlySet<string>>();

function readVteps(chassis: ClusterChassis): ReadonlySet<string> {
  const own = chassis.ovs === undefined ? undefined : chassis.setting("ovn-encap-ip")?.value;
  const ips = own === undefined ? chassis.encaps.map(({ ip }) => ip) : own.split(",");
  return new Set(ips.filter((ip) => ip !== ""));
}

/**
 * The default VTEP that somebody configured: `ovn-encap-ip-default` when it is one of the chassis's
 * addresses. Without the chassis's own database, the address whose Encap row is marked.
 */
export function defaultVtepOf(chassis: ClusterChassis): string | undefined {
  if (chassis.ovs === undefined) {
    return chassis.encaps.find(({ options }) => options.get("is_default") === "true")?.ip;
  }
  const ip = chassis.setting("ovn-encap-ip-default")?.value;
  return ip !== undefined && vtepsOf(chassis).has(ip) ? ip : undefined;
}

/**
 * Whether two chassis are meant to have tunnels: a tunnel type in common, a transport zone in common or none
 * on both sides, and to another availability zone only from a gateway to it (ovn-controller(8)).
 */
export function mayTunnel(from: ClusterChassis, to: ClusterChassis): boolean {
  if (from === to) return false;
  if ((to.isRemote && !from.isInterconn) || (from.isRemote && !to.isInterconn)) return false;
  const [mine, theirs] = [from.transportZones, to.transportZones];
  const zoned = mine.size === 0 && theirs.size === 0 ? true : [...mine].some((zone) => theirs.has(zone));
  return zoned && commonTypes(from, to).size > 0;
}

/** The tunnel types that both chassis have an Encap row for. */
export function commonTypes(a: ClusterChassis, b: ClusterChassis): ReadonlySet<string> {
  const types = new Set(a.encaps.map(({ type }) => type));
  return new Set(b.encaps.map(({ type }) => type).filter((type) => types.has(type)));
}

/** Tunnel types from the best to the least; two chassis use the best that both have (ovn-controller(8), ovn-encap-type). */
const TYPES = ["geneve", "stt", "vxlan"] as const;

/** The type of the tunnels that two chassis have; absent when they have none in common. */
export function bestType(a: ClusterChassis, b: ClusterChassis): string | undefined {
  const common = commonTypes(a, b);
  return TYPES.find((type) => common.has(type));
}

import type { Cluster, ClusterChassis, HaChassis, HaChassisGroup } from "@ovn-sim/model";

/** Whether a chassis is a member of an HA chassis group, of whatever rank. */
export function isHaMember(cluster: Cluster, group: HaChassisGroup | undefined, chassis: ClusterChassis): boolean {
  return group !== undefined && membersOf(cluster, group).some((member) => member.chassis === chassis.row.uuid);
}

/**
 * The members of a group that exist as chassis, by falling priority; of equal ones the name later in
 * order comes first.
 */
export function orderHaMembers(cluster: Cluster, group: HaChassisGroup): readonly ClusterChassis[] {
  const ranked: { readonly chassis: ClusterChassis; readonly priority: number }[] = [];
  for (const member of membersOf(cluster, group)) {
    const chassis = member.chassis === undefined ? undefined : cluster.chassisByUuid.get(member.chassis);
    if (chassis !== undefined) ranked.push({ chassis, priority: member.priority });
  }
  ranked.sort((a, b) => b.priority - a.priority || (a.chassis.name < b.chassis.name ? 1 : -1));
  return ranked.map(({ chassis }) => chassis);
}

/**
 * Whether a chassis would elect itself the holder of a group: it is the one with the highest priority among
 * itself and those that BFD reaches. `reachable` is absent when no BFD state is at hand; then nobody is
 * elected but a sole member.
 */
export function isHaActive(
  cluster: Cluster,
  group: HaChassisGroup | undefined,
  chassis: ClusterChassis,
  reachable: ReadonlySet<string> | undefined,
): boolean {
  if (group === undefined || group.ha_chassis.length === 0) return false;
  const ordered = orderHaMembers(cluster, group);
  if (ordered.length === 1) return ordered[0] === chassis;
  if (reachable === undefined || reachable.size === 0) return false;
  const candidates = ordered.filter((member) => member === chassis || reachable.has(member.name));
  if (candidates.length > 1) return candidates[0] === chassis;
  if (candidates[0] !== chassis) return false;
  return group.ref_chassis.some((uuid) => reachable.has(cluster.chassisByUuid.get(uuid)?.name ?? ""));
}

function membersOf(cluster: Cluster, group: HaChassisGroup): readonly HaChassis[] {
  const rows = cluster.southbound.tables.HA_Chassis;
  return group.ha_chassis.flatMap((uuid) => rows.get(uuid) ?? []);
}

import type { Cluster, PortBinding } from "@ovn-sim/model";

/**
 * The changes that give each gateway port that no chassis has claimed to the first of its HA chassis. ovn-trace(8) takes
 * every port that exists for resident; one that is nobody's leads nowhere on real chassis.
 */
export function claimsOfGateways(cluster: Cluster): string[] {
  const { Port_Binding: ports, HA_Chassis_Group: groups, HA_Chassis: members } = cluster.southbound.tables;
  const firstOf = ({ ha_chassis_group }: PortBinding): string | undefined => {
    const group = ha_chassis_group === undefined ? undefined : groups.get(ha_chassis_group);
    const chassis = (group?.ha_chassis ?? []).map((uuid) => members.get(uuid)!);
    return chassis.sort((a, b) => b.priority - a.priority)[0]?.chassis;
  };
  return [...ports.values()].flatMap((port) => {
    if (port.type !== "chassisredirect" || port.chassis !== undefined) return [];
    const first = firstOf(port);
    return first === undefined ? [] : [`Port_Binding[${port.logical_port}].chassis=${first}`];
  });
}

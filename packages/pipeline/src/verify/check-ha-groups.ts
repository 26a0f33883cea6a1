import type { Cluster } from "@ovn-sim/model";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";

/** The groups of chassis of which one is a gateway at a time. */
export function checkHaGroups(cluster: Cluster, book: FindingBook): void {
  const { file, tables } = cluster.southbound;
  for (const group of tables.HA_Chassis_Group.values()) {
    const members = group.ha_chassis.map((uuid) => tables.HA_Chassis.get(uuid)).filter((one) => one !== undefined);
    const byPriority = new Map<number, string[]>();
    for (const member of members) {
      book.judged("ha-members");
      const known = member.chassis === undefined ? undefined : cluster.chassisByUuid.get(member.chassis);
      const name = known?.name ?? member.external_ids.get("chassis-name");
      byPriority.set(member.priority, [...(byPriority.get(member.priority) ?? []), name ?? "an unknown chassis"]);
      if (known !== undefined) continue;
      const who = name === undefined ? "a member" : `the member ${name}`;
      const message = `${who} (priority ${member.priority}) of HA group ${group.name} is no chassis of the Southbound`;
      const place = { file, table: "HA_Chassis", row: member.uuid, column: "chassis" };
      book.add(createFinding("ha-members", `${group.name} ${name ?? member.priority}`, message, { place }));
    }
    book.judged("ha-priorities");
    for (const [priority, names] of byPriority) {
      if (names.length < 2) continue;
      const message = `${names.join(" and ")} of HA group ${group.name} have the same priority, ${priority}`;
      const place = { file, table: "HA_Chassis_Group", row: group.uuid, column: "ha_chassis" };
      book.add(createFinding("ha-priorities", `${group.name} ${priority}`, message, { place }));
    }
  }
  checkActive(cluster, book);
}

function checkActive(cluster: Cluster, book: FindingBook): void {
  const { file, tables } = cluster.southbound;
  for (const row of tables.Port_Binding.values()) {
    if (row.type !== "chassisredirect" || row.ha_chassis_group === undefined) continue;
    const { name, chassis, haChassisGroup } = cluster.portOf(row);
    if (haChassisGroup === undefined) continue;
    if (chassis === undefined) {
      book.notJudged("ha-active", name, "the gateway port is bound to no chassis");
      continue;
    }
    const members = haChassisGroup.ha_chassis.map((uuid) => tables.HA_Chassis.get(uuid)?.chassis);
    book.judged("ha-active");
    if (members.includes(chassis.row.uuid)) continue;
    const names = members.map((uuid) => (uuid === undefined ? undefined : cluster.chassisByUuid.get(uuid)?.name));
    const message = `gateway port ${name} is bound to ${chassis.name}, expected one of ${names.filter((one) => one !== undefined).join(", ")} (HA group ${haChassisGroup.name})`;
    const place = { file, table: "Port_Binding", row: row.uuid, column: "chassis" };
    book.add(createFinding("ha-active", name, message, { place }));
  }
}

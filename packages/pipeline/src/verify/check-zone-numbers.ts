import type { ClusterChassis } from "@ovn-sim/model";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";

/** Each user of conntrack on a chassis has a zone of its own. */
export function checkZoneNumbers(chassis: ClusterChassis, book: FindingBook): void {
  const bridge = chassis.ovs?.integrationBridge;
  if (bridge === undefined) return book.notJudged("zone-unique", chassis.name, "the integration bridge is not at hand");
  const users = new Map<number, string[]>();
  for (const [name, zone] of bridge.ctZones) users.set(zone, [...(users.get(zone) ?? []), name]);
  for (const [zone, names] of users) {
    book.judged("zone-unique");
    if (names.length < 2 || zone === 0) continue;
    const message = `conntrack zone ${zone} of ${chassis.name} is of ${names.join(" and ")}`;
    const place = { table: "Bridge", row: bridge.row.uuid, column: "external_ids", chassis: chassis.name };
    const file = chassis.ovs?.file;
    const found = { place: file === undefined ? place : { file, ...place } };
    book.add(createFinding("zone-unique", `${chassis.name} zone ${zone}`, message, found));
  }
}

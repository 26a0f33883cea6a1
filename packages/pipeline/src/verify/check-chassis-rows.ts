import type { Cluster, ClusterChassis } from "@ovn-sim/model";
import { vtepsOf } from "./chassis-config.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import { isVtepSwitch } from "./ports.ts";

/** The Southbound's rows of the chassis, against what the chassis themselves say. */
export function checkChassisRows(cluster: Cluster, book: FindingBook): void {
  for (const chassis of cluster.chassis.values()) {
    checkEncapRows(cluster, chassis, book);
    checkSystemId(cluster, chassis, book);
  }
  checkStaleEncaps(cluster, book);
  checkStaleChassis(cluster, book);
}

function checkEncapRows(cluster: Cluster, chassis: ClusterChassis, book: FindingBook): void {
  const { file } = cluster.southbound;
  const place = { file, table: "Chassis", row: chassis.row.uuid, column: "encaps", chassis: chassis.name };
  if (chassis.encaps.length === 0) {
    book.judged("encap-rows");
    const message = `chassis ${chassis.name} has no Encap row: no tunnel leads to it`;
    book.add(createFinding("encap-rows", chassis.name, message, { place }));
    return;
  }
  const list = chassis.setting("ovn-encap-ip");
  const types = chassis.setting("ovn-encap-type");
  if (chassis.ovs === undefined || list === undefined || types === undefined) {
    book.notJudged("encap-rows", chassis.name, "the chassis's own list of VTEPs is not at hand");
    return;
  }
  book.judged("encap-rows");
  const wanted = new Set<string>();
  for (const type of types.value.split(","))
    for (const ip of vtepsOf(chassis)) if (type !== "") wanted.add(`${type} ${ip}`);
  const present = new Set(chassis.encaps.map(({ type, ip }) => `${type} ${ip}`));
  const missing = [...wanted].filter((one) => !present.has(one) && !isTaken(cluster, chassis, one));
  const extra = [...present].filter((one) => !wanted.has(one));
  if (missing.length + extra.length === 0) return;
  const parts = [
    ...(missing.length > 0 ? [`it lacks ${missing.join(", ")}`] : []),
    ...(extra.length > 0 ? [`it has ${extra.join(", ")}, which nobody configured`] : []),
  ];
  const message = `the Southbound's Encap rows of ${chassis.name} are not those of ${list.from}=${list.value} and ${types.from}=${types.value}: ${parts.join("; ")}`;
  book.add(createFinding("encap-rows", chassis.name, message, { place }));
}

/** Another chassis has the row: told as an address of two chassis. */
function isTaken(cluster: Cluster, chassis: ClusterChassis, typeAndIp: string): boolean {
  return [...cluster.chassis.values()].some(
    (other) => other !== chassis && other.encaps.some(({ type, ip }) => `${type} ${ip}` === typeAndIp),
  );
}

function checkSystemId(cluster: Cluster, chassis: ClusterChassis, book: FindingBook): void {
  if (chassis.ovs === undefined) {
    if (!chassis.isRemote) book.notJudged("system-id", chassis.name, "the chassis's own database is not at hand");
    return;
  }
  book.judged("system-id");
  const own = chassis.setting("hostname")?.value;
  const told = chassis.row.hostname;
  if (own === undefined || own === "" || told === "" || own === told) return;
  const { file } = cluster.southbound;
  const place = { file, table: "Chassis", row: chassis.row.uuid, column: "hostname", chassis: chassis.name };
  const message = `chassis ${chassis.name} is of host ${told} in the Southbound, but the database with that system-id is of host ${own}: two nodes may have it`;
  book.add(createFinding("system-id", chassis.name, message, { place }));
}

function checkStaleEncaps(cluster: Cluster, book: FindingBook): void {
  const { file, tables } = cluster.southbound;
  const owners = new Map<string, ClusterChassis>();
  for (const chassis of cluster.chassis.values()) for (const { uuid } of chassis.encaps) owners.set(uuid, chassis);
  for (const encap of tables.Encap.values()) {
    book.judged("encap-stale");
    const owner = owners.get(encap.uuid);
    const named = encap.chassis_name;
    const what =
      owner === undefined
        ? "which no Chassis row has"
        : named !== "" && named !== owner.name
          ? `but chassis ${owner.name} has it`
          : undefined;
    if (what === undefined) continue;
    const message = `the Encap row ${encap.type} ${encap.ip} names chassis ${named}, ${what}`;
    const place = { file, table: "Encap", row: encap.uuid, column: "chassis_name" };
    book.add(createFinding("encap-stale", `${encap.type} ${encap.ip}`, message, { place }));
  }
}

/**
 * A chassis that shares its hostname with one that has a database at hand, which does not know it; or one without
 * the row of Chassis_Private that a live ovn-controller keeps.
 */
function checkStaleChassis(cluster: Cluster, book: FindingBook): void {
  const { file, tables } = cluster.southbound;
  const all = [...cluster.chassis.values()].filter((chassis) => !chassis.isRemote && !isVtepSwitch(chassis));
  const known = new Set([...tables.Chassis_Private.values()].map(({ name }) => name));
  for (const chassis of all) {
    book.judged("chassis-stale");
    const { hostname } = chassis.row;
    const twin =
      chassis.ovs !== undefined || hostname === ""
        ? undefined
        : all.find((other) => other.ovs !== undefined && other.row.hostname === hostname);
    const isForgotten = known.size > 0 && !known.has(chassis.name);
    if (twin === undefined && !isForgotten) continue;
    const why =
      twin === undefined
        ? "it has no row in Chassis_Private, which a live ovn-controller keeps"
        : `its host, ${hostname}, is chassis ${twin.name} now`;
    const place = { file, table: "Chassis", row: chassis.row.uuid, column: "hostname", chassis: chassis.name };
    book.add(createFinding("chassis-stale", chassis.name, `chassis ${chassis.name} is of no node: ${why}`, { place }));
  }
}

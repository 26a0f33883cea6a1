import { type Cluster, type ClusterChassis, isIpv4, isIpv6, type Place } from "@ovn-sim/model";
import { vtepsOf } from "./chassis-config.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";

/** Read by ovn-kubernetes alone, so that it has no override by chassis. */
const PF_MAPPING = "ovn-pf-encap-ip-mapping";

/** A chassis's list of VTEPs, its default one and the map of its PFs, against each other. */
export function checkVtepSettings(chassis: ClusterChassis, book: FindingBook): void {
  if (chassis.ovs === undefined) {
    for (const rule of ["vtep-list-form", "default-vtep-listed", "pf-mapping-listed", "pf-mapping-used"] as const)
      book.notJudged(rule, chassis.name, "the chassis's own database is not at hand");
    return;
  }
  checkList(chassis, book);
  checkDefault(chassis, book);
  checkMapping(chassis, book);
}

function placeOf(chassis: ClusterChassis): Place {
  const { ovs, name } = chassis;
  const place = { table: "Open_vSwitch", column: "external_ids", chassis: name };
  return ovs === undefined ? place : { file: ovs.file, row: ovs.root.uuid, ...place };
}

function checkList(chassis: ClusterChassis, book: FindingBook): void {
  const setting = chassis.setting("ovn-encap-ip");
  if (setting === undefined) return;
  book.judged("vtep-list-form");
  const seen = new Set<string>();
  for (const ip of setting.value.split(",")) {
    const what =
      ip === ""
        ? undefined
        : !isIpv4(ip) && !isIpv6(ip)
          ? "is no IPv4 or IPv6 address"
          : seen.has(ip)
            ? "is there twice"
            : undefined;
    seen.add(ip);
    if (what === undefined) continue;
    const message = `${setting.from}=${setting.value}: ${JSON.stringify(ip)} ${what}`;
    book.add(createFinding("vtep-list-form", `${chassis.name} ${ip}`, message, { place: placeOf(chassis) }));
  }
}

function checkDefault(chassis: ClusterChassis, book: FindingBook): void {
  const setting = chassis.setting("ovn-encap-ip-default");
  if (setting === undefined) return;
  book.judged("default-vtep-listed");
  const { default: chosen, list } = chassis.vteps;
  if (chosen.kind !== "ignored") return;
  const why =
    chosen.reason === "not-listed"
      ? `which is no VTEP of ${chassis.name} (${[...vtepsOf(chassis)].join(", ")})`
      : "but no Encap row has options:is_default=true for it";
  const message = `${setting.from}=${setting.value}, ${why}: ${list[0]?.ip ?? "nothing"} is the default`;
  book.add(createFinding("default-vtep-listed", chassis.name, message, { place: placeOf(chassis) }));
}

/**
 * An address that the map leaves out is told with the address that it wrongly has, when there is one: the two are
 * one mistake.
 */
function checkMapping(chassis: ClusterChassis, book: FindingBook): void {
  const text = chassis.ovs?.root.external_ids.get(PF_MAPPING);
  if (text === undefined || text === "") return;
  const vteps = vtepsOf(chassis);
  const mapped = new Set<string>();
  let isRight = true;
  for (const entry of text.split(",")) {
    const colon = entry.indexOf(":");
    const [pf, ip] = colon < 0 ? [entry, ""] : [entry.slice(0, colon).trim(), entry.slice(colon + 1).trim()];
    book.judged("pf-mapping-listed");
    if (vteps.has(ip)) {
      mapped.add(ip);
      continue;
    }
    isRight = false;
    const what = colon < 0 ? "is no pf:ip" : `is no VTEP of ${chassis.name} (${[...vteps].join(", ")})`;
    const message = `${PF_MAPPING} maps ${pf} to ${ip === "" ? "nothing" : ip}, which ${what}`;
    book.add(createFinding("pf-mapping-listed", `${chassis.name} ${pf}`, message, { place: placeOf(chassis) }));
  }
  for (const { name, encapIp, row } of chassis.ovs?.integrationBridge?.interfaces ?? []) {
    if (encapIp === undefined) continue;
    book.judged("pf-mapping-used");
    if (!isRight || mapped.has(encapIp) || !vteps.has(encapIp)) continue;
    const message = `interface ${name} has encap-ip=${encapIp}, to which ${PF_MAPPING} maps no PF (${text})`;
    const place = { ...placeOf(chassis), table: "Interface", row: row.uuid };
    book.add(createFinding("pf-mapping-used", `${chassis.name} Interface ${name}`, message, { place }));
  }
}

/** A VTEP address that several chassis claim. */
export function checkUniqueVteps(cluster: Cluster, book: FindingBook): void {
  const owners = new Map<string, ClusterChassis[]>();
  for (const chassis of cluster.chassis.values()) {
    for (const ip of new Set([...vtepsOf(chassis), ...chassis.encaps.map((encap) => encap.ip)])) {
      const known = owners.get(ip);
      if (known === undefined) owners.set(ip, [chassis]);
      else known.push(chassis);
    }
  }
  for (const [ip, all] of owners) {
    book.judged("vtep-unique");
    if (all.length < 2 || all.every((one) => isOfHost(one, all[0]!))) continue;
    const names = all.map(({ name }) => name).join(" and ");
    const row = all.find(({ encaps }) => encaps.some((encap) => encap.ip === ip));
    const has = row === undefined ? "neither has an Encap row of it" : `the Encap row is ${row.name}'s`;
    const place = placeOf(all.find(({ ovs }) => ovs !== undefined) ?? all[0]!);
    book.add(createFinding("vtep-unique", ip, `${ip} is a VTEP of ${names}; ${has}`, { place }));
  }
}

/** Several ovn-controllers may run on one host, with one database. */
function isOfHost(one: ClusterChassis, other: ClusterChassis): boolean {
  return one === other || (one.ovs !== undefined && one.ovs.root === other.ovs?.root);
}

import type { BridgeInterface, Cluster, ClusterChassis, ClusterPort, Place } from "@ovn-sim/model";
import { vtepsOf } from "./chassis-config.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import { UNREAD_KEY } from "./wanted-vtep.ts";

/** What the interfaces of a chassis ask for, against what the chassis has and what the Southbound says. */
export function checkInterfaces(cluster: Cluster, chassis: ClusterChassis, book: FindingBook): void {
  const bridge = chassis.ovs?.integrationBridge;
  if (bridge === undefined) {
    for (const rule of ["encap-ip-honoured", "encap-ip-key"] as const)
      book.notJudged(rule, chassis.name, "the chassis's own database is not at hand");
    return;
  }
  for (const owner of bridge.interfaces) {
    if (owner.ifaceId === undefined) continue;
    const port = cluster.port(owner.ifaceId);
    checkKey(chassis, owner, book);
    if (owner.encapIp === undefined) continue;
    book.judged("encap-ip-honoured");
    checkEncapIp(chassis, owner, owner.encapIp, port, book);
  }
}

function checkKey(chassis: ClusterChassis, owner: BridgeInterface, book: FindingBook): void {
  const unread = owner.row.external_ids.get(UNREAD_KEY);
  book.judged("encap-ip-key");
  if (unread === undefined || unread === owner.encapIp) return;
  const instead =
    owner.encapIp === undefined ? "and it has no encap-ip" : `and what counts is encap-ip=${owner.encapIp}`;
  const message = `interface ${owner.name} has ${UNREAD_KEY}=${unread}, which nobody reads, ${instead}`;
  const place = placeOf(chassis, owner);
  const hint = `ovs-vsctl set Interface ${owner.name} external_ids:encap-ip=${unread}`;
  book.add(createFinding("encap-ip-key", subjectOf(chassis, owner), message, { place, hint }));
}

function checkEncapIp(
  chassis: ClusterChassis,
  owner: BridgeInterface,
  ip: string,
  port: ClusterPort | undefined,
  book: FindingBook,
): void {
  const vteps = vtepsOf(chassis);
  const add = (message: string): void => {
    book.add(
      createFinding("encap-ip-honoured", subjectOf(chassis, owner), message, { place: placeOf(chassis, owner) }),
    );
  };
  if (!vteps.has(ip)) {
    const what = `interface ${owner.name} has encap-ip=${ip}, which is no VTEP of ${chassis.name} (${[...vteps].join(", ")})`;
    return add(what);
  }
  if (port === undefined || port.chassis !== chassis || vteps.size < 2) return;
  if (port.encap?.ip === ip) return;
  const has = port.encap === undefined ? "is empty" : `says ${port.encap.ip}`;
  add(`interface ${owner.name} has encap-ip=${ip}, but Port_Binding.encap of ${port.name} ${has}`);
}

function subjectOf(chassis: ClusterChassis, owner: BridgeInterface): string {
  return `${chassis.name} Interface ${owner.name}`;
}

function placeOf(chassis: ClusterChassis, owner: BridgeInterface): Place {
  const file = chassis.ovs?.file;
  const place = { table: "Interface", row: owner.row.uuid, column: "external_ids", chassis: chassis.name };
  return file === undefined ? place : { file, ...place };
}

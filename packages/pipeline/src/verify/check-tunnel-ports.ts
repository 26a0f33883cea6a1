import type { Cluster, ClusterChassis, Place, TunnelPort } from "@ovn-sim/model";
import { bestType, mayTunnel, vtepsOf } from "./chassis-config.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import type { RuleId } from "./rules.ts";

const OF_PORTS = [
  "tunnel-present",
  "tunnel-expected",
  "tunnel-options",
  "tunnel-ofport",
  "tunnel-local-ip",
  "tunnel-both-ends",
  "tunnel-same-type",
] as const satisfies readonly RuleId[];

type Bridged = { readonly chassis: ClusterChassis; readonly tunnels: readonly TunnelPort[]; readonly byFlow: boolean };

/** The tunnel ports of each integration bridge against those that ought to be there, and against the other ends. */
export function checkTunnelPorts(cluster: Cluster, book: FindingBook): void {
  const bridged = new Map<string, Bridged>();
  for (const chassis of cluster.chassis.values()) {
    const bridge = chassis.ovs?.integrationBridge;
    if (bridge === undefined) {
      if (!chassis.isRemote) {
        for (const rule of OF_PORTS) book.notJudged(rule, chassis.name, "the integration bridge is not at hand");
      }
      continue;
    }
    const byFlow = bridge.tunnels.some(({ id }) => id.kind === "flow");
    bridged.set(chassis.name, { chassis, tunnels: bridge.tunnels, byFlow });
  }
  for (const one of bridged.values()) {
    const missing = checkPresence(cluster, one, book);
    for (const tunnel of one.tunnels) checkPort(one, tunnel, book);
    for (const pair of missing) tellMissing(one, pair, book);
  }
  for (const one of bridged.values()) checkOtherEnds(one, bridged, book);
}

type Pair = { readonly peer: string; readonly type: string; readonly local: string; readonly remote: string };

const textOf = ({ peer, type, local, remote }: Pair): string => `${peer} ${type} ${local} ${remote}`;

/** The pairs of addresses for which a chassis ought to have a port. */
function wantedPairs(cluster: Cluster, from: ClusterChassis): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const to of cluster.chassis.values()) {
    if (!mayTunnel(from, to)) continue;
    const type = bestType(from, to);
    if (type === undefined) continue;
    const ofType = (chassis: ClusterChassis): readonly string[] => [
      ...new Set(chassis.encaps.filter((encap) => encap.type === type).map(({ ip }) => ip)),
    ];
    for (const remote of ofType(to)) {
      for (const local of ofType(from)) pairs.push({ peer: to.name, type, local, remote });
    }
  }
  return pairs;
}

function checkPresence(cluster: Cluster, one: Bridged, book: FindingBook): readonly Pair[] {
  const { chassis, tunnels, byFlow } = one;
  const wanted = wantedPairs(cluster, chassis);
  if (byFlow) {
    checkFlowPorts(chassis, tunnels, book);
    return [];
  }
  const unmet = new Map(wanted.map((pair) => [textOf(pair), pair]));
  const right = new Set(unmet.keys());
  book.judged("tunnel-present", wanted.length);
  for (const tunnel of tunnels) {
    if (tunnel.id.kind === "flow") continue;
    book.judged("tunnel-expected");
    const { chassis: peer, remoteIp: remote, localIp } = tunnel.id;
    const locals = localIp === undefined ? [...vtepsOf(chassis)] : [localIp];
    const met = locals.map((local) => textOf({ peer, type: tunnel.type, local, remote }));
    for (const text of met) unmet.delete(text);
    if (met.some((text) => right.has(text))) continue;
    const known = cluster.chassis.get(peer);
    const why =
      known === undefined
        ? `no chassis ${peer} is known`
        : mayTunnel(chassis, known)
          ? `${chassis.name} and ${peer} have no ${tunnel.type} tunnel from ${localIp ?? "any address"} to ${remote}`
          : `${chassis.name} and ${peer} are not meant to have a tunnel`;
    const message = `tunnel port ${tunnel.name} of ${chassis.name} (${tunnel.type}, ${localIp ?? "any"} to ${remote} of ${peer}) is left over: ${why}`;
    const place = placeOf(chassis, tunnel, "external_ids");
    book.add(createFinding("tunnel-expected", `${chassis.name} ${tunnel.name}`, message, { place }));
  }
  return [...unmet.values()];
}

function checkFlowPorts(chassis: ClusterChassis, tunnels: readonly TunnelPort[], book: FindingBook): void {
  for (const type of new Set(chassis.encaps.map((encap) => encap.type))) {
    book.judged("tunnel-present");
    if (tunnels.some((tunnel) => tunnel.id.kind === "flow" && tunnel.type === type)) continue;
    const message = `${chassis.name} has no flow-based tunnel port of type ${type}`;
    book.add(createFinding("tunnel-present", `${chassis.name} ${type}`, message, { place: { chassis: chassis.name } }));
  }
}

function tellMissing({ chassis }: Bridged, { peer, type, local, remote }: Pair, book: FindingBook): void {
  const message = `${chassis.name} has no ${type} tunnel port from ${local} to ${remote} of ${peer}: what should take it takes another silently, and what comes that way is dropped`;
  const place = { table: "Port", chassis: chassis.name, ...(chassis.ovs && { file: chassis.ovs.file }) };
  book.add(createFinding("tunnel-present", `${chassis.name} ${local} -> ${peer} ${remote}`, message, { place }));
}

function checkPort({ chassis, tunnels }: Bridged, tunnel: TunnelPort, book: FindingBook): void {
  const { id, options, name } = tunnel;
  const subject = `${chassis.name} ${name}`;
  const said: Record<string, string | undefined> =
    id.kind === "flow"
      ? { key: "flow", remote_ip: "flow", local_ip: "flow" }
      : { key: "flow", remote_ip: id.remoteIp, ...(id.localIp !== undefined && { local_ip: id.localIp }) };
  book.judged("tunnel-options");
  const wrong = Object.entries(said).filter(([key, value]) => options.get(key) !== value);
  const place = placeOf(chassis, tunnel, "options");
  if (wrong.length > 0) {
    const found = wrong.map(([key]) => `${key}=${options.get(key) ?? "(none)"}`).join(", ");
    const expected = wrong.map(([key, value]) => `${key}=${value ?? ""}`).join(", ");
    const message = `tunnel port ${name} of ${chassis.name} has ${found}, expected ${expected} (ovn-chassis-id)`;
    book.add(createFinding("tunnel-options", subject, message, { place }));
  }
  if (id.kind === "pair" && vtepsOf(chassis).size > 1) {
    book.judged("tunnel-local-ip");
    if (!options.has("local_ip") && id.localIp === undefined) {
      const message = `tunnel port ${name} of ${chassis.name} has no local_ip, and the chassis has ${vtepsOf(chassis).size} VTEPs: the host's routing chooses the source address`;
      book.add(createFinding("tunnel-local-ip", subject, message, { place }));
    }
  }
  checkOfport(chassis, tunnels, tunnel, book);
}

function checkOfport(
  chassis: ClusterChassis,
  tunnels: readonly TunnelPort[],
  tunnel: TunnelPort,
  book: FindingBook,
): void {
  if (tunnels.every(({ interface: row }) => row.ofport === undefined)) {
    return book.notJudged("tunnel-ofport", chassis.name, "the database has no OpenFlow port numbers");
  }
  book.judged("tunnel-ofport");
  if (tunnel.ofport !== undefined) return;
  const { ofport } = tunnel.interface;
  const what =
    ofport === undefined ? "has no OpenFlow port number" : `has OpenFlow port ${ofport}: Open vSwitch refused it`;
  const place = placeOf(chassis, tunnel, "ofport");
  const message = `tunnel port ${tunnel.name} of ${chassis.name} ${what}`;
  book.add(createFinding("tunnel-ofport", `${chassis.name} ${tunnel.name}`, message, { place }));
}

/** Whether the chassis at the other end takes what a port sends: it has a port with the addresses the other way round. */
function checkOtherEnds({ chassis, tunnels }: Bridged, bridged: ReadonlyMap<string, Bridged>, book: FindingBook): void {
  for (const tunnel of tunnels) {
    if (tunnel.id.kind === "flow") continue;
    const { remoteIp, localIp } = tunnel.id;
    const other = bridged.get(tunnel.id.chassis);
    if (other === undefined) {
      book.notJudged(
        "tunnel-both-ends",
        `${chassis.name} ${tunnel.name}`,
        `the bridge of ${tunnel.id.chassis} is not at hand`,
      );
      continue;
    }
    book.judged("tunnel-both-ends");
    book.judged("tunnel-same-type");
    const place = placeOf(chassis, tunnel, "external_ids");
    const subject = `${chassis.name} ${tunnel.name}`;
    const way = `${tunnel.name} of ${chassis.name} (${tunnel.type}, ${localIp ?? "any"} to ${remoteIp})`;
    const ends = other.tunnels.filter(({ id }) => {
      if (id.kind === "flow") return true;
      const isThere = localIp === undefined ? id.chassis === chassis.name : id.remoteIp === localIp;
      return isThere && (id.localIp === undefined || id.localIp === remoteIp);
    });
    if (ends.length === 0) {
      const message = `tunnel port ${way} has no other end: ${other.chassis.name} drops what comes from it`;
      book.add(createFinding("tunnel-both-ends", subject, message, { place }));
    } else if (!ends.some(({ type }) => type === tunnel.type)) {
      const message = `tunnel port ${way} is ${ends[0]!.type} at its other end (${ends[0]!.name} of ${other.chassis.name})`;
      book.add(createFinding("tunnel-same-type", subject, message, { place }));
    }
  }
}

function placeOf(chassis: ClusterChassis, tunnel: TunnelPort, column: string): Place {
  const table = column === "external_ids" ? "Port" : "Interface";
  const row = table === "Port" ? tunnel.port.uuid : tunnel.interface.uuid;
  const place = { table, row, column, chassis: chassis.name };
  return chassis.ovs === undefined ? place : { file: chassis.ovs.file, ...place };
}

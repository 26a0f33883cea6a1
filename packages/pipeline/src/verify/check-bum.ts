import type { Cluster, ClusterChassis, ClusterPort, MulticastGroup } from "@ovn-sim/model";
import { isActivated } from "../chassis/index.ts";
import type { Trace } from "../trace/types.ts";
import { mayTunnel } from "./chassis-config.ts";
import { checkAddresses } from "./check-crossing.ts";
import { createFinding, type Finding, judged, notJudged, type Verdict } from "./finding.ts";
import {
  detourOf,
  hasInterface,
  isEndpoint,
  isLocalport,
  isOnPhysicalNetwork,
  localnetOf,
  OTHER_GATEWAYS,
} from "./ports.ts";

/** The kinds of BUM traffic, with the groups that may carry each, the first one that exists counting (ovn-northd(8)). */
export const BUM_GROUPS = {
  broadcast: ["_MC_flood_l2", "_MC_flood"],
  multicast: ["_MC_flood_l2", "_MC_flood"],
  unknown: ["_MC_unknown"],
} as const;

/** The group of all ports of a switch, those of routers among them. */
const EVERY_PORT = "_MC_flood";

export type BumKind = keyof typeof BUM_GROUPS;

export function isBumKind(text: string): text is BumKind {
  return Object.hasOwn(BUM_GROUPS, text);
}

/** Who is to get a copy of a packet that one port sends to a group. */
type Audience = {
  /** The name of the switch. */
  readonly network: string;
  readonly sender: ClusterPort;
  readonly home: ClusterChassis;
  /** The ports that are to get a copy, by the chassis that they are on, the sender left out. */
  readonly members: ReadonlyMap<ClusterChassis, ReadonlySet<string>>;
  /** Ports that wait on a further chassis for a sign of life; from when on they have a copy differs by release. */
  readonly waiting: ReadonlySet<string>;
  /** Ports of other availability zones: each has a copy of its own, and what happens there is not ours to know. */
  readonly foreign: ReadonlyMap<string, number>;
  /** Chassis of gateway routers: whether northd floods to router ports differs by release, and what they make of it. */
  readonly routers: ReadonlySet<string>;
  /** The sender's chassis passes the packet to the physical network, which brings it to the others. */
  readonly byPhysicalNetwork: boolean;
};

/** Rule 5 over the trace of a BUM packet. */
export function checkBum(cluster: Cluster, trace: Trace, sender: ClusterPort, kind: BumKind): Verdict {
  const home = cluster.chassis.get(trace.hops[0]?.chassis ?? "");
  if (home === undefined) return notJudged("the trace has no hop");
  const datapath = sender.row.datapath;
  if (kind === "multicast" && isSnooping(cluster, datapath)) return notJudged("the switch snoops on multicast groups");
  const detour = detourOf(cluster, datapath);
  if (detour !== undefined) return notJudged(detour);
  const group = groupOf(cluster, datapath, kind);
  if (trace.tunnels.length + trace.deliveries.length + trace.departures.length === 0) {
    const drop = trace.drops.find(({ stage }) => stage !== undefined);
    if (drop !== undefined && group === undefined) return judged([]);
    if (drop !== undefined) return notJudged(`the logical pipeline drops the packet (${drop.stage})`);
    if (trace.controller.length > 0) return notJudged("the packet goes to ovn-controller");
  }
  const audience = audienceOf(cluster, group, sender, home);
  return judged([...checkCopies(cluster, trace, audience), ...checkDeliveries(cluster, trace, audience)]);
}

function groupOf(cluster: Cluster, datapath: string, kind: BumKind): MulticastGroup | undefined {
  const groups = cluster.southbound.groupsOf(datapath);
  for (const name of BUM_GROUPS[kind]) {
    const found = groups.find((group) => group.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSnooping(cluster: Cluster, datapath: string): boolean {
  return [...cluster.southbound.tables.IP_Multicast.values()].some(
    (row) => row.datapath === datapath && row.enabled === true,
  );
}

function audienceOf(
  cluster: Cluster,
  group: MulticastGroup | undefined,
  sender: ClusterPort,
  home: ClusterChassis,
): Audience {
  const members = new Map<ClusterChassis, Set<string>>();
  const add = (chassis: ClusterChassis, port: ClusterPort): void => {
    const known = members.get(chassis) ?? new Set<string>();
    members.set(chassis, known);
    if (port !== sender) known.add(port.name);
  };
  const foreign = new Map<string, number>();
  const waiting = new Set<string>();
  const byPhysicalNetwork = isOnPhysicalNetwork(cluster, sender.row.datapath, home);
  for (const uuid of group?.ports ?? []) {
    const row = cluster.southbound.tables.Port_Binding.get(uuid);
    if (row === undefined) continue;
    const port = cluster.portOf(row);
    if (row.type === "remote" && port.chassis !== undefined && mayTunnel(home, port.chassis)) {
      foreign.set(port.chassis.name, (foreign.get(port.chassis.name) ?? 0) + 1);
    }
    if (row.type === "vtep" && port.chassis !== undefined && mayTunnel(home, port.chassis)) {
      foreign.set(port.chassis.name, 1);
    }
    // A gateway of another kind is on its chassis as an interface is; what it makes of its copy is not ours to know.
    if (OTHER_GATEWAYS.has(row.type) && port.chassis !== undefined && port.chassis !== home) {
      const isReached = !isLocalport(sender) && !byPhysicalNetwork && mayTunnel(home, port.chassis);
      if (isReached && !members.has(port.chassis)) members.set(port.chassis, new Set());
    }
    if (!isEndpoint(port)) continue;
    if (isLocalport(port)) {
      if (!isLocalport(sender) && hasInterface(port, home)) add(home, port);
      continue;
    }
    for (const chassis of [port.chassis, ...port.additionalChassis]) {
      if (chassis === undefined) continue;
      const isReached = !isLocalport(sender) && !byPhysicalNetwork && mayTunnel(home, chassis);
      if (chassis !== home && !isReached) continue;
      if (isActivated(port, chassis)) add(chassis, port);
      else {
        waiting.add(`${chassis.name}/${port.name}`);
        if (!members.has(chassis)) members.set(chassis, new Set());
      }
    }
  }
  return {
    network: sender.datapath.name,
    sender,
    home,
    members,
    waiting,
    foreign,
    routers: gatewayRoutersOf(cluster, sender.row.datapath),
    byPhysicalNetwork: byPhysicalNetwork && !isLocalport(sender),
  };
}

/** The chassis of the gateway routers that a switch is joined to. */
function gatewayRoutersOf(cluster: Cluster, datapath: string): ReadonlySet<string> {
  const homes = new Set<string>();
  const group = cluster.southbound.groupsOf(datapath).find(({ name }) => name === EVERY_PORT);
  for (const uuid of group?.ports ?? []) {
    const row = cluster.southbound.tables.Port_Binding.get(uuid);
    const home = row?.type === "l3gateway" ? cluster.portOf(row).chassis : undefined;
    if (home !== undefined) homes.add(home.name);
  }
  return homes;
}

/** Each remote chassis with a member has one copy, by a tunnel of its own and the sender's chassis's addresses. */
function checkCopies(cluster: Cluster, trace: Trace, audience: Audience): readonly Finding[] {
  const { network, home, members, foreign, routers, byPhysicalNetwork } = audience;
  const findings: Finding[] = trace.tunnels.flatMap((tunnel, index) => checkAddresses(cluster, tunnel, index));
  const place = { chassis: home.name };
  const copies = new Map<string, number>();
  for (const [index, { fromChassis, toChassis, port }] of trace.tunnels.entries()) {
    copies.set(toChassis, (copies.get(toChassis) ?? 0) + 1);
    if (fromChassis === home.name) continue;
    const message = `${fromChassis} sends on a BUM packet to ${toChassis} by ${port}: only the sender's chassis, ${home.name}, may`;
    findings.push(
      createFinding("bum-exactly-once", `${network}: ${fromChassis} -> ${toChassis}`, message, {
        place: { chassis: fromChassis },
        tunnel: index,
      }),
    );
  }
  const expected = new Map(foreign);
  for (const chassis of members.keys()) if (chassis !== home) expected.set(chassis.name, 1);
  for (const name of new Set([...expected.keys(), ...copies.keys()])) {
    const found = copies.get(name) ?? 0;
    const wanted = expected.get(name) ?? 0;
    if (found === wanted || (wanted === 0 && found === 1 && routers.has(name))) continue;
    const why = wanted === 0 ? "no member is there for it" : `its members need ${wanted}`;
    const message = `${name} gets ${found} ${found === 1 ? "copy" : "copies"} of a BUM packet, but ${why}`;
    findings.push(createFinding("bum-exactly-once", `${network}: ${home.name} -> ${name}`, message, { place }));
  }
  if (byPhysicalNetwork) findings.push(...checkDepartures(cluster, trace, audience));
  return findings;
}

function checkDepartures(cluster: Cluster, trace: Trace, audience: Audience): readonly Finding[] {
  const { home } = audience;
  const left = trace.departures.filter((one) => {
    if (one.chassis !== home.name) return false;
    return home.ovs === undefined ? one.network !== undefined : localnetOf(cluster, one) !== undefined;
  });
  if (left.length === 1) return [];
  const message = `a BUM packet leaves ${home.name} by the physical network ${left.length} times, expected once`;
  return [
    createFinding("bum-exactly-once", `${audience.network}: ${home.name}`, message, { place: { chassis: home.name } }),
  ];
}

/** Each member that the copies can reach has one, and nobody else. */
function checkDeliveries(
  cluster: Cluster,
  trace: Trace,
  { network, sender, members, waiting }: Audience,
): readonly Finding[] {
  const findings: Finding[] = [];
  const counted = new Map<string, number>();
  for (const { chassis, logicalPort } of trace.deliveries) {
    const known = cluster.chassis.get(chassis);
    const key = `${chassis}/${logicalPort}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
    if (waiting.has(key) || (known !== undefined && members.get(known)?.has(logicalPort) === true)) continue;
    const what = logicalPort === sender.name ? "its own sender" : "no member there";
    findings.push(
      createFinding(
        "bum-exactly-once",
        `${network}: ${logicalPort} on ${chassis}`,
        `a BUM packet is delivered to ${logicalPort}, ${what}`,
        { place: { chassis } },
      ),
    );
  }
  for (const [{ name }, ports] of members) {
    const missing = [...ports].filter((port) => !counted.has(`${name}/${port}`));
    const isByPolicy = missing.length > 0 && missing.length <= logicalDrops(trace, name);
    for (const port of isByPolicy ? [] : missing) {
      findings.push(
        createFinding(
          "bum-exactly-once",
          `${network}: ${port} on ${name}`,
          `a BUM packet is not delivered to ${port}`,
          { place: { chassis: name } },
        ),
      );
    }
    for (const port of ports) {
      const times = counted.get(`${name}/${port}`) ?? 0;
      if (times < 2) continue;
      findings.push(
        createFinding(
          "bum-exactly-once",
          `${network}: ${port} on ${name}`,
          `a BUM packet is delivered to ${port} ${times} times`,
          { place: { chassis: name } },
        ),
      );
    }
  }
  return findings;
}

/**
 * Copies that a logical egress stage (an ACL, port security) let go no further on a chassis: policy, not a fault of
 * tunnels. The next step of such a copy would be in a later table; what comes instead is another copy's.
 */
function logicalDrops(trace: Trace, chassis: string): number {
  let drops = 0;
  for (const { steps } of trace.hops.filter((hop) => hop.chassis === chassis)) {
    for (const [index, { pipeline, stage, table, flow }] of steps.entries()) {
      if (pipeline !== "egress" || stage === undefined || flow?.actions.includes("ct(") === true) continue;
      const next = steps[index + 1];
      if (next === undefined || next.table <= table) drops++;
    }
  }
  return drops;
}

import {
  type Cluster,
  type ClusterChassis,
  formatPrefix,
  type IpRoute,
  type IpRule,
  lookupRoute,
  parseIpv4,
  parseIpv6,
  prefixHolds,
  type Underlay,
  type Words,
} from "@ovn-sim/model";
import { bestType, mayTunnel, vtepsOf } from "./chassis-config.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";
import type { UnderlayByChassis } from "./report.ts";
import type { RuleId } from "./rules.ts";

const OF_UNDERLAY = ["underlay-rule", "underlay-route", "underlay-interface"] as const satisfies readonly RuleId[];

/** Tables that every host has; a rule that leads to one of them tells no VTEP from another. */
const COMMON_TABLES: ReadonlySet<string> = new Set(["local", "main", "default", "255", "254", "253"]);

/** How many addresses a message names. */
const NAMED = 5;

/** Whether each host sends what leaves from a VTEP through that VTEP's own interface, to every VTEP that it has tunnels to. */
export function checkUnderlay(cluster: Cluster, underlays: UnderlayByChassis | undefined, book: FindingBook): void {
  for (const chassis of cluster.chassis.values()) {
    if (chassis.isRemote) continue;
    const underlay = underlays?.get(chassis.name);
    if (underlay === undefined) {
      for (const rule of [...OF_UNDERLAY, "tunnel-mtu"] as const)
        book.notJudged(
          rule,
          chassis.name,
          "the host's rules and routes are not at hand (ip rule, ip route show table all)",
        );
      continue;
    }
    const peers = peersOf(cluster, chassis);
    for (const ip of vtepsOf(chassis)) checkVtep(chassis, underlay, ip, peers, book);
    checkMtu(chassis, underlay, book);
  }
}

/** The addresses of other chassis that a chassis has tunnels to. */
function peersOf(cluster: Cluster, chassis: ClusterChassis): readonly string[] {
  const peers = new Set<string>();
  for (const other of cluster.chassis.values()) {
    if (!mayTunnel(chassis, other)) continue;
    const type = bestType(chassis, other);
    for (const encap of other.encaps) if (encap.type === type) peers.add(encap.ip);
  }
  return [...peers];
}

const wordsOf = (ip: string): Words | undefined => parseIpv4(ip) ?? parseIpv6(ip);

/** The interface that has an address: as the local table says, or the route to the network of the address. */
function deviceOf({ routes }: Underlay, address: Words): string | undefined {
  const isOwn = ({ type, destination }: IpRoute): boolean =>
    type === "local" && destination.prefixBits === address.length * 32 && prefixHolds(destination, address);
  const local = routes.find((route) => isOwn(route) && route.devices[0] !== "lo");
  if (local !== undefined) return local.devices[0];
  const connected = routes.find(({ type, source, destination }) => {
    return type === "unicast" && source !== undefined && destination.prefixBits > 0 && isSame(source, address);
  });
  return connected?.devices[0];
}

function isSame(text: string, address: Words): boolean {
  const words = wordsOf(text);
  return words !== undefined && words.length === address.length && words.every((word, i) => word === address[i]);
}

function isSourceRule({ from, negated, action }: IpRule, address: Words): boolean {
  if (negated || from === undefined || from.prefixBits === 0 || action.kind !== "lookup") return false;
  return prefixHolds(from, address) && !COMMON_TABLES.has(action.table);
}

function checkVtep(
  chassis: ClusterChassis,
  underlay: Underlay,
  ip: string,
  peers: readonly string[],
  book: FindingBook,
): void {
  const address = wordsOf(ip);
  if (address === undefined) return;
  const subject = `${chassis.name} ${ip}`;
  const details = { place: { chassis: chassis.name } };
  const device = deviceOf(underlay, address);
  const own = [...vtepsOf(chassis)].map(wordsOf).flatMap((one) => (one === undefined ? [] : [deviceOf(underlay, one)]));
  // With one VTEP, or all on one interface, there is nothing to tell apart.
  const isAlone = vtepsOf(chassis).size < 2 || (own[0] !== undefined && own.every((one) => one === own[0]));
  if (!isAlone) {
    if (underlay.rules.length === 0) {
      book.notJudged("underlay-rule", chassis.name, "the host's rules are not at hand (ip rule)");
    } else {
      book.judged("underlay-rule");
      if (!underlay.rules.some((rule) => isSourceRule(rule, address))) {
        const message = `${chassis.name} has no rule "from ${ip} lookup TABLE": what leaves from ${ip} is routed by its destination alone`;
        const hint = `ip rule add from ${ip} lookup TABLE${device === undefined ? "" : `, and in that table routes by ${device}`}`;
        book.add(createFinding("underlay-rule", subject, message, { ...details, hint }));
        return;
      }
    }
  }
  if (underlay.routes.length === 0) {
    for (const rule of ["underlay-route", "underlay-interface"] as const)
      book.notJudged(rule, chassis.name, "the host's routes are not at hand (ip route show table all)");
    return;
  }
  checkRoutes(chassis, underlay, { ip, address, device }, peers, book);
}

type OwnVtep = { readonly ip: string; readonly address: Words; readonly device: string | undefined };

function checkRoutes(
  chassis: ClusterChassis,
  underlay: Underlay,
  { ip, address, device }: OwnVtep,
  peers: readonly string[],
  book: FindingBook,
): void {
  const rules = underlay.rules.length > 0 ? underlay.rules : ONLY_MAIN;
  const lost = new Map<string, string[]>();
  const astray = new Map<string, string[]>();
  const note = (into: Map<string, string[]>, why: string, peer: string): void => {
    into.set(why, [...(into.get(why) ?? []), peer]);
  };
  for (const peer of peers) {
    const destination = wordsOf(peer);
    if (destination?.length !== address.length) continue;
    book.judged("underlay-route");
    const answer = lookupRoute({ rules, routes: underlay.routes }, address, destination);
    if (answer.kind === "none") {
      note(lost, answer.why, peer);
      continue;
    }
    const { devices, table, destination: network } = answer.route;
    if (device === undefined) {
      book.notJudged(
        "underlay-interface",
        `${chassis.name} ${ip}`,
        "no route tells which interface has the VTEP's address",
      );
      continue;
    }
    book.judged("underlay-interface");
    if (devices.every((one) => one === device)) continue;
    note(astray, `by ${devices.join(" and ") || "no device"} (table ${table}, ${formatPrefix(network)})`, peer);
  }
  const subject = `${chassis.name} ${ip}`;
  const details = { place: { chassis: chassis.name } };
  for (const [why, to] of lost) {
    const message = `${chassis.name}: what leaves from ${ip} has no route to ${listOf(to)}: ${why}`;
    book.add(createFinding("underlay-route", subject, message, { ...details, count: to.length }));
  }
  for (const [way, to] of astray) {
    const message = `${chassis.name}: what leaves from ${ip} to ${listOf(to)} goes ${way}, expected ${device}, which has ${ip}`;
    book.add(createFinding("underlay-interface", subject, message, { ...details, count: to.length }));
  }
}

/** What a host does that told its routes and not its rules. */
const ONLY_MAIN: readonly IpRule[] = [
  {
    priority: 32_766,
    negated: false,
    from: undefined,
    to: undefined,
    conditions: [],
    action: { kind: "lookup", table: "main", suppressed: undefined },
  },
];

function listOf(ips: readonly string[]): string {
  const rest = ips.length - NAMED;
  return rest <= 0 ? ips.join(", ") : `${ips.slice(0, NAMED).join(", ")} and ${rest} others`;
}

/** Bytes around the payload of an inner packet: outer IP and UDP, the tunnel's header with OVN's option, the inner Ethernet header. */
const OVERHEAD = { geneve: { ipv4: 58, ipv6: 78 }, vxlan: { ipv4: 50, ipv6: 70 } } as const;

/** The interface of a VTEP is known by the host's routes, and its MTU when it is one of Open vSwitch's. */
function checkMtu(chassis: ClusterChassis, underlay: Underlay, book: FindingBook): void {
  const { ovs } = chassis;
  const mtus = (ovs?.integrationBridge?.interfaces ?? []).flatMap(({ ifaceId, row }) => {
    return ifaceId === undefined || row.mtu === undefined ? [] : [row.mtu];
  });
  const inner = Math.max(0, ...mtus);
  for (const ip of vtepsOf(chassis)) {
    const address = wordsOf(ip);
    const device = address === undefined ? undefined : deviceOf(underlay, address);
    const outer = [...(ovs?.tables.Interface.values() ?? [])].find(({ name }) => name === device)?.mtu;
    if (address === undefined || inner === 0 || outer === undefined) {
      book.notJudged(
        "tunnel-mtu",
        `${chassis.name} ${ip}`,
        "the MTU of the ports or of the VTEP's interface is not known",
      );
      continue;
    }
    book.judged("tunnel-mtu");
    const isGeneve = chassis.encaps.some((encap) => encap.ip === ip && encap.type === "geneve");
    const need = inner + OVERHEAD[isGeneve ? "geneve" : "vxlan"][address.length === 1 ? "ipv4" : "ipv6"];
    if (outer >= need) continue;
    const message = `${chassis.name}: ${device ?? ""}, which has the VTEP ${ip}, has MTU ${outer}, and packets of ports with MTU ${inner} need ${need}`;
    book.add(createFinding("tunnel-mtu", `${chassis.name} ${ip}`, message, { place: { chassis: chassis.name } }));
  }
}

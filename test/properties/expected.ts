import type { Trace } from "@ovn-sim/pipeline";
import {
  carrierOf,
  chassisName,
  gatewayOf,
  knowsDefault,
  localSwitches,
  mayTalk,
  portName,
  type PortPlan,
  type Scenario,
  vtepIp,
  vtepIps,
} from "ovn-sim/arbitraries";

/**
 * What is to be said of a trace, from the scenario alone: the second road to a verdict. `open`: the rules have no
 * word on it, and nothing happened that they would forbid.
 */
export type Expectation = "good" | "bad" | "open";

/** The addresses that a port's traffic may use; none when its interface asks in vain. */
function allowedIps(scenario: Scenario, port: number): readonly string[] {
  const { chassis, vtep } = carrierOf(scenario, port);
  if (vtep === "elsewhere" || vtep === "misspelt") return [];
  const { defaultVtep } = scenario.chassis[chassis]!;
  const chosen = vtep ?? (defaultVtep === "elsewhere" ? undefined : defaultVtep);
  return chosen === undefined ? vtepIps(scenario, chassis) : [vtepIp(scenario, chassis, chosen)];
}

/** The addresses by encap id (OVN-FACTS, "Encap ids"). */
function ipsByEncapId(scenario: Scenario, chassis: number): readonly string[] {
  const ips = [...vtepIps(scenario, chassis)].sort();
  const { defaultVtep } = scenario.chassis[chassis]!;
  if (typeof defaultVtep !== "number" || !knowsDefault(scenario)) return ips;
  const at = ips.indexOf(vtepIp(scenario, chassis, defaultVtep));
  [ips[0], ips[at]] = [ips[at]!, ips[0]!];
  return ips;
}

const numberOf = (scenario: Scenario, name: string): number =>
  scenario.chassis.findIndex((_, index) => chassisName(index) === name);

const isOfBoth = ({ chassis }: Scenario, sender: number, receiver: number, type: string): boolean =>
  [sender, receiver].every((index) => chassis[index]?.types.some((one) => one === type) === true);

/** A localport makes no switch known to its chassis, which then has no flows for it. */
const isUnknown = (scenario: Scenario, { kind, chassis, switch: network }: PortPlan): boolean =>
  kind === "localport" && !localSwitches(scenario, chassis).has(network);

/** What one port sends to another. */
export function expectUnicast(scenario: Scenario, from: number, to: number, trace: Trace): Expectation {
  const [source, target] = [scenario.ports[from]!, scenario.ports[to]!];
  const network = scenario.switches[target.switch]!;
  const isLocalport = target.kind === "localport";
  const isHere = source.chassis === target.chassis;
  // What a localport sends on its switch stays on its chassis; a router takes it further.
  if (isUnknown(scenario, source)) return "open";
  const stays = source.kind === "localport" && source.switch === target.switch;
  if (stays && trace.tunnels.length + trace.departures.length > 0) return "bad";
  if (trace.tunnels.length > 1) return "bad";
  for (const tunnel of trace.tunnels) {
    const [sender, receiver] = [numberOf(scenario, tunnel.fromChassis), numberOf(scenario, tunnel.toChassis)];
    if (receiver !== target.chassis || !mayTalk(scenario, sender, receiver)) return "bad";
    if (!isOfBoth(scenario, sender, receiver, tunnel.type)) return "bad";
    if (isLocalport && gatewayOf(network) === undefined) return "bad";
    if (tunnel.sourceIp !== ipsByEncapId(scenario, sender)[tunnel.encapId]) return "bad";
    if (sender === source.chassis && !allowedIps(scenario, from).includes(tunnel.sourceIp)) return "bad";
    if (!isLocalport && !allowedIps(scenario, to).includes(tunnel.destinationIp)) return "bad";
    const isChance = gatewayOf(network) !== undefined && !isLocalport;
    const { vteps } = scenario.chassis[receiver]!;
    if (isChance && vteps > 1 && allowedIps(scenario, to).length === 1) return "bad";
  }
  if (isLocalport && !isHere) return "open";
  const name = portName(scenario, to);
  const right = trace.deliveries.filter(
    ({ chassis, logicalPort }) => chassis === chassisName(target.chassis) && logicalPort === name,
  );
  if (right.length !== trace.deliveries.length || right.length > 1) return "bad";
  if (right.length === 1) return "good";
  if (isHere) return "bad";
  if (stays) return "open";
  const byPhysicalNetwork = network.physical && scenario.chassis[source.chassis]!.bridged;
  if (byPhysicalNetwork) return trace.departures.length === 1 ? "open" : "bad";
  return mayTalk(scenario, source.chassis, target.chassis) ? "bad" : "open";
}

/** What one port sends to everybody, to a group, or to an address that nobody has. */
export function expectBum(scenario: Scenario, from: number, kind: string, trace: Trace): Expectation {
  const sender = scenario.ports[from]!;
  const home = sender.chassis;
  const isMember = (plan: PortPlan): boolean => plan.switch === sender.switch && (kind !== "unknown" || plan.unknown);
  const { physical } = scenario.switches[sender.switch]!;
  if (isUnknown(scenario, sender)) return "open";
  const stays = sender.kind === "localport";
  const byPhysicalNetwork = physical && !stays && scenario.chassis[home]!.bridged;
  const wanted: string[] = [];
  const reached = new Set<number>();
  for (const [index, plan] of scenario.ports.entries()) {
    if (!isMember(plan)) continue;
    const isRemote = plan.chassis !== home;
    if (stays && (isRemote || plan.kind === "localport")) continue;
    if (isRemote && (plan.kind === "localport" || byPhysicalNetwork || !mayTalk(scenario, home, plan.chassis)))
      continue;
    if (isRemote) reached.add(plan.chassis);
    if (index !== from) wanted.push(`${chassisName(plan.chassis)} ${portName(scenario, index)}`);
  }
  const found = trace.deliveries.map(({ chassis, logicalPort }) => `${chassis} ${logicalPort}`);
  const copies = trace.tunnels.map(({ fromChassis, toChassis }) => `${fromChassis} ${toChassis}`);
  const expectedCopies = [...reached].map((chassis) => `${chassisName(home)} ${chassisName(chassis)}`);
  for (const { fromChassis, toChassis, type } of trace.tunnels) {
    if (!isOfBoth(scenario, numberOf(scenario, fromChassis), numberOf(scenario, toChassis), type)) return "bad";
  }
  if (!sameItems(found, wanted) || !sameItems(copies, expectedCopies)) return "bad";
  const left = trace.departures.filter(({ chassis }) => chassis === chassisName(home)).length;
  return left === (byPhysicalNetwork ? 1 : 0) ? "good" : "bad";
}

function sameItems(left: readonly string[], right: readonly string[]): boolean {
  const [a, b] = [left.toSorted(), right.toSorted()];
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

import type { Cluster, ClusterChassis, ClusterPort } from "@ovn-sim/model";
import type { Trace, TraceTunnel } from "../trace/types.ts";
import { commonTypes, mayTunnel, vtepsOf } from "./chassis-config.ts";
import { createFinding, type Finding, type FindingDetails } from "./finding.ts";
import type { RuleId } from "./rules.ts";
import { type WantedVtep, wantedVtep } from "./wanted-vtep.ts";
import { type WireTarget, wireTarget } from "./wire-target.ts";

/** The two interfaces that a unicast packet goes between. */
export type Ends = { readonly source: ClusterPort; readonly destination: ClusterPort };

/** Whether both addresses of a crossing are VTEPs of the chassis at its ends, of a type that both have. */
export function checkAddresses(cluster: Cluster, tunnel: TraceTunnel, index: number): readonly Finding[] {
  const from = cluster.chassis.get(tunnel.fromChassis);
  const to = cluster.chassis.get(tunnel.toChassis);
  const details = detailsOf(tunnel, index);
  const subject = `${tunnel.fromChassis} ${tunnel.port}`;
  if (from === undefined || to === undefined) {
    return [
      createFinding(
        "tunnel-follows-interfaces",
        subject,
        `no chassis has the VTEP ${tunnel.destinationIp} that ${tunnel.port} leads to`,
        details,
      ),
    ];
  }
  const findings: Finding[] = [];
  for (const [chassis, ip] of [[from, tunnel.sourceIp] as const, [to, tunnel.destinationIp] as const]) {
    if (vtepsOf(chassis).has(ip)) continue;
    const message = `tunnel ${tunnel.port} uses ${ip}, which is no VTEP of ${chassis.name} (${[...vtepsOf(chassis)].join(", ")})`;
    findings.push(createFinding("tunnel-follows-interfaces", subject, message, details));
  }
  if (!commonTypes(from, to).has(tunnel.type)) {
    const message = `tunnel ${tunnel.port} is of type ${tunnel.type}, which ${from.name} and ${to.name} have not both`;
    findings.push(createFinding("tunnel-follows-interfaces", subject, message, details));
  } else if (!mayTunnel(from, to)) {
    const message = `tunnel ${tunnel.port} joins ${from.name} and ${to.name}, which are not meant to have one: no transport zone in common`;
    findings.push(createFinding("tunnel-follows-interfaces", subject, message, details));
  }
  return findings;
}

/** Holds one crossing of a unicast packet against rules 1 to 4. */
export function checkCrossing(cluster: Cluster, trace: Trace, index: number, ends: Ends): readonly Finding[] {
  const tunnel = trace.tunnels[index]!;
  const findings = [...checkAddresses(cluster, tunnel, index)];
  const from = cluster.chassis.get(tunnel.fromChassis);
  const to = cluster.chassis.get(tunnel.toChassis);
  if (from === undefined || to === undefined) return findings;
  const isFirst = trace.hops[tunnel.hop]?.tunnel === undefined;
  if (isFirst) findings.push(...checkEnd("source", from, from, ends.source, tunnel, index, ends.source));
  const target = wireTarget(cluster, trace, index);
  if (to === ends.destination.chassis) {
    const through = target?.kind === "port" ? target.port : ends.destination;
    findings.push(...checkEnd("destination", from, to, ends.destination, tunnel, index, through));
  }
  return [...findings, ...checkTarget(target, cluster, trace, index, ends, from, to)];
}

const END_RULES = { source: "source-vtep", destination: "destination-vtep" } as const;

function checkEnd(
  end: keyof typeof END_RULES,
  from: ClusterChassis,
  chassis: ClusterChassis,
  port: ClusterPort,
  tunnel: TraceTunnel,
  index: number,
  through: ClusterPort,
): readonly Finding[] {
  const wanted = wantedVtep(port, chassis);
  const used = end === "source" ? tunnel.sourceIp : tunnel.destinationIp;
  const details = detailsOf(tunnel, index);
  switch (wanted.kind) {
    case "any":
      return [];
    case "unmet": {
      const message = `${wanted.says} is ${wanted.ip}, ${wanted.why}: traffic of ${port.name} uses ${used}`;
      return [
        createFinding(wanted.rule, `${chassis.name} Interface ${wanted.interface}`, message, {
          ...details,
          hint: wanted.hint,
        }),
      ];
    }
    case "own":
    case "default": {
      if (wanted.ip === used) return [];
      if (end === "destination" && wanted.kind === "own" && through === port && port.encap?.ip === wanted.ip) {
        const fallback = checkFallback(from, wanted.ip, port, tunnel, details);
        if (fallback !== undefined) return [fallback];
      }
      const { rule, subject } = blameFor(end, wanted, chassis, port, tunnel, through);
      const message = `${end} VTEP of ${port.name} is ${used}, expected ${wanted.ip} (${wanted.says})`;
      return [createFinding(rule, subject, message, details)];
    }
  }
}

/** Whether a destination is missed because its chassis's peer has no tunnel with the pair that was wanted. */
function checkFallback(
  from: ClusterChassis,
  wanted: string,
  port: ClusterPort,
  tunnel: TraceTunnel,
  details: FindingDetails,
): Finding | undefined {
  const source = from.vteps.list[tunnel.encapId]?.ip;
  const tunnels = from.ovs?.integrationBridge?.tunnels;
  if (source === undefined || tunnels === undefined) return undefined;
  const isThere = tunnels.some(({ id, ofport }) => {
    if (ofport === undefined) return false;
    if (id.kind === "flow") return true;
    return id.remoteIp === wanted && (id.localIp === undefined || id.localIp === source);
  });
  if (isThere) return undefined;
  const message = `no tunnel has the wanted pair: ${source} ==> ${wanted} (${port.name}), and ${tunnel.port}, ${tunnel.sourceIp} ==> ${tunnel.destinationIp}, is taken`;
  return createFinding("wanted-pair", `${from.name} -> ${port.name}`, message, details);
}

/** The rule that a wrong address breaks: one of what was configured, when that already is why the flows are as they are. */
function blameFor(
  end: keyof typeof END_RULES,
  wanted: WantedVtep & { readonly kind: "own" | "default" },
  chassis: ClusterChassis,
  port: ClusterPort,
  tunnel: TraceTunnel,
  through: ClusterPort,
): { readonly rule: RuleId; readonly subject: string } {
  // Behind a gateway port the flows of every sender choose without regard to the interface: one and the same finding.
  const from = through === port ? tunnel.fromChassis : through.name;
  const subject = end === "source" ? port.name : `${from} -> ${port.name}`;
  if (wanted.kind === "default") {
    return wanted.isInForce
      ? { rule: "default-vtep", subject }
      : { rule: "default-vtep-listed", subject: chassis.name };
  }
  if (wanted.interface !== undefined && port.encap?.ip !== wanted.ip && vtepsOf(chassis).size > 1)
    return { rule: "encap-ip-honoured", subject: `${chassis.name} Interface ${wanted.interface}` };
  return { rule: END_RULES[end], subject };
}

/** Whether the header names a port of the chassis that the tunnel leads to, and so decides the destination's VTEP. */
function checkTarget(
  target: WireTarget | undefined,
  cluster: Cluster,
  trace: Trace,
  index: number,
  ends: Ends,
  from: ClusterChassis,
  to: ClusterChassis,
): readonly Finding[] {
  const tunnel = trace.tunnels[index]!;
  const details = detailsOf(tunnel, index);
  const subject = `${from.name} -> ${ends.destination.name}`;
  if (target === undefined) return checkPair(tunnel, from, details);
  if (target.kind !== "port") {
    const what = target.kind === "group" ? `group ${target.key}` : `keys ${target.datapathKey} and ${target.portKey}`;
    const message = `the header on ${tunnel.port} names ${what}, expected a port of ${to.name}`;
    return [createFinding("tunnel-follows-interfaces", subject, message, details)];
  }
  const { port } = target;
  const members = haMembers(cluster, port);
  if (![port.chassis, ...port.additionalChassis, ...members].includes(to)) {
    const home = port.chassis?.name ?? "no chassis";
    const message = `the packet is for ${port.name} of ${home}, but ${tunnel.port} leads to ${to.name}`;
    return [createFinding("tunnel-follows-interfaces", subject, message, details)];
  }
  const findings = members.length < 2 ? [...checkPair(tunnel, from, details)] : [];
  if (to === ends.destination.chassis && port !== ends.destination) {
    findings.push(...checkDetermined(port, to, ends.destination, details));
  }
  return findings;
}

/**
 * Whether the tunnel leaves from the address that the packet's encap id stands for. It does not when no tunnel had
 * the wanted pair and another was taken. A gateway port of several chassis has its tunnel without regard to the id.
 */
function checkPair(tunnel: TraceTunnel, from: ClusterChassis, details: FindingDetails): readonly Finding[] {
  const wanted = from.vteps.list[tunnel.encapId]?.ip;
  if (wanted === tunnel.sourceIp) return [];
  const message = `no tunnel has the wanted pair: encap id ${tunnel.encapId} of ${from.name} is ${wanted ?? "no VTEP"}, but ${tunnel.port} leaves from ${tunnel.sourceIp}`;
  return [createFinding("wanted-pair", `${from.name} ${tunnel.port}`, message, details)];
}

/**
 * A packet sent to a gateway port of the destination's chassis carries that port's name, so that the tunnel is
 * chosen without regard to the interface behind it: even the right address is then right by chance.
 */
function checkDetermined(
  through: ClusterPort,
  to: ClusterChassis,
  destination: ClusterPort,
  details: FindingDetails,
): readonly Finding[] {
  const wanted = wantedVtep(destination, to);
  if (vtepsOf(to).size < 2 || wanted.kind === "any" || wanted.kind === "unmet") return [];
  if (through.encap?.ip === wanted.ip) return [];
  const has = through.encap === undefined ? "no Encap of its own" : `Encap ${through.encap.ip}`;
  const message = `the tunnel to ${to.name} is chosen for ${through.name}, which has ${has}: nothing makes it arrive at ${wanted.ip} (${wanted.says})`;
  return [createFinding("destination-determined", `${through.name} -> ${destination.name}`, message, details)];
}

function haMembers(cluster: Cluster, port: ClusterPort): readonly ClusterChassis[] {
  return (port.haChassisGroup?.ha_chassis ?? []).flatMap((uuid) => {
    const chassis = cluster.southbound.tables.HA_Chassis.get(uuid)?.chassis;
    const found = chassis === undefined ? undefined : cluster.chassisByUuid.get(chassis);
    return found === undefined ? [] : [found];
  });
}

const detailsOf = (tunnel: TraceTunnel, index: number): FindingDetails => ({
  place: { chassis: tunnel.fromChassis },
  tunnel: index,
});

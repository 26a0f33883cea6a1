import type { Cluster, ClusterChassis } from "@ovn-sim/model";
import { DROP_REASONS } from "../machine/index.ts";
import type { Trace } from "../trace/types.ts";
import { mayTunnel } from "./chassis-config.ts";
import { checkCrossing, type Ends } from "./check-crossing.ts";
import { createFinding, type Finding, judged, notJudged, type Verdict } from "./finding.ts";
import { detourOf, isBridgedTo, isLocalport, localnetOf, residenceOf } from "./ports.ts";
import { wireTarget } from "./wire-target.ts";

/** Rules 1 to 4 over the trace of a packet from one interface to another. */
export function checkUnicast(cluster: Cluster, trace: Trace, ends: Ends, sender: ClusterChassis): Verdict {
  const detour = detourOf(cluster, ends.source.row.datapath) ?? detourOf(cluster, ends.destination.row.datapath);
  if (detour !== undefined) return notJudged(detour);
  const findings: Finding[] = trace.tunnels.flatMap((_, index) => checkCrossing(cluster, trace, index, ends));
  findings.push(...checkDoubles(trace, ends));
  if (staysHome(ends)) findings.push(...checkLeaks(trace, ends, sender));
  const arrival = checkArrival(cluster, trace, ends, sender);
  if (typeof arrival === "string") return findings.length > 0 ? judged(findings) : notJudged(arrival);
  return judged([...findings, ...arrival]);
}

/** No chassis sends on more copies than there are chassis that its destination is on (several while it migrates). */
function checkDoubles({ hops, tunnels }: Trace, { destination }: Ends): readonly Finding[] {
  const most = 1 + destination.additionalChassis.length;
  return hops.flatMap(({ chassis }, hop) => {
    const copies = tunnels.filter((tunnel) => tunnel.hop === hop).length;
    if (copies <= most) return [];
    const message = `${chassis} sends ${copies} copies of a packet for ${destination.name}, expected ${most}`;
    return [createFinding("delivered-once", `${chassis} -> ${destination.name}`, message, { place: { chassis } })];
  });
}

/** What a localport sends on its own switch never leaves the chassis (ovn-nb(5), "localport"). */
function staysHome({ source, destination }: Ends): boolean {
  return isLocalport(source) && source.row.datapath === destination.row.datapath;
}

function checkLeaks(trace: Trace, { source }: Ends, sender: ClusterChassis): readonly Finding[] {
  return [...trace.tunnels, ...trace.departures].map(({ port }) => {
    const message = `what ${source.name}, a localport, sends leaves ${sender.name} by ${port}`;
    return createFinding("delivered-once", `${sender.name} ${source.name}`, message, {
      place: { chassis: sender.name },
    });
  });
}

/** Whether the packet came to its destination once and nowhere else; or why the rules do not say. */
function checkArrival(
  cluster: Cluster,
  trace: Trace,
  { source, destination }: Ends,
  sender: ClusterChassis,
): readonly Finding[] | string {
  const homes = residenceOf(destination, sender);
  if (homes.length === 0) return `${destination.name} is on no chassis that ${source.name} can reach`;
  const place = { chassis: sender.name };
  const subject = `${sender.name} -> ${destination.name}`;
  const right = trace.deliveries.filter(
    ({ logicalPort, chassis }) => logicalPort === destination.name && homes.some(({ name }) => name === chassis),
  );
  const findings = trace.deliveries
    .filter((delivery) => !right.includes(delivery))
    .map(({ logicalPort, chassis }) =>
      createFinding(
        "delivered-once",
        subject,
        `a packet for ${destination.name} is delivered to ${logicalPort} on ${chassis}`,
        {
          place,
        },
      ),
    );
  for (const departure of trace.departures) {
    const localnet = localnetOf(cluster, departure);
    const isHome = homes.some(({ name }) => name === departure.chassis);
    const network = localnet?.row.datapath;
    // To another switch, by the physical network of one of the two: a router, or its gateway, is reached by it.
    if (network !== undefined && source.row.datapath !== destination.row.datapath) {
      if (network === source.row.datapath || isBridgedTo(cluster, network)) continue;
    }
    if (!isHome && (network === undefined || network === destination.row.datapath)) continue;
    const message = `a packet for ${destination.name} leaves ${departure.chassis} by ${departure.port}, ${isHome ? "where its destination is" : "to another switch's network"}`;
    findings.push(createFinding("delivered-once", subject, message, { place }));
  }
  if (right.length > homes.length) {
    const message = `a packet for ${destination.name} is delivered ${right.length} times, expected once`;
    findings.push(createFinding("delivered-once", subject, message, { place }));
  }
  if (right.length > 0 || findings.length > 0) return findings;
  if (staysHome({ source, destination }) && !homes.includes(sender))
    return `what ${source.name} sends stays on its chassis`;
  if (trace.departures.length > 0) return "the packet leaves by a physical network";
  const cause = causeOfLoss(cluster, trace, homes);
  if (cause !== undefined) return cause;
  const [drop] = trace.drops.toReversed();
  const where = drop === undefined ? "nothing says where" : `on ${drop.chassis}, table ${drop.table}: ${drop.reason}`;
  return [createFinding("delivered-once", subject, `a packet for ${destination.name} is lost (${where})`, { place })];
}

/** Why the configuration itself wants the packet to go no further; absent when it does not. */
function causeOfLoss(cluster: Cluster, trace: Trace, homes: readonly ClusterChassis[]): string | undefined {
  if (trace.controller.length > 0) return "the packet goes to ovn-controller";
  if (trace.drops.some(({ reason }) => reason === DROP_REASONS["no-live-member"].text))
    return "no tunnel to a gateway is alive";
  for (const index of trace.tunnels.keys()) {
    const target = wireTarget(cluster, trace, index);
    if (target?.kind !== "port" || target.port.row.type !== "chassisredirect") continue;
    if (target.port.chassis === undefined) return `the gateway port ${target.port.name} is bound to no chassis`;
  }
  for (const { stage, chassis } of trace.drops) {
    if (stage !== undefined) return `the logical pipeline drops the packet (${stage})`;
    const here = cluster.chassis.get(chassis);
    if (here === undefined || homes.some((home) => home === here || mayTunnel(here, home))) continue;
    return `${here.name} and ${homes.map(({ name }) => name).join(", ")} are not meant to have a tunnel`;
  }
  return undefined;
}

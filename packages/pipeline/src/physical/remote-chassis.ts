import type { Tunnel } from "../chassis/index.ts";
import { type Action, type MatchBuilder, subfield } from "../openflow/index.ts";
import { load, output, resubmit } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";
import { decapsulate, encapsulateFlood, GENEVE_OPTION } from "./encapsulation.ts";

/** What reg6 holds for the first part of a flood, in releases that cut long flows. */
const FIRST_FLOOD_PART = 0x8000;

/**
 * Neighbour replies between availability zones: they are flooded to one tunnel of each chassis of another
 * zone, and taken in from there into the ingress pipeline, so that routers here learn from them too.
 */
export function lowerRemoteChassis(context: PhysicalContext): void {
  const { view, tables } = context;
  const mode = context.profile.physical.remoteChassisFlood;
  if (mode === "none" || tables.floodRemoteChassis === undefined) return;
  const remotes = [...view.cluster.chassis.values()].filter(({ isRemote }) => isRemote);

  const flood: Action[] = [];
  let last: Tunnel | undefined;
  for (const { name } of remotes) {
    const tunnel = view.tunnelsTo.get(name)?.[0];
    if (tunnel === undefined) continue;
    if (tunnel.type !== last?.type) flood.push(...encapsulateFlood(tunnel.type));
    flood.push(output(tunnel.ofport));
    last = tunnel;
  }
  if (flood.length > 0) {
    const match = context.withFlags(context.match(), [], ["receivedFromTunnel"]);
    if (context.profile.physical.multicastSplit) match.setSubfield(subfield("reg6"), FIRST_FLOOD_PART);
    context.add(tables.floodRemoteChassis, 100, match.build(), flood);
  }

  for (const { name, row } of remotes) {
    const tunnels = view.tunnelsTo.get(name) ?? [];
    const taken = mode === "one-tunnel" ? tunnels.slice(0, 1) : tunnels;
    for (const tunnel of taken) lowerReplies(context, tunnel, { table: "Chassis", uuid: row.uuid });
  }
}

function lowerReplies(context: PhysicalContext, tunnel: Tunnel, source: { table: string; uuid: string }): void {
  const { tables } = context;
  const actions = [
    load(1, context.flag("receivedFromTunnel")),
    ...decapsulate(context, tunnel),
    resubmit(tables.logicalIngress),
    ...(tunnel.type === "vxlan" ? [resubmit(tables.localOutput)] : []),
  ];
  const add = (match: MatchBuilder) =>
    context.add(tables.physicalToLogical, 120, withoutOutport(match, tunnel).build(), actions, source);
  add(context.match().set("in_port", tunnel.ofport).protocol("arp").set("arp_op", 2));
  add(context.match().set("in_port", tunnel.ofport).protocol("icmp6").set("icmp_type", 136).set("icmp_code", 0));
}

/**
 * Wants the wire to carry no output port: the mark of a flood. VXLAN cannot tell. ovn-controller means the low
 * half of the Geneve option, but what it sends is two bytes without a mask, which the switch takes for the whole
 * option: recorded flows have `tun_metadata0=0`, which wants the input port to be 0 too.
 */
function withoutOutport(match: MatchBuilder, { type }: Tunnel): MatchBuilder {
  if (type === "geneve") return match.set(GENEVE_OPTION, 0);
  return type === "stt" ? match.setSubfield(subfield("tun_id", 24, 16), 0) : match;
}

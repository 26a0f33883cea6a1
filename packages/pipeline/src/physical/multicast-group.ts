import { type ClusterChassis, type ClusterPort, createDiagnostic, type MulticastGroup } from "@ovn-sim/model";
import {
  commonTunnelType,
  hashString,
  hashTableOrder,
  isRampChassis,
  type LocalDatapath,
  type PortFacts,
  type TunnelType,
} from "../chassis/index.ts";
import type { Action } from "../openflow/index.ts";
import { load, output, resubmit } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";
import { encapsulate } from "./encapsulation.ts";
import { chassisEncapIp, setTunnelIps } from "./flow-tunnel.ts";
import { allMembers, mustSeeAll, seenMembers, type SeenMembers } from "./multicast-members.ts";
import { addSplitGroup } from "./multicast-split.ts";
import { zoneOf } from "./zones.ts";

/** The parts of a group's flows that come from one member. */
export type MemberActions = {
  /** In local output: copies for this chassis. */
  readonly local: readonly Action[];
  /** In remote output: copies that are made where the packet came from. */
  readonly remote: readonly Action[];
  /** As `remote`, for packets from a VTEP switch, which must not reach other chassis. */
  readonly ramp: readonly Action[];
};

/** What a group's flows are put together from. */
export type GroupParts = {
  readonly group: MulticastGroup;
  readonly datapath: LocalDatapath;
  /** One entry for each member that was looked at, in the order of their UUIDs; absent for one of another datapath. */
  readonly members: readonly (MemberActions | undefined)[];
  /** One copy for each remote chassis with a member. */
  readonly fanOut: readonly Action[];
  /** Whether flows tell packets of VTEP switches from others. */
  readonly hasRamp: boolean;
};

const NOTHING: MemberActions = { local: [], remote: [], ramp: [] };

/** Copies packets to the members of every multicast group of the local datapaths. With `isEachSeen` it looks at every member, which gives the same flows. */
export function lowerMulticastGroups(context: PhysicalContext, isEachSeen = false): void {
  const { view } = context;
  const known: (Member | undefined)[] = [];
  const membersOf = isEachSeen || mustSeeAll(context) ? allMembers : seenMembers;
  const membersFor = (group: MulticastGroup): SeenMembers => membersOf(context, group);
  for (const datapath of view.localDatapaths.values()) {
    const memberOf = (facts: PortFacts): Member => (known[facts.number] ??= lowerMember(context, datapath, facts));
    for (const group of view.cluster.southbound.groupsOf(datapath.datapath.row.uuid)) {
      lowerGroup(context, datapath, group, { memberOf, membersFor });
    }
  }
}

/** What becomes of a member, which is the same in every group, and the chassis that it is bound to elsewhere. */
type Member = { readonly actions: MemberActions; readonly elsewhere: readonly ClusterChassis[] };

type GroupWays = {
  readonly memberOf: (facts: PortFacts) => Member;
  readonly membersFor: (group: MulticastGroup) => SeenMembers;
};

function lowerGroup(
  context: PhysicalContext,
  datapath: LocalDatapath,
  group: MulticastGroup,
  { memberOf, membersFor }: GroupWays,
): void {
  const { physical } = context.profile;
  const groupDatapath = group.datapath;
  const { seen, unseen } = membersFor(group);
  // Chassis count in the order of their members.
  const homes = datapath.localnet === undefined ? [...unseen] : [];
  const members = seen.map(({ facts, place }) => {
    if (facts.datapath === groupDatapath) {
      const member = memberOf(facts);
      for (const chassis of member.elsewhere) homes.push({ chassis, place });
      return member.actions;
    }
    noteForeignMember(context, group, facts.port);
    return undefined;
  });
  const elsewhere = new Set(homes.sort((a, b) => a.place - b.place).map(({ chassis }) => chassis));
  const remoteChassis = new Map<string, ClusterChassis>();
  const rampChassis = new Map<string, ClusterChassis>();
  for (const chassis of elsewhere) (isRampChassis(chassis) ? rampChassis : remoteChassis).set(chassis.name, chassis);
  const key = group.tunnel_key;
  const fanOut = [
    ...fanOutTo(context, remoteChassis, datapath.key, key, false),
    ...fanOutTo(context, rampChassis, datapath.key, key, true),
  ];
  const hasRamp = physical.rampFlows === "local-datapaths" || datapath.vtepPort !== undefined;
  const parts = { group, datapath, members, fanOut, hasRamp };
  if (physical.multicastSplit) addSplitGroup(context, parts);
  else addGroup(context, parts);
}

/** One flow for the local part, one for the remote part, one for packets from VTEP switches. */
function addGroup(context: PhysicalContext, { group, datapath, members, fanOut, hasRamp }: GroupParts): void {
  const { tables, registers, profile } = context;
  const source = { table: "Multicast_Group", uuid: group.uuid };
  const key = group.tunnel_key;
  const restored = load(key, registers.outport);
  const out = () => context.matchOutport(datapath.key, key);
  const parts = (part: keyof MemberActions): Action[] => {
    const all: Action[] = [];
    for (const member of members) if (member !== undefined && member !== NOTHING) all.push(...member[part]);
    return all;
  };

  const local = parts("local");
  if (local.length > 0) context.add(tables.localOutput, 100, out().build(), [...local, restored], source);

  const copies = parts("remote");
  const remote = [...copies, ...(copies.length > 0 ? [restored] : []), ...fanOut];
  if (remote.length > 0) {
    const isContinued = profile.physical.multicastContinues === "always" || local.length > 0;
    const match = hasRamp ? context.withFlags(out(), [], ["receivedFromRamp"]) : out();
    const actions = [...remote, ...(isContinued ? [resubmit(context.afterRemoteOutput)] : [])];
    context.add(tables.remoteOutput, 100, match.build(), actions, source);
  }

  const ramp = parts("ramp");
  if (ramp.length > 0 && hasRamp) {
    const match = context.withFlags(out(), ["receivedFromRamp", "allowLoopback"]).build();
    context.add(tables.remoteOutput, 120, match, [...ramp, restored, resubmit(context.afterRemoteOutput)], source);
  }
}

const NOWHERE: readonly ClusterChassis[] = [];

function lowerMember(context: PhysicalContext, datapath: LocalDatapath, facts: PortFacts): Member {
  const actions = localActions(context, datapath, facts);
  if (actions !== undefined) return { actions, elsewhere: NOWHERE };
  return {
    actions: zoneActions(context, facts.port),
    elsewhere: datapath.localnet === undefined ? facts.bound : NOWHERE,
  };
}

/** What is done for a member of which this chassis makes no copy. */
function zoneActions(context: PhysicalContext, port: ClusterPort): MemberActions {
  const zone = context.profile.physical.multicastZoneOfEveryMember ? zoneOf(context.view, port.name) : 0;
  return zone === 0 ? NOTHING : { ...NOTHING, local: [load(zone, context.registers.ctZone)] };
}

/** The part of one member; undefined for one that is bound elsewhere, if anywhere. */
function localActions(context: PhysicalContext, datapath: LocalDatapath, facts: PortFacts): MemberActions | undefined {
  const { view, tables, registers } = context;
  const { port, kind } = facts;
  const copyTo = ({ row }: ClusterPort) => [load(row.tunnel_key, registers.outport), resubmit(tables.checkLoopback)];
  const here = (to: ClusterPort = port): MemberActions => {
    const zone = zoneOf(view, port.name);
    return { ...NOTHING, local: zone === 0 ? copyTo(to) : [load(zone, registers.ctZone), ...copyTo(to)] };
  };
  const none = (): MemberActions => zoneActions(context, port);
  switch (kind) {
    case "patch":
      return datapath.isTransitSwitch ? here() : { ...none(), remote: copyTo(port), ramp: copyTo(port) };
    case "remote":
      return port.chassis === undefined
        ? none()
        : {
            ...none(),
            remote: [load(port.row.tunnel_key, registers.outport), ...copyToChassis(context, port.chassis, port)],
          };
    case "localport":
      return { ...none(), remote: copyTo(port) };
    default:
      break;
  }
  if (isOutputHere(context, facts)) return here();
  if (kind === "chassisredirect" && port.chassis === view.chassis) {
    const distributed = view.cluster.port(port.row.options.get("distributed-port") ?? "");
    return distributed?.row.datapath === port.row.datapath ? here(distributed) : none();
  }
  return undefined;
}

/** Whether the member is an interface, a gateway router's port or a patch port of this chassis. */
function isOutputHere(context: PhysicalContext, { port, kind, parent, bound }: PortFacts): boolean {
  const { view } = context;
  if (!bound.includes(view.chassis)) return view.patchOfports.has(port.name);
  const carrier = parent === undefined ? port : view.cluster.port(parent);
  const hasInterface =
    carrier !== undefined && context.factsOf(carrier).kind === "vif" && view.interfaces.has(carrier.name);
  return hasInterface || kind === "l3gateway" || view.patchOfports.has(port.name);
}

/** One copy to a port of another availability zone, by any tunnel there. */
function copyToChassis(context: PhysicalContext, chassis: ClusterChassis, port: ClusterPort): Action[] {
  const tunnel = context.view.tunnelsTo.get(chassis.name)?.[0];
  if (tunnel === undefined) return [];
  const { datapath, row } = port;
  return [...encapsulate(tunnel.type, datapath.row.tunnel_key, row.tunnel_key, false), output(tunnel.ofport)];
}

/**
 * One copy to each of a set of chassis, by the first tunnel there; the wire's key is set anew where the type
 * of tunnel changes.
 */
function fanOutTo(
  context: PhysicalContext,
  chassis: ReadonlyMap<string, ClusterChassis>,
  datapathKey: number,
  groupKey: number,
  isRamp: boolean,
): Action[] {
  const actions: Action[] = [];
  let last: TunnelType | undefined;
  const copy = (type: TunnelType, ofport: number, ends: readonly Action[] = []) => {
    if (type !== last) actions.push(...encapsulate(type, datapathKey, groupKey, isRamp));
    last = type;
    actions.push(...ends, output(ofport));
  };
  const { view } = context;
  for (const name of hashTableOrder(chassis.keys(), hashString)) {
    if (!view.usesFlowTunnels) {
      const tunnel = view.tunnelsTo.get(name)?.[0];
      if (tunnel !== undefined) copy(tunnel.type, tunnel.ofport);
      continue;
    }
    const remote = chassis.get(name)!;
    const type = commonTunnelType(view.chassis, remote);
    const tunnel = type === undefined ? undefined : view.flowTunnels.get(type);
    const remoteIp = type === undefined ? undefined : chassisEncapIp(remote, type);
    const [localIp] = view.encapIps;
    if (type === undefined || tunnel === undefined || remoteIp === undefined || localIp === undefined) continue;
    copy(type, tunnel.ofport, setTunnelIps(context, localIp, remoteIp));
  }
  return actions;
}

function noteForeignMember(context: PhysicalContext, group: MulticastGroup, port: ClusterPort): void {
  const place = { table: "Multicast_Group", row: group.uuid, column: "ports", chassis: context.view.name };
  const message = `group ${group.name} holds port ${port.name} of another datapath: the port is left out`;
  context.notes.push(createDiagnostic("OVN5016", place, message));
}

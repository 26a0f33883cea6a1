import { type ClusterChassis, type ClusterPort, createDiagnostic, type MulticastGroup } from "@ovn-sim/model";
import {
  commonTunnelType,
  hashString,
  hashTableOrder,
  isRampChassis,
  type LocalDatapath,
  type PortKind,
  portKind,
  type TunnelType,
} from "../chassis/index.ts";
import type { Action } from "../openflow/index.ts";
import { load, output, resubmit } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";
import { encapsulate } from "./encapsulation.ts";
import { chassisEncapIp, setTunnelIps } from "./flow-tunnel.ts";
import { factsOf } from "./port-facts.ts";
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
  /** One entry for each member, in the order of {@link membersOf}; absent for one of another datapath. */
  readonly members: readonly (MemberActions | undefined)[];
  /** One copy for each remote chassis with a member. */
  readonly fanOut: readonly Action[];
  /** Whether flows tell packets of VTEP switches from others. */
  readonly hasRamp: boolean;
};

const NOTHING: MemberActions = { local: [], remote: [], ramp: [] };

/** Copies packets to the members of every multicast group of the local datapaths. */
export function lowerMulticastGroups(context: PhysicalContext): void {
  const { view } = context;
  for (const datapath of view.localDatapaths.values()) {
    const memberOf = remember((port: ClusterPort) => lowerMember(context, datapath, port));
    for (const group of view.cluster.southbound.groupsOf(datapath.datapath.row.uuid)) {
      lowerGroup(context, datapath, group, memberOf);
    }
  }
}

/** What becomes of a member, which is the same in every group, and the chassis that it is bound to elsewhere. */
type Member = { readonly actions: MemberActions; readonly elsewhere: readonly ClusterChassis[] };

function lowerGroup(
  context: PhysicalContext,
  datapath: LocalDatapath,
  group: MulticastGroup,
  memberOf: (port: ClusterPort) => Member,
): void {
  const { physical } = context.profile;
  const elsewhere = new Set<ClusterChassis>();
  const groupDatapath = group.datapath;
  const members = membersOf(context, group).map((port) => {
    if (factsOf(port).datapath === groupDatapath) {
      const member = memberOf(port);
      for (const chassis of member.elsewhere) elsewhere.add(chassis);
      return member.actions;
    }
    noteForeignMember(context, group, port);
    return undefined;
  });
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
  const parts = (part: keyof MemberActions) => members.flatMap((member) => member?.[part] ?? []);

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

const members = new WeakMap<MulticastGroup, readonly ClusterPort[]>();

/** The members in the order that a set of references has: that of the UUIDs. It is the same for every chassis. */
function membersOf(context: PhysicalContext, group: MulticastGroup): readonly ClusterPort[] {
  const known = members.get(group);
  if (known !== undefined) return known;
  const { cluster } = context.view;
  const rows = cluster.southbound.tables.Port_Binding;
  const made = group.ports.toSorted().flatMap((uuid) => {
    const row = rows.get(uuid);
    return row === undefined ? [] : [cluster.portOf(row)];
  });
  members.set(group, made);
  return made;
}

/** The same function, asked once for each question. */
function remember<Q, A extends object>(ask: (question: Q) => A): (question: Q) => A {
  const answers = new Map<Q, A>();
  return (question) => {
    let answer = answers.get(question);
    if (answer === undefined) answers.set(question, (answer = ask(question)));
    return answer;
  };
}

const NOWHERE: readonly ClusterChassis[] = [];

function lowerMember(context: PhysicalContext, datapath: LocalDatapath, port: ClusterPort): Member {
  const actions = localActions(context, datapath, port);
  if (actions !== undefined) return { actions, elsewhere: NOWHERE };
  const { chassis, additionalChassis } = port;
  const bound = chassis === undefined ? additionalChassis : [chassis, ...additionalChassis];
  return { actions: zoneActions(context, port), elsewhere: datapath.localnet === undefined ? bound : NOWHERE };
}

/** What is done for a member of which this chassis makes no copy. */
function zoneActions(context: PhysicalContext, port: ClusterPort): MemberActions {
  const zone = context.profile.physical.multicastZoneOfEveryMember ? zoneOf(context.view, port.name) : 0;
  return zone === 0 ? NOTHING : { ...NOTHING, local: [load(zone, context.registers.ctZone)] };
}

/** The part of one member; undefined for one that is bound elsewhere, if anywhere. */
function localActions(context: PhysicalContext, datapath: LocalDatapath, port: ClusterPort): MemberActions | undefined {
  const { view, tables, registers } = context;
  const zone = zoneOf(view, port.name);
  const loaded = zone === 0 ? [] : [load(zone, registers.ctZone)];
  const copyTo = ({ row }: ClusterPort) => [load(row.tunnel_key, registers.outport), resubmit(tables.checkLoopback)];
  const here = (to: ClusterPort = port): MemberActions => ({ ...NOTHING, local: [...loaded, ...copyTo(to)] });

  const { kind } = factsOf(port);
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
  if (isOutputHere(context, port, kind)) return here();
  if (kind === "chassisredirect" && port.chassis === view.chassis) {
    const distributed = view.cluster.port(port.row.options.get("distributed-port") ?? "");
    return distributed?.row.datapath === port.row.datapath ? here(distributed) : none();
  }
  return undefined;
}

/** Whether the member is an interface, a gateway router's port or a patch port of this chassis. */
function isOutputHere(context: PhysicalContext, port: ClusterPort, kind: PortKind): boolean {
  const { view } = context;
  const isBound = port.chassis === view.chassis || port.additionalChassis.includes(view.chassis);
  if (!isBound) return view.patchOfports.has(port.name);
  const carrier = factsOf(port).parent ?? port.name;
  const carried = view.cluster.southbound.portByName.get(carrier);
  const hasInterface = carried !== undefined && portKind(carried) === "vif" && view.interfaces.has(carrier);
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

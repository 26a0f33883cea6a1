import { type ClusterPort, createDiagnostic } from "@ovn-sim/model";
import { commonTunnelType, orderHaMembers, type Tunnel, type ViewPort, viewPort } from "../chassis/index.ts";
import { type Action, FIELDS, subfield } from "../openflow/index.ts";
import { forgetInPort, output, resubmit } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { encapsulate } from "./encapsulation.ts";
import { portEncapIp, setTunnelIps } from "./flow-tunnel.ts";
import { isNetworkFunction } from "./network-function.ts";
import type { PortLater } from "./ports-later.ts";
import { remoteRoutes } from "./remote-tunnels.ts";
import type { Route } from "./tunnel-choices.ts";

/** OpenFlow's limit of a bundle's members in ovn-controller. */
const MAX_BUNDLE_MEMBERS = 2048;

const IN_PORT = subfield(FIELDS.in_port);

/** A port on another chassis: output to it goes into a tunnel, by the VTEP that the packet's encap id names. */
export function lowerRemotePort(context: PhysicalContext, port: ViewPort): void {
  if (context.view.usesFlowTunnels) lowerByFlowTunnel(context, port);
  else lowerByTunnelPorts(context, port);
}

function lowerByTunnelPorts(context: PhysicalContext, port: ViewPort): void {
  const { facts, datapath } = port;
  const routes = context.view.encapIps.length === 0 ? NO_ROUTES : remoteRoutes(context, facts);
  if (routes.length === 0) return;
  context.tunnelled.push(facts.number);
  if (context.later === undefined) addByEncapIds(context, port, routes);
  else context.later.outputs.add(datapath, facts.number);
}

/** Adds the flows to a port that was left for later. */
export function lowerLater(context: PhysicalContext, { datapath, number }: PortLater): void {
  const facts = context.book.at(number);
  addByEncapIds(context, viewPort(facts, datapath), remoteRoutes(context, facts));
}

function addByEncapIds(context: PhysicalContext, port: ViewPort, routes: readonly Route[]): void {
  const { view, tables } = context;
  const { key, datapath, facts } = port;
  for (let encapId = 0; encapId < view.encapIps.length; encapId++) {
    const match = context.matchOutportByEncap(datapath.key, key, encapId).build();
    context.addOfPort(tables.remoteOutput, 100, match, actionsByRoutes(context, port, routes, encapId), facts);
  }
}

const NO_ROUTES: readonly Route[] = [];

/** One copy by each route. */
function actionsByRoutes(
  context: PhysicalContext,
  { kind, key, datapath, facts }: ViewPort,
  routes: readonly Route[],
  encapId: number,
): readonly Action[] {
  const isVtep = kind === "vtep";
  const actions: Action[] = isVtep ? [forgetInPort] : [];
  const isFunction = isNetworkFunction(context, facts);
  if (isFunction) actions.push({ kind: "push", src: IN_PORT }, forgetInPort);
  for (const { byEncapId } of routes) {
    const { type, ofport } = byEncapId[encapId]!.tunnel;
    actions.push(...encapsulate(type, datapath.key, key, isVtep), output(ofport));
  }
  actions.push(resubmit(context.afterRemoteOutput));
  if (isFunction) actions.push({ kind: "pop", dst: IN_PORT });
  return actions;
}

/** With one tunnel port for all, the flow itself says from which address to which. */
function lowerByFlowTunnel(context: PhysicalContext, { port, kind, key, datapath }: ViewPort): void {
  const { view, tables } = context;
  const { chassis } = port;
  if (chassis === undefined || chassis === view.chassis) return;
  const type = commonTunnelType(view.chassis, chassis);
  const tunnel = type === undefined ? undefined : view.flowTunnels.get(type);
  const remoteIp = type === undefined ? undefined : portEncapIp(port, chassis, type);
  if (type === undefined || tunnel === undefined || remoteIp === undefined) return;
  const isVtep = kind === "vtep";
  for (const [encapId, localIp] of view.encapIps.entries()) {
    const actions = [
      ...(isVtep ? [forgetInPort] : []),
      ...encapsulate(type, datapath.key, key, isVtep),
      ...setTunnelIps(context, localIp, remoteIp),
      output(tunnel.ofport),
      resubmit(tables.localOutput),
    ];
    const match = context.matchOutportByEncap(datapath.key, key, encapId).build();
    context.add(tables.remoteOutput, 100, match, actions, portSource(port.row));
  }
}

/** A gateway port of several chassis: the tunnel to the first one of its HA group that is alive. */
export function lowerHaRemotePort(context: PhysicalContext, { port, kind, key, datapath }: ViewPort): void {
  const { view, tables } = context;
  const group = port.haChassisGroup;
  if (group === undefined) return;
  const tunnels: Tunnel[] = [];
  for (const member of orderHaMembers(view.cluster, group)) {
    const first = view.tunnelsTo.get(member.name)?.[0];
    if (first !== undefined) tunnels.push(first);
  }
  const last = tunnels.at(-1);
  if (last === undefined) {
    noteUnreachable(context, port, "no tunnel leads to any of its chassis");
    return;
  }
  if (tunnels.some(({ type }) => type !== last.type)) {
    noteUnreachable(context, port, "its chassis are reached by tunnels of different types");
    return;
  }
  const members = tunnels.slice(0, MAX_BUNDLE_MEMBERS).map(({ ofport }) => ofport);
  const actions: Action[] = [
    ...encapsulate(last.type, datapath.key, key, kind === "vtep"),
    { kind: "bundle", args: { fields: "eth_src", basis: 0, algorithm: "active_backup", members } },
  ];
  context.add(tables.remoteOutput, 100, context.matchOutport(datapath.key, key).build(), actions, portSource(port.row));
}

function noteUnreachable(context: PhysicalContext, port: ClusterPort, why: string): void {
  const place = { table: "Port_Binding", row: port.row.uuid, chassis: context.view.name };
  context.notes.push(createDiagnostic("OVN5012", place, `packets to ${port.name} are dropped: ${why}`));
}

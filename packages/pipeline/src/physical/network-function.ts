import { type ClusterPort, createDiagnostic } from "@ovn-sim/model";
import type { PortFacts, ViewPort } from "../chassis/index.ts";
import { type Action, FIELDS, type MatchBuilder, subfield } from "../openflow/index.ts";
import { load, move, output } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { GENEVE_INPORT, GENEVE_OPTION } from "./encapsulation.ts";
import { zoneOf } from "./zones.ts";

/** Conntrack found the packet to be of no connection (ovs-fields(7), `ct_state`). */
const CT_INVALID = 0x10;

/** `ct_label[80..95]`: the tunnel port that a redirected connection came in by. */
const LABEL_TUNNEL = subfield("ct_label", 80, 16);

const VNI = subfield(FIELDS.tun_id, 0, 24);

/** Whether a port belongs to a network function (ovn-nb(5), Network_Function). */
export function isNetworkFunction(context: PhysicalContext, facts: PortFacts): boolean {
  return context.profile.physical.networkFunctions && facts.isNetworkFunction;
}

/**
 * Packets that a network function on a switch with a physical network has seen go back by the tunnel that they
 * came in by, which the conntrack zone of the function's other port has in its label.
 */
export function lowerNetworkFunctionReturn(context: PhysicalContext, { port }: ViewPort): void {
  const linked = linkedPort(context, port);
  if (linked === undefined) return;
  const zone = zoneOf(context.view, port.name);
  const linkedZone = zoneOf(context.view, linked.name);
  if (zone === 0 || linkedZone === 0) return;
  lowerReturn(context, port, linkedZone);
  lowerReturn(context, linked, zone);
}

function lowerReturn(context: PhysicalContext, port: ClusterPort, linkedZone: number): void {
  const { view, tables, registers } = context;
  const { tunnelOfport } = registers;
  const key = port.row.tunnel_key;
  const datapathKey = port.datapath.row.tunnel_key;
  const source = portSource(port.row);
  const from = (): MatchBuilder => context.matchInport(datapathKey, key);
  const again = (): MatchBuilder => context.withFlags(from(), ["recirculated"]);

  const first = context.withFlags(from().protocol("ip"), [], ["recirculated"]).build();
  const tracked: Action = { kind: "ct", args: { table: tables.localOutput, zone: registers.ctZone } };
  const lookUp = [load(1, context.flag("recirculated")), load(linkedZone, registers.ctZone), tracked];
  context.addShared(tables.localOutput, 110, first, lookUp, source);

  for (const { ofport } of view.tunnels) {
    const back = [
      load(datapathKey, VNI),
      move(registers.outport, subfield(GENEVE_OPTION)),
      load(key, GENEVE_INPORT),
      output(ofport),
    ];
    if (tunnelOfport !== undefined) {
      const untracked = again().setMasked("ct_state", CT_INVALID, CT_INVALID).setSubfield(tunnelOfport, ofport);
      context.addShared(tables.localOutput, 110, untracked.build(), back, source);
    }
    context.addShared(tables.localOutput, 109, again().setSubfield(LABEL_TUNNEL, ofport).build(), back, source);
  }
}

/** The function's other port, when each names the other and both are of one type. */
function linkedPort(context: PhysicalContext, port: ClusterPort): ClusterPort | undefined {
  const name = port.row.options.get("nf-linked-port");
  const linked = name === undefined ? undefined : context.view.cluster.port(name);
  if (linked?.row.type === port.row.type && linked.row.options.get("nf-linked-port") === port.name) return linked;
  context.noteOnce(`other port of ${port.name}`, () => {
    const place = { table: "Port_Binding", row: port.row.uuid, column: "options", chassis: context.view.name };
    const message = `port ${port.name} of a network function names ${JSON.stringify(name ?? "")} as its other port: expected a port of its type that names it too`;
    return createDiagnostic("OVN5017", place, message);
  });
  return undefined;
}

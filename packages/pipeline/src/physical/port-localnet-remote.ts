import type { ClusterPort } from "@ovn-sim/model";
import type { ViewPort } from "../chassis/index.ts";
import { forgetInPort, load, output, resubmit } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { encapsulate } from "./encapsulation.ts";
import { lowerPathMtu } from "./path-mtu.ts";
import { remoteRoutes, selectionOf } from "./remote-tunnels.ts";

/**
 * A port elsewhere on a switch with a localnet port: the physical network leads there. What ports of several
 * chassis send is tunnelled all the same, or the physical network would learn them in two places.
 */
export function lowerByLocalnet(context: PhysicalContext, viewPort: ViewPort, localnet: ClusterPort): void {
  const { tables, registers } = context;
  const { port, key, kind, datapath } = viewPort;
  const source = portSource(port.row);
  const out = context.matchOutport(datapath.key, key).build();
  const onward = [load(localnet.row.tunnel_key, registers.outport), resubmit(tables.localOutput)];
  context.add(tables.localOutput, 100, out, onward, source);

  if (datapath.multichassisPorts.length === 0) return;
  const { facts } = viewPort;
  const selections = remoteRoutes(context, facts).map((route) => selectionOf(facts, route, route.any, undefined));
  if (selections.length === 0) return;
  const isVtep = kind === "vtep";
  const actions = [
    ...(isVtep ? [forgetInPort] : []),
    ...selections.flatMap(({ tunnel }) => [
      ...encapsulate(tunnel.type, datapath.key, key, isVtep),
      output(tunnel.ofport),
    ]),
  ];
  for (const from of datapath.multichassisPorts) {
    const match = context.matchOutport(datapath.key, key).setSubfield(registers.inport, from.row.tunnel_key).build();
    context.add(tables.remoteOutput, 110, match, actions, source);
    lowerPathMtu(context, viewPort, from, selections);
  }
}

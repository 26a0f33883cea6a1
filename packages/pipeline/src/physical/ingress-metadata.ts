import type { ClusterPort } from "@ovn-sim/model";
import type { Action } from "../openflow/index.ts";
import { load, setField } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";
import { loadZones } from "./zones.ts";

/** Tells a packet that it came from a logical port: zones, datapath, input port. */
export function enterPort(context: PhysicalContext, port: ClusterPort): Action[] {
  return [
    ...loadZones(context, port),
    setField("metadata", port.datapath.row.tunnel_key),
    load(port.row.tunnel_key, context.registers.inport),
  ];
}

/**
 * As {@link enterPort}, and loads the encap id: the place of the port's VTEP among the chassis's addresses.
 * A port without one has id 0, and so has one whose address is not in the list.
 */
export function enterPortWithEncapId(context: PhysicalContext, port: ClusterPort): Action[] {
  const place = port.encap === undefined ? -1 : context.view.encapIps.indexOf(port.encap.ip);
  return [...enterPort(context, port), load(Math.max(place, 0), context.registers.encapId)];
}

/** As {@link enterPort}, with encap id 0: for packets whose port has no VTEP to choose. */
export function enterPortWithDefaultEncapId(context: PhysicalContext, port: ClusterPort): Action[] {
  return [...enterPort(context, port), load(0, context.registers.encapId)];
}

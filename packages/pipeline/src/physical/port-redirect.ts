import { isHaActive, reachableChassis, type ViewPort } from "../chassis/index.ts";
import type { Action } from "../openflow/index.ts";
import { forgetInPort, load, resubmit } from "./actions.ts";
import { type PhysicalContext, portSource } from "./context.ts";
import { loadZones } from "./zones.ts";

/** Whether a chassisredirect port is this chassis's: bound here, or won in the election of its HA group. */
export function isRedirectHere(context: PhysicalContext, { kind, facts }: ViewPort): boolean {
  if (kind !== "chassisredirect") return false;
  const { view } = context;
  if (facts.chassis === view.chassis) return true;
  return isHaActive(view.cluster, facts.haChassisGroup, view.chassis, reachableChassis(view));
}

/** The gateway port of a distributed router on its own chassis: output goes on to the router port that it stands for. */
export function lowerRedirect(context: PhysicalContext, { port, key, datapath }: ViewPort): void {
  const { tables, registers, view } = context;
  const distributed = view.cluster.port(port.row.options.get("distributed-port") ?? "");
  const actions: Action[] = [];
  if (distributed !== undefined && distributed.row.datapath === port.row.datapath) {
    actions.push(load(distributed.row.tunnel_key, registers.outport));
    actions.push(...loadZones(context, distributed));
    actions.push(forgetInPort, resubmit(tables.checkLoopback));
  }
  context.add(tables.localOutput, 100, context.matchOutport(datapath.key, key).build(), actions, portSource(port.row));
}

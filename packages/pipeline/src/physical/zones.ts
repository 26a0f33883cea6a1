import type { ClusterDatapath, ClusterPort } from "@ovn-sim/model";
import { type ChassisView, dnatZoneName, snatZoneName } from "../chassis/index.ts";
import type { Action } from "../openflow/index.ts";
import { load } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";

/** The conntrack zone of a port; 0 when it has none here. */
export function zoneOf(view: ChassisView, portName: string): number {
  return view.zones.get(portName) ?? 0;
}

/**
 * Loads the zones of a port and its datapath. A zone that does not exist here is not loaded: the register
 * keeps what it holds.
 */
export function loadZones(context: PhysicalContext, port: ClusterPort): readonly Action[] {
  const ofDatapath = datapathZones(context, port.datapath);
  const zone = zoneOf(context.view, port.name);
  return zone === 0 ? ofDatapath : [load(zone, context.registers.ctZone), ...ofDatapath];
}

/** The same for every port of a datapath, so it is made once. */
function datapathZones(context: PhysicalContext, { row }: ClusterDatapath): readonly Action[] {
  const known = context.datapathZones.get(row.uuid);
  if (known !== undefined) return known;
  const { view, registers } = context;
  const name = row.external_ids.get("name");
  const actions: Action[] = [];
  if (name !== undefined) {
    const dnat = view.zones.get(dnatZoneName(name)) ?? 0;
    const snat = view.zones.get(snatZoneName(name)) ?? 0;
    if (dnat !== 0) actions.push(load(dnat, registers.dnatZone));
    if (snat !== 0) actions.push(load(snat, registers.snatZone));
  }
  context.datapathZones.set(row.uuid, actions);
  return actions;
}

import type { ClusterPort } from "@ovn-sim/model";
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
export function loadZones(context: PhysicalContext, port: ClusterPort): Action[] {
  const { view, registers } = context;
  const datapath = port.datapath.row.external_ids.get("name");
  const actions: Action[] = [];
  const zones = [
    [zoneOf(view, port.name), registers.ctZone],
    [datapath === undefined ? 0 : (view.zones.get(dnatZoneName(datapath)) ?? 0), registers.dnatZone],
    [datapath === undefined ? 0 : (view.zones.get(snatZoneName(datapath)) ?? 0), registers.snatZone],
  ] as const;
  for (const [zone, register] of zones) if (zone !== 0) actions.push(load(zone, register));
  return actions;
}

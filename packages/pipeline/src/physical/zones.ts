import type { ClusterDatapath, ClusterPort } from "@ovn-sim/model";
import { type ChassisView, dnatZoneName, snatZoneName, type ViewPort } from "../chassis/index.ts";
import type { Action } from "../openflow/index.ts";
import { load, resubmit } from "./actions.ts";
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
  const ofDatapath = zonesOfDatapath(context, port.datapath).loads;
  const zone = zoneOf(context.view, port.name);
  return zone === 0 ? ofDatapath : [load(zone, context.registers.ctZone), ...ofDatapath];
}

/** Loads the zones of a port and sends the packet to the ingress pipeline. Ports without a zone of their own, as those elsewhere, share the list. */
export function zoneLookup(context: PhysicalContext, { datapath, facts }: ViewPort): readonly Action[] {
  const { loads, lookup } = zonesOfDatapath(context, datapath.datapath);
  const zone = zoneOf(context.view, facts.name);
  return zone === 0
    ? lookup
    : [load(zone, context.registers.ctZone), ...loads, resubmit(context.tables.logicalIngress)];
}

/** The actions that load the zones of a datapath, alone and with what looks a zone up. */
export type DatapathZones = { readonly loads: readonly Action[]; readonly lookup: readonly Action[] };

/** The same for every port of a datapath, so it is made once. */
export function zonesOfDatapath(context: PhysicalContext, datapath: ClusterDatapath): DatapathZones {
  const known = context.datapathZones.get(datapath);
  if (known !== undefined) return known;
  const loads = loadDatapathZones(context, datapath);
  const made = { loads, lookup: [...loads, resubmit(context.tables.logicalIngress)] };
  context.datapathZones.set(datapath, made);
  return made;
}

function loadDatapathZones(context: PhysicalContext, { row }: ClusterDatapath): readonly Action[] {
  const { view, registers } = context;
  const name = row.external_ids.get("name");
  const actions: Action[] = [];
  if (name !== undefined) {
    const dnat = view.zones.get(dnatZoneName(name)) ?? 0;
    const snat = view.zones.get(snatZoneName(name)) ?? 0;
    if (dnat !== 0) actions.push(load(dnat, registers.dnatZone));
    if (snat !== 0) actions.push(load(snat, registers.snatZone));
  }
  return actions;
}

import { isHaActive } from "./ha-group.ts";
import { portBook } from "./port-book.ts";
import type { ChassisView } from "./view.ts";

/**
 * Whether a port is bound to the view's chassis: what `is_chassis_resident("port")` asks (ovn-sb(5),
 * Logical_Flow `match`). A port that does not exist is not.
 */
export function isChassisResident(view: ChassisView, portName: string): boolean {
  const port = portBook(view.cluster).named(portName);
  if (port === undefined) return false;
  const isHere = port.chassis === view.chassis;
  if (port.kind !== "chassisredirect" || view.profile.physical.redirectResidence === "binding") return isHere;
  const reachable = reachableChassis(view);
  if (port.chassis === undefined || reachable === undefined) return isHere;
  return isHaActive(view.cluster, port.haChassisGroup, view.chassis, reachable);
}

/**
 * The chassis whose tunnels BFD reports up; undefined when no tunnel has a BFD state, as in a snapshot made
 * from database files.
 */
export function reachableChassis(view: ChassisView): ReadonlySet<string> | undefined {
  let isStateKnown = false;
  const reachable = new Set<string>();
  for (const { id, interface: row } of view.chassis.ovs?.integrationBridge?.tunnels ?? []) {
    if (row.bfd.get("enable") !== "true" || row.bfd_status === undefined) continue;
    const state = row.bfd_status.get("state");
    if (state === undefined) continue;
    isStateKnown = true;
    if (state === "up" && id.kind === "pair") reachable.add(id.chassis);
  }
  return isStateKnown ? reachable : undefined;
}

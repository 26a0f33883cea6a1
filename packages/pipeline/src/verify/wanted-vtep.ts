import type { ClusterChassis, ClusterPort } from "@ovn-sim/model";
import { defaultVtepOf, vtepsOf } from "./chassis-config.ts";

/** Which VTEP of its chassis a port's traffic is to use, and what says so. */
export type WantedVtep =
  /** The interface's own (rules 2 and 3). */
  | { readonly kind: "own"; readonly ip: string; readonly says: string }
  /** The chassis's default one, for an interface without its own (rule 4). */
  | { readonly kind: "default"; readonly ip: string; readonly says: string }
  /** Any of the chassis's (rule 4). */
  | { readonly kind: "any" }
  /** The interface asks for an address that its chassis has not. */
  | { readonly kind: "unmet"; readonly ip: string; readonly says: string };

/**
 * Reads what a port's interface asks for (`external_ids:encap-ip`; a nested container has its parent's
 * interface). Without the chassis's own database the Southbound's `Port_Binding.encap` has to do.
 */
export function wantedVtep(port: ClusterPort, chassis: ClusterChassis): WantedVtep {
  const ips = vtepsOf(chassis);
  if (chassis.ovs === undefined) {
    if (port.encap !== undefined) return { kind: "own", ip: port.encap.ip, says: `Port_Binding.encap of ${port.name}` };
  } else {
    const carrier = port.parent?.logical_port ?? port.name;
    const owner = chassis.ovs.integrationBridge?.byIfaceId.get(carrier)?.find(({ ofport }) => ofport !== undefined);
    const ip = owner?.encapIp;
    if (ip !== undefined) {
      return { kind: ips.has(ip) ? "own" : "unmet", ip, says: `encap-ip of interface ${owner?.name ?? carrier}` };
    }
  }
  const ip = defaultVtepOf(chassis);
  return ip === undefined ? { kind: "any" } : { kind: "default", ip, says: `default VTEP of ${chassis.name}` };
}

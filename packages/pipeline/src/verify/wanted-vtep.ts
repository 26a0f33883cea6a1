import type { ClusterChassis, ClusterPort } from "@ovn-sim/model";
import { defaultVtepOf, vtepsOf } from "./chassis-config.ts";

/** Which VTEP of its chassis a port's traffic is to use, and what says so. */
export type WantedVtep =
  /** The interface's own (rules 2 and 3). */
  | { readonly kind: "own"; readonly ip: string; readonly says: string; readonly interface?: string }
  /** The chassis's default one, for an interface without its own (rule 4). */
  | { readonly kind: "default"; readonly ip: string; readonly says: string; readonly isInForce: boolean }
  /** Any of the chassis's (rule 4). */
  | { readonly kind: "any" }
  /** The interface asks in vain: for an address that its chassis has not, or by a key that nobody reads. */
  | {
      readonly kind: "unmet";
      readonly rule: "encap-ip-honoured" | "encap-ip-key";
      readonly interface: string;
      readonly ip: string;
      readonly says: string;
      readonly why: string;
      readonly hint: string;
    };

/** A published guide names this key; ovn-controller reads `encap-ip` alone. */
export const UNREAD_KEY = "ovn-encap-ip";

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
    const name = owner?.name ?? carrier;
    if (ip !== undefined && ips.has(ip))
      return { kind: "own", ip, says: `encap-ip of interface ${name}`, interface: name };
    if (ip !== undefined) {
      const hint = "correct encap-ip of the interface, or add the address to ovn-encap-ip of the chassis";
      return {
        kind: "unmet",
        rule: "encap-ip-honoured",
        interface: name,
        ip,
        says: `encap-ip of interface ${name}`,
        why: "which its chassis has not",
        hint,
      };
    }
    const unread = owner?.row.external_ids.get(UNREAD_KEY);
    if (unread !== undefined) {
      const hint = `the key of an interface is encap-ip: ovs-vsctl set Interface ${name} external_ids:encap-ip=${unread}`;
      return {
        kind: "unmet",
        rule: "encap-ip-key",
        interface: name,
        ip: unread,
        says: `${UNREAD_KEY} of interface ${name}`,
        why: "which nobody reads",
        hint,
      };
    }
  }
  const ip = defaultVtepOf(chassis);
  if (ip === undefined) return { kind: "any" };
  const isInForce = chassis.vteps.default.kind !== "ignored";
  return { kind: "default", ip, says: `default VTEP of ${chassis.name}`, isInForce };
}

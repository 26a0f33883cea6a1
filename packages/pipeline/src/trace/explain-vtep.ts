import type { ClusterChassis, ClusterPort } from "@ovn-sim/model";

/**
 * What decides the VTEP of a port's traffic, straight from the configuration: the port's interface, its
 * Port_Binding, and its chassis's list of addresses. Each reason is one entry; `text` is for people.
 */
export const VTEP_REASONS = {
  "encap-ip": "the interface's encap-ip",
  "port-binding": "Port_Binding.encap, as no encap-ip is at hand",
  "only-vtep": "the only VTEP of the chassis",
  default: "the chassis's default VTEP",
  "first-of-list": "first of the sorted list: no encap-ip and no default",
  "encap-ip-unknown": "the interface's encap-ip is not a VTEP of the chassis",
  "encap-ip-not-honoured": "the interface's encap-ip is not what Port_Binding.encap says",
  "no-vtep": "the chassis has no VTEP",
} as const;

export type VtepReason = keyof typeof VTEP_REASONS;

/** The VTEP that a port's traffic leaves by, and why. */
export type PortVtep = {
  readonly chassis: string;
  /** What table 0 loads in reg13[16..31]. */
  readonly encapId: number;
  /** Absent when the chassis has none. */
  readonly ip: string | undefined;
  readonly reason: VtepReason;
  /** The reason in a sentence that names the port, the interface and the addresses. */
  readonly text: string;
  /** True when the port itself has a VTEP (`Port_Binding.encap`), so that remote chassis must send to it. */
  readonly assigned: boolean;
  /** The VTEP that the interface's `encap-ip` asks for; absent without one. */
  readonly asksFor: string | undefined;
  /** Whether the interface has its VTEP under `ovn-encap-ip`, a key that nothing reads there. */
  readonly hasUnreadKey: boolean;
};

/** The key that a published guide names and no program reads (OVN-FACTS, "Where configuration lives"). */
const UNREAD_KEY = "ovn-encap-ip";

/** Explains the VTEP of a port as its own chassis takes it; absent when the port is bound to no chassis. */
export function explainPortVtep(port: ClusterPort): PortVtep | undefined {
  let explained = EXPLAINED.get(port);
  if (explained !== undefined) return explained;
  const chassis = port.chassis;
  if (chassis === undefined) return undefined;
  EXPLAINED.set(port, (explained = explainOn(port, chassis)));
  return explained;
}

/** Rows do not change, and a port's VTEP is explained with each of its packets. */
const EXPLAINED = new WeakMap<ClusterPort, PortVtep>();

function explainOn(port: ClusterPort, chassis: ClusterChassis): PortVtep {
  const { list, byIp } = chassis.vteps;
  const carrier = port.parent?.logical_port ?? port.name;
  const owner = chassis.ovs?.integrationBridge?.byIfaceId.get(carrier)?.[0];
  const wanted = owner?.encapIp;
  const unread = owner?.row.external_ids.get(UNREAD_KEY);
  const bound = port.encap === undefined ? undefined : byIp.get(port.encap.ip);
  const vtep = bound ?? list[0];
  const base = {
    chassis: chassis.name,
    encapId: vtep?.encapId ?? 0,
    ip: vtep?.ip,
    assigned: bound !== undefined,
    asksFor: wanted,
    hasUnreadKey: unread !== undefined,
  };
  const remark =
    unread === undefined
      ? ""
      : `; ${UNREAD_KEY}=${unread} on interface ${owner?.name ?? ""} is read by nobody (the key is encap-ip)`;
  const because = (reason: VtepReason, text: string): PortVtep => ({ ...base, reason, text: `${text}${remark}` });
  const id = `encap id ${base.encapId}`;
  if (vtep === undefined) return because("no-vtep", `${chassis.name} has no VTEP`);
  if (wanted !== undefined) {
    if (bound?.ip === wanted)
      return because("encap-ip", `encap-ip of ${port.name}'s interface ${owner?.name ?? ""} (${id})`);
    if (list.length === 1 && vtep.ip === wanted)
      return because("only-vtep", `the only VTEP of ${chassis.name} (${id})`);
    const instead = `so ${describeUnassigned(chassis)} is used (${id})`;
    if (!byIp.has(wanted)) {
      return because(
        "encap-ip-unknown",
        `encap-ip ${wanted} of ${port.name}'s interface is not a VTEP of ${chassis.name}, ${instead}`,
      );
    }
    const has = port.encap === undefined ? "is empty" : `says ${port.encap.ip}`;
    const still = vtep.ip === wanted ? "; it is used all the same" : `, so ${vtep.ip} is used`;
    return because(
      "encap-ip-not-honoured",
      `encap-ip of ${port.name}'s interface is ${wanted}, but Port_Binding.encap ${has}${still} (${id})`,
    );
  }
  if (list.length === 1) return because("only-vtep", `the only VTEP of ${chassis.name} (${id})`);
  if (bound !== undefined && chassis.ovs === undefined)
    return because("port-binding", `Port_Binding.encap of ${port.name} (${id})`);
  if (vtep.isDefault) return because("default", `${port.name} has no encap-ip: ${describeUnassigned(chassis)} (${id})`);
  if (bound !== undefined)
    return because("port-binding", `Port_Binding.encap of ${port.name}, without an encap-ip (${id})`);
  return because("first-of-list", `${port.name} has no encap-ip: ${describeUnassigned(chassis)} (${id})`);
}

const WHY_IGNORED = {
  "not-listed": "it is not in the list",
  "not-in-southbound": "no Encap row is the default one, as with an OVN before 24.09",
} as const;

/** What an interface without a VTEP of its own gets on a chassis. */
export function describeUnassigned(chassis: ClusterChassis): string {
  const chosen = chassis.vteps.default;
  switch (chosen.kind) {
    case "configured":
      return `the default VTEP of ${chassis.name} (${chosen.from})`;
    case "ignored":
      return `the first of ${chassis.name}'s sorted list (${chosen.from}=${chosen.ip} is ignored: ${WHY_IGNORED[chosen.reason]})`;
    case "none":
      return `the first of ${chassis.name}'s sorted list (no default is configured)`;
  }
}

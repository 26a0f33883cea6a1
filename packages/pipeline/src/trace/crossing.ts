import type { Cluster, ClusterChassis, ClusterPort } from "@ovn-sim/model";
import { FIELDS, type FlowKey, readField, readSubfield, subfield } from "../openflow/index.ts";
import { LOGICAL_FIELDS } from "../release/index.ts";
import { describeUnassigned, explainPortVtep, type PortVtep } from "./explain-vtep.ts";
import type { WhyKind } from "./types.ts";
import type { FieldName } from "../openflow/index.ts";

const ENCAP_ID = subfield(
  LOGICAL_FIELDS.encapId.field as FieldName,
  LOGICAL_FIELDS.encapId.lo,
  LOGICAL_FIELDS.encapId.bits,
);

/** The encap id that a packet carries: the index of its source's VTEP. */
export function encapIdOf(key: FlowKey): number {
  return readSubfield(key, ENCAP_ID);
}

/** A tunnel that a packet has taken, before it is judged. */
export type Crossing = {
  readonly from: ClusterChassis;
  readonly to: ClusterChassis | undefined;
  readonly sourceIp: string;
  readonly destinationIp: string;
  readonly encapId: number;
  /** The copy is one of a multicast group's. */
  readonly bum: boolean;
  /** The port that the packet entered the sending chassis by; absent when it came by a tunnel. */
  readonly source: ClusterPort | undefined;
  /** How it came, when it entered by no port. */
  readonly cameBy: string;
  /** The port that the packet is for; absent for a multicast group. */
  readonly destination: ClusterPort | undefined;
  /** Whether the sending chassis has a tunnel from an address to another one; to any of the receiving chassis's where that is left open. */
  readonly hasTunnel: (sourceIp: string, destinationIp: string | undefined) => boolean;
};

export type Verdict = { readonly kind: WhyKind; readonly text: string; readonly asConfigured: boolean };

const FURTHER = "Port_Binding.additional_encap";

/** The Encap that a port has on a chassis: on a further one (a port that migrates is on several) another than on its own. */
function encapOn(port: ClusterPort | undefined, chassis: ClusterChassis | undefined): ClusterPort["encap"] {
  if (port === undefined || chassis === undefined || !port.additionalChassis.includes(chassis)) return port?.encap;
  return port.additionalEncaps.find((encap) => encap.chassis_name === chassis.name);
}

/**
 * Says why the source address was taken: what the flows did (the encap id in reg13[16..31], the tunnel's
 * local address) is held against what the configuration asks for (rules 2, 4 and 5 of DESIGN).
 */
export function explainSource(crossing: Crossing): Verdict {
  const { from, sourceIp, encapId, bum, source, cameBy } = crossing;
  if (bum) return { kind: "bum", text: `BUM: any VTEP of ${from.name} may be used`, asConfigured: true };
  const chosen = from.vteps.list[encapId];
  if (chosen === undefined) {
    return {
      kind: "unknown",
      text: `encap id ${encapId} (reg13[16..31]) is not one of ${from.name}'s VTEPs`,
      asConfigured: false,
    };
  }
  if (chosen.ip !== sourceIp) {
    const at = encapOn(crossing.destination, crossing.to)?.ip;
    const wanted = `${chosen.ip} ==> ${at ?? `any VTEP of ${crossing.to?.name ?? "the destination"}`}`;
    const instead = `${sourceIp} was taken instead of ${chosen.ip} (encap id ${encapId})`;
    if (crossing.hasTunnel(chosen.ip, at)) {
      const text = `passed over: ${instead}, although a tunnel has that pair (${wanted}): the flow does not go by the encap id`;
      return { kind: "passed-over", text, asConfigured: false };
    }
    return {
      kind: "fallback",
      text: `fallback: no tunnel has that pair (${wanted}), and ${instead}`,
      asConfigured: false,
    };
  }
  const bits = `encap id ${encapId}, reg13[16..31]`;
  if (source === undefined) {
    const text = encapId === 0 ? `${cameBy}: ${describeUnassigned(from)} (${bits})` : `${cameBy} with ${bits}`;
    return { kind: encapId === 0 ? "default" : "unknown", text, asConfigured: true };
  }
  if (source.additionalChassis.includes(from)) {
    const own = encapOn(source, from)?.ip;
    if (own === sourceIp)
      return { kind: "port-binding", text: `${FURTHER} of ${source.name} (${bits})`, asConfigured: true };
    const text = `${source.name} is on ${from.name} as on a further chassis, ${own === undefined ? "with no Encap there" : `where ${FURTHER} says ${own}`} (${bits})`;
    return { kind: "unknown", text, asConfigured: own === undefined };
  }
  const explained = explainPortVtep(source);
  if (explained === undefined || explained.chassis !== from.name) {
    return { kind: "unknown", text: `${source.name} is not bound to ${from.name} (${bits})`, asConfigured: true };
  }
  if (explained.encapId !== encapId) {
    const text = `the flows loaded ${bits}, but ${source.name} should have encap id ${explained.encapId} (${explained.ip ?? "none"}): ${explained.text}`;
    return { kind: "unknown", text, asConfigured: false };
  }
  let verdict = AS_EXPLAINED.get(explained);
  if (verdict === undefined) AS_EXPLAINED.set(explained, (verdict = judgeExplained(explained, sourceIp, bits)));
  return verdict;
}

/** Of a port's own VTEP, its address and its encap id, there is one verdict, which is asked for with each of its packets. */
const AS_EXPLAINED = new WeakMap<PortVtep, Verdict>();

function judgeExplained({ asksFor, encapId, hasUnreadKey, reason, text }: PortVtep, ip: string, bits: string): Verdict {
  const kind = hasUnreadKey && reason !== "encap-ip" ? "unread-key" : KIND_OF_REASON[reason];
  const asConfigured = asksFor === undefined || asksFor === ip;
  return { kind, text: text.replace(`(encap id ${encapId})`, `(${bits})`), asConfigured };
}

const KIND_OF_REASON = {
  "encap-ip": "interface",
  "port-binding": "port-binding",
  "only-vtep": "only-vtep",
  default: "default",
  "first-of-list": "first-of-list",
  "encap-ip-unknown": "first-of-list",
  "encap-ip-not-honoured": "port-binding",
  "no-vtep": "unknown",
} as const satisfies Record<string, WhyKind>;

/** Says why the destination address was taken (rules 3, 4 and 5 of DESIGN). */
export function explainDestination(crossing: Crossing): Verdict {
  const { to, destinationIp, destination, bum } = crossing;
  if (to === undefined)
    return { kind: "unknown", text: `no chassis of the snapshot has the VTEP ${destinationIp}`, asConfigured: false };
  if (bum) return { kind: "bum", text: `BUM: any VTEP of ${to.name} may be used`, asConfigured: true };
  const only = to.vteps.list.length === 1;
  if (destination === undefined)
    return { kind: "any", text: `the packet is for no one port: any VTEP of ${to.name}`, asConfigured: true };
  const wanted = encapOn(destination, to)?.ip;
  if (wanted === undefined) return explainUnassigned(destination, to, destinationIp, only);
  if (destination.additionalChassis.includes(to)) return explainFurther(destination, to, wanted, destinationIp);
  if (wanted !== destinationIp) {
    const text = `fallback: no tunnel has that pair, and ${destinationIp} was taken instead of ${wanted} (Port_Binding.encap of ${destination.name})`;
    return { kind: "fallback", text, asConfigured: false };
  }
  const explained = explainPortVtep(destination);
  const because = explained?.ip !== wanted || explained.reason === "port-binding" ? "" : `: ${explained.text}`;
  const misplaced = explained?.asksFor !== undefined && explained.asksFor !== destinationIp;
  return {
    kind: "port-binding",
    text: `Port_Binding.encap of ${destination.name}${because}`,
    asConfigured: !misplaced,
  };
}

/** On a further chassis: ovn-controller looks for the Encap of its own chassis there, so that any address is taken. */
function explainFurther({ name }: ClusterPort, to: ClusterChassis, wanted: string, destinationIp: string): Verdict {
  if (wanted === destinationIp)
    return { kind: "port-binding", text: `${FURTHER} of ${name}, for its further chassis`, asConfigured: true };
  const text = `any VTEP of ${to.name}, a further chassis of ${name}: ${FURTHER} says ${wanted}, but ovn-controller reads there what is said of its own chassis alone`;
  return { kind: "any", text, asConfigured: false };
}

function explainUnassigned(
  destination: ClusterPort,
  to: ClusterChassis,
  destinationIp: string,
  only: boolean,
): Verdict {
  const isFurther = destination.additionalChassis.includes(to);
  const explained = isFurther ? undefined : explainPortVtep(destination);
  const wrong = explained?.asksFor !== undefined && explained.asksFor !== destinationIp;
  if (only && !wrong) return { kind: "only-vtep", text: `the only VTEP of ${to.name}`, asConfigured: true };
  const isDefault = to.vteps.byIp.get(destinationIp)?.isDefault === true ? ", and this is the default one" : "";
  const empty = isFurther
    ? `${FURTHER} of ${destination.name} names no VTEP of ${to.name}, its further chassis`
    : `Port_Binding.encap of ${destination.name} is empty`;
  const any = `${empty}: any VTEP of ${to.name} may be used${isDefault}`;
  const remark = explained === undefined ? undefined : remarkOn(explained, destination, to, wrong);
  return { kind: "any", text: remark === undefined ? any : `${any} (${remark})`, asConfigured: !wrong };
}

/** What somebody wanted of a port whose Port_Binding names no VTEP. */
function remarkOn(vtep: PortVtep, port: ClusterPort, to: ClusterChassis, wrong: boolean): string | undefined {
  if (vtep.reason === "encap-ip-unknown")
    return `encap-ip ${vtep.asksFor ?? ""} of ${port.name}'s interface is not a VTEP of ${to.name}`;
  if (wrong) return `encap-ip of ${port.name}'s interface asks for ${vtep.asksFor ?? ""}`;
  return vtep.hasUnreadKey ? vtep.text : undefined;
}

/** The logical port that a key's registers name as the output, if it is one port. */
export function destinationOf(cluster: Cluster, key: FlowKey): ClusterPort | undefined {
  const datapath = cluster.southbound.datapathByKey.get(readField(key, FIELDS.metadata));
  if (datapath === undefined) return undefined;
  const row = cluster.southbound.portByKey(datapath.uuid, readField(key, FIELDS.reg15));
  return row === undefined ? undefined : cluster.portOf(row);
}

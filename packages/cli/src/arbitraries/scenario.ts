import type { Release } from "@ovn-sim/pipeline";

/** What is configured on one host. Numbers of VTEPs count from 0 in the order of {@link vtepIp}. */
export type ChassisPlan = {
  readonly vteps: number;
  /** `ovn-encap-ip-default`: a VTEP, or an address that the chassis has not. */
  readonly defaultVtep: number | "elsewhere" | undefined;
  readonly types: readonly ("geneve" | "vxlan")[];
  readonly zones: readonly string[];
  readonly flowBased: boolean;
  /** The host has a bridge to the physical network. */
  readonly bridged: boolean;
  /** The settings stand under keys with the chassis's name, and the plain ones say something else. */
  readonly overridden: boolean;
};

export type SwitchPlan = {
  /** It has a localnet port. */
  readonly physical: boolean;
  /** How it joins the one router: not at all, on every chassis, or by a gateway port bound to one. */
  readonly router: "none" | "distributed" | { readonly gateway: number };
};

export type PortPlan = {
  readonly kind: "vif" | "container" | "localport";
  readonly switch: number;
  /** Its chassis; a localport is on this one alone. A container is where its parent is. */
  readonly chassis: number;
  /** `encap-ip` of its interface: a VTEP of its chassis, or an address that the chassis has not; or one under a key that nobody reads. */
  readonly vtep: number | "elsewhere" | "misspelt" | undefined;
  /** It also takes packets for addresses that nobody has. */
  readonly unknown: boolean;
  /** Index of the VIF that a container lies in. */
  readonly parent: number | undefined;
};

/** A tunnel port that a host ought to have and has not. */
export type LostTunnel = {
  readonly chassis: number;
  readonly peer: number;
  readonly local: number;
  readonly remote: number;
};

/** A whole cluster in a few words: what an operator configured, from which everything else follows. */
export type Scenario = {
  readonly release: Release;
  readonly underlay: "ipv4" | "ipv6";
  readonly overlay: "ipv4" | "ipv6" | "both";
  readonly chassis: readonly ChassisPlan[];
  readonly switches: readonly SwitchPlan[];
  readonly ports: readonly PortPlan[];
  readonly lost: readonly LostTunnel[];
};

export const chassisName = (index: number): string => `hv${index + 1}`;
export const switchName = (index: number): string => `sw${index + 1}`;
export const localnetName = (index: number): string => `ln-${switchName(index)}`;
export const switchSide = (index: number): string => `${switchName(index)}-lr0`;
export const routerSide = (index: number): string => `lr0-${switchName(index)}`;
export const ROUTER = "lr0";
export const NETWORK = "physnet";

const PREFIX = { vif: "p", container: "c", localport: "l" } as const;

export const portName = (scenario: Scenario, index: number): string =>
  `${PREFIX[scenario.ports[index]!.kind]}${index + 1}`;

/** Subnets whose order as text is not their order as numbers. */
const SUBNETS = [1, 2, 10, 20] as const;

/** The address of a VTEP. */
export function vtepIp({ underlay }: Pick<Scenario, "underlay">, chassis: number, vtep: number): string {
  const subnet = SUBNETS[vtep]!;
  return underlay === "ipv4" ? `172.16.${subnet}.${chassis + 1}` : `fd00:${subnet}::${chassis + 1}`;
}

/** An address that no chassis has. */
export function strangeIp({ underlay }: Pick<Scenario, "underlay">, chassis: number): string {
  return underlay === "ipv4" ? `172.31.0.${chassis + 1}` : `fd31::${chassis + 1}`;
}

export function vtepIps(scenario: Scenario, chassis: number): readonly string[] {
  return Array.from({ length: scenario.chassis[chassis]!.vteps }, (_, vtep) => vtepIp(scenario, chassis, vtep));
}

/** The plan whose interface a port's packets go through: its own, or its parent's. */
export function carrierOf({ ports }: Scenario, index: number): PortPlan {
  const port = ports[index]!;
  return port.parent === undefined ? port : ports[port.parent]!;
}

/** Whether OVN tunnels between two chassis: a type and a transport zone in common (ovn-controller(8)). */
export function mayTalk({ chassis }: Scenario, a: number, b: number): boolean {
  const [one, other] = [chassis[a]!, chassis[b]!];
  if (a === b || !one.types.some((type) => other.types.includes(type))) return false;
  if (one.zones.length === 0 && other.zones.length === 0) return true;
  return one.zones.some((zone) => other.zones.includes(zone));
}

/** Flow-based tunnels are known from 26.03 on; before, the key says nothing. */
export function usesFlowTunnels({ release }: Scenario, plan: ChassisPlan): boolean {
  return plan.flowBased && release === "26.03";
}

/** `ovn-encap-ip-default` is known from 24.09 on. */
export function knowsDefault({ release }: Scenario): boolean {
  return release !== "24.03";
}

/** Whether a switch is reached from every other one that joins the router. */
export const isRouted = ({ router }: SwitchPlan): boolean => router !== "none";

export function gatewayOf({ router }: SwitchPlan): number | undefined {
  return typeof router === "object" ? router.gateway : undefined;
}

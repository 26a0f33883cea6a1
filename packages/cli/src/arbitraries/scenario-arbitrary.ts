import { KNOWN_RELEASES } from "@ovn-sim/pipeline";
import fc from "fast-check";
import {
  type ChassisPlan,
  gatewayOf,
  type LostTunnel,
  mayTalk,
  type PortPlan,
  type Scenario,
  type SwitchPlan,
} from "./scenario.ts";

/** The most of each that a cluster has. */
const MOST = { chassis: 4, vteps: 4, switches: 3, ports: 8, lost: 12 } as const;

/** Numbers as drawn; {@link settle} brings them into range, so that each shrinks by itself. */
type DrawnChassis = Omit<ChassisPlan, "defaultVtep"> & { readonly defaultVtep: number | "elsewhere" | undefined };
type DrawnSwitch = {
  readonly physical: boolean;
  readonly router: "none" | "distributed" | "gateway";
  readonly at: number;
};
type Drawn = Omit<Scenario, "chassis" | "switches" | "lost"> & {
  readonly zoned: boolean;
  /** Each one a tunnel of all that there ought to be. */
  readonly lost: readonly number[];
  readonly chassis: readonly DrawnChassis[];
  readonly switches: readonly DrawnSwitch[];
};

const TYPES = { geneve: ["geneve"], both: ["geneve", "vxlan"], vxlan: ["vxlan"] } as const;

/** One of several names, each as often as its weight says; shrinks towards the first. */
function weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): fc.Arbitrary<Name> {
  const names = Object.keys(weights) as Name[];
  return fc.constantFrom(...names.flatMap((name) => Array.from({ length: weights[name]! }, () => name)));
}

export type ScenarioOptions = {
  /** Nothing is wrong: OVN can do all that the configuration asks for, and the rules must hold. */
  readonly right: boolean;
};

/** Clusters of every release; the first choices of each part are the plainest, towards which it shrinks. */
export function scenarioArbitrary({ right }: ScenarioOptions): fc.Arbitrary<Scenario> {
  const index = (most: number) => fc.nat({ max: most - 1 });
  const listed = fc.option(index(MOST.vteps), { nil: undefined });
  const orElse = <Wrong extends string>(...wrong: readonly Wrong[]) =>
    fc.oneof({ weight: 6, arbitrary: listed }, { weight: right ? 0 : 1, arbitrary: fc.constantFrom(...wrong) });
  const chassis: fc.Arbitrary<DrawnChassis> = fc.record({
    vteps: fc.integer({ min: 1, max: MOST.vteps }),
    defaultVtep: orElse("elsewhere"),
    types: weighted({ geneve: 4, both: 2, vxlan: 1 }).map((types) => TYPES[types]),
    zones: fc.constantFrom([], [], ["a"], ["a", "b"], ["b"]),
    flowBased: fc.boolean(),
    bridged: fc.boolean(),
    overridden: fc.boolean(),
  });
  const network: fc.Arbitrary<DrawnSwitch> = fc.record({
    physical: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 3),
    router: weighted(right ? { none: 1, distributed: 3 } : { none: 1, distributed: 4, gateway: 2 }),
    at: index(MOST.chassis),
  });
  const port: fc.Arbitrary<PortPlan> = fc.record({
    kind: weighted({ vif: 6, container: 1, localport: 1 }),
    switch: fc.nat({ max: 2 * MOST.switches - 1 }).map((draw) => (draw < MOST.switches ? 0 : draw - MOST.switches)),
    chassis: index(MOST.chassis),
    vtep: orElse("elsewhere", "misspelt"),
    unknown: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 3),
    parent: index(MOST.ports),
  });
  const drawn: fc.Arbitrary<Drawn> = fc.record({
    release: fc.constantFrom(...KNOWN_RELEASES.toReversed()),
    underlay: fc.constantFrom("ipv4" as const, "ipv6" as const),
    overlay: fc.constantFrom("ipv4" as const, "ipv6" as const, "both" as const),
    chassis: fc.oneof(
      { withCrossShrink: true },
      { weight: 1, arbitrary: fc.array(chassis, { minLength: 1, maxLength: 1 }) },
      { weight: 9, arbitrary: fc.array(chassis, { minLength: 2, maxLength: MOST.chassis, size: "max" }) },
    ),
    switches: fc.array(network, { minLength: 1, maxLength: MOST.switches, size: "max" }),
    ports: fc.array(port, { minLength: 3, maxLength: MOST.ports, size: "max" }),
    zoned: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 3),
    lost: fc.oneof(
      fc.constant([]),
      fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: MOST.lost, size: "max" }),
    ),
  });
  // Without fast-check's leaning to small values, which makes most clusters one of one chassis.
  return fc.noBias(drawn.map((scenario) => settle(scenario, right)));
}

function settle(drawn: Drawn, right: boolean): Scenario {
  const { release } = drawn;
  const count = drawn.chassis.length;
  const chassis = drawn.chassis.map((plan): ChassisPlan => {
    const isKnown = !right || release !== "24.03";
    const wish = isKnown ? plan.defaultVtep : undefined;
    return {
      ...plan,
      zones: drawn.zoned && !right ? plan.zones : [],
      types: right ? withGeneve(plan.types) : plan.types,
      defaultVtep: within(wish, plan.vteps),
    };
  });
  const switches = drawn.switches.map((plan): SwitchPlan => {
    const router = plan.router === "gateway" ? { gateway: plan.at % count } : plan.router;
    // A gateway port to a switch with a physical network would let it send by that, and a rule has no word there.
    return { physical: plan.physical && typeof router === "string", router };
  });
  const scenario = { release, underlay: drawn.underlay, overlay: drawn.overlay, chassis, switches, lost: [] };
  const ports = settlePorts(drawn, chassis, switches);
  const tunnels = allTunnels({ ...scenario, ports });
  const lost = right || tunnels.length === 0 ? [] : drawn.lost.map((nth) => tunnels[nth % tunnels.length]!);
  return { ...scenario, ports, lost };
}

function settlePorts(
  drawn: Drawn,
  chassis: readonly ChassisPlan[],
  switches: readonly SwitchPlan[],
): readonly PortPlan[] {
  const ports: PortPlan[] = [];
  const vifs: number[] = [];
  for (const [index, plan] of drawn.ports.entries()) {
    const parent = plan.kind === "container" && vifs.length > 0 ? vifs[(plan.parent ?? 0) % vifs.length] : undefined;
    const carrier = parent === undefined ? undefined : ports[parent];
    const kind = plan.kind === "container" && carrier === undefined ? "vif" : plan.kind;
    const wished = plan.switch % switches.length;
    const gateway = gatewayOf(switches[wished]!);
    // A container lies on its parent's chassis; behind a gateway port every interface is on the gateway's.
    const fits = carrier === undefined || gateway === undefined || gateway === carrier.chassis;
    const home = carrier?.chassis ?? gateway ?? plan.chassis % chassis.length;
    if (kind === "vif") vifs.push(index);
    ports.push({
      kind,
      switch: fits ? wished : carrier.switch,
      chassis: home,
      vtep: kind === "vif" ? within(plan.vtep, chassis[home]!.vteps) : undefined,
      unknown: kind === "vif" && plan.unknown,
      parent,
    });
  }
  return ports;
}

/** Every tunnel that there ought to be, by its ends. */
function allTunnels(scenario: Scenario): LostTunnel[] {
  const tunnels: LostTunnel[] = [];
  for (const [at, plan] of scenario.chassis.entries()) {
    for (const [peer, other] of scenario.chassis.entries()) {
      if (!mayTalk(scenario, at, peer)) continue;
      for (let local = 0; local < plan.vteps; local++) {
        for (let remote = 0; remote < other.vteps; remote++) tunnels.push({ chassis: at, peer, local, remote });
      }
    }
  }
  return tunnels;
}

/** So that any two chassis have a type in common. */
const withGeneve = (types: ChassisPlan["types"]): ChassisPlan["types"] =>
  types.includes("geneve") ? types : ["geneve", ...types];

function within<T extends number | string | undefined>(vtep: T, vteps: number): T {
  return (typeof vtep === "number" ? vtep % vteps : vtep) as T;
}

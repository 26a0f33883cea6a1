import fc from "fast-check";
import type { Chassis, Command, Port, Scenario } from "../lab/scenario.ts";
import { everyPair, everyRoutedPair, frame, type Leg, localnet, router } from "../lab/topology.ts";
import { policiesArbitrary } from "./policies-arbitrary.ts";
import type { Ground } from "./tweak.ts";
import { TWEAKS } from "./tweaks/index.ts";
import { addTweaks } from "./add-tweaks.ts";

/** What a generated port is like. */
type PortPlan = {
  readonly network: number;
  readonly chassis: number;
  /** Which of its chassis's VTEPs its interface asks for; none, or one that the chassis has not. */
  readonly vtep: number | "none" | "wrong";
  readonly kind: "vif" | "container" | "localport";
};

type ChassisPlan = {
  readonly vteps: number;
  readonly defaultVtep: number | undefined;
  readonly types: string;
  readonly zones: string | undefined;
};

type Plan = {
  readonly ipv6Underlay: boolean;
  readonly flowBased: boolean;
  readonly chassis: readonly ChassisPlan[];
  readonly networks: number;
  readonly routed: boolean;
  readonly dualStack: boolean;
  readonly gateway: "none" | "one" | "pair";
  readonly uplink: "none" | "plain" | "vlan";
  readonly macMappings: boolean;
  readonly ports: readonly PortPlan[];
  readonly policies: readonly Command[];
  readonly tweaks: readonly TweakPlan[];
};

/** A tweak, by its place among all of them, and which of its kinds. */
type TweakPlan = { readonly tweak: number; readonly pick: number };

const NETWORKS = ["red", "blue", "green"] as const;
/** Physical networks, each for one use: two untagged ways from a switch to one of them would be a loop. */
const PHYSICAL = ["dc", "out", "edge", "lab"] as const;
const CHASSIS = ["n-one", "n-two", "n-three"] as const;

const chassisPlan: fc.Arbitrary<ChassisPlan> = fc.record({
  vteps: fc.integer({ min: 1, max: 3 }),
  defaultVtep: fc.option(fc.nat(2), { nil: undefined }),
  types: fc.constantFrom("geneve", "geneve", "geneve", "geneve,vxlan", "vxlan"),
  zones: fc.option(fc.constantFrom("a", "b", "a,b"), { nil: undefined, freq: 8 }),
});

const portPlan: fc.Arbitrary<PortPlan> = fc.record({
  network: fc.nat(NETWORKS.length - 1),
  chassis: fc.nat(CHASSIS.length - 1),
  vtep: fc.oneof({ weight: 5, arbitrary: fc.nat(2) }, { weight: 2, arbitrary: fc.constantFrom("none", "wrong") }),
  kind: fc.constantFrom("vif", "vif", "vif", "vif", "container", "localport"),
});

const plan: fc.Arbitrary<Plan> = fc.record({
  ipv6Underlay: fc.integer({ min: 0, max: 4 }).map((n) => n === 4),
  flowBased: fc.integer({ min: 0, max: 5 }).map((n) => n === 5),
  chassis: fc.array(chassisPlan, { minLength: 1, maxLength: CHASSIS.length }),
  networks: fc.integer({ min: 1, max: NETWORKS.length }),
  routed: fc.integer({ min: 0, max: 4 }).map((n) => n < 4),
  dualStack: fc.boolean(),
  gateway: fc.constantFrom("pair", "one", "none"),
  uplink: fc.constantFrom("none", "plain", "vlan"),
  macMappings: fc.boolean(),
  ports: fc.array(portPlan, { minLength: 2, maxLength: 7 }),
  policies: policiesArbitrary,
  tweaks: fc.uniqueArray(fc.record({ tweak: fc.nat(TWEAKS.length - 1), pick: fc.nat(59) }), {
    minLength: 1,
    maxLength: 10,
    size: "max",
    selector: ({ tweak }) => tweak,
  }),
});

/** Whole clusters for the lab: every one of them starts, and every combination is one that people could make. */
export function scenarioArbitrary(release: string): fc.Arbitrary<Scenario> {
  return plan.map((chosen) => {
    const possible = { ...chosen, flowBased: chosen.flowBased && release === "26.03" };
    return planToScenario(possible, release);
  });
}

function planToScenario(of: Plan, release: string): Scenario {
  const chassis = of.chassis.map((one, index) => createChassis(of, one, index));
  const networks = NETWORKS.slice(0, of.networks);
  const legs = networks.map((network, index) => createLeg(network, index, of.dualStack));
  const ports = createPorts(of, chassis, legs);
  const isRouted = of.routed;
  const gates = of.gateway === "none" || !isRouted ? [] : chassis.slice(0, of.gateway === "one" ? 1 : 2);
  const outer: readonly Leg[] =
    gates.length === 0 ? [] : [{ network: "outer", mac: "02:ac:20:00:00:fe", addresses: ["198.18.0.1/24"] }];
  const senders = ports.filter((port) => port.inside === undefined && port.type === undefined);
  const pairs = isRouted ? everyRoutedPair(senders, legs) : everyPair(senders);
  const ground: Omit<Ground, "pick"> = {
    release,
    chassis,
    legs,
    isRouted,
    isDualStack: of.dualStack,
    gates,
    hasUplink: of.uplink !== "none",
    ports,
    vifs: senders,
  };
  const plain: Scenario = {
    name: "generated",
    says: "made by fast-check",
    chassis,
    networks: [
      ...(isRouted ? router("core", [...legs, ...outer]) : networks.map((network) => ["ls-add", network])),
      ...(of.uplink === "none" ? [] : [localnet(networks[0]!, "dc", of.uplink === "vlan" ? 77 : undefined)]),
      ...(gates.length === 0 ? [] : [localnet("outer", "out")]),
      ...gates.map(({ systemId, name }, index) => [
        "lrp-set-gateway-chassis",
        "core-to-outer",
        systemId ?? name,
        String(20 - index),
      ]),
      ...(gates.length === 0
        ? []
        : [
            ["lr-route-add", "core", "0.0.0.0/0", "198.18.0.254"],
            ["lr-nat-add", "core", "snat", "198.18.0.1", "10.30.0.0/16"],
          ]),
    ],
    ports,
    policies: of.policies.filter((command) => isPossible(command, networks, ports, isRouted)),
    packets: [
      ...pairs.slice(0, 40),
      ...senders.flatMap((port) => (["broadcast", "unknown", "multicast"] as const).map((to) => frame(port, to))),
    ],
  };
  return addTweaks(
    plain,
    ground,
    of.tweaks.map(({ tweak, pick }) => ({ tweak: TWEAKS[tweak]!, pick })),
  );
}

function createChassis(of: Plan, one: ChassisPlan, index: number): Chassis {
  const number = index + 1;
  const vteps = Array.from({ length: one.vteps }, (_, v) =>
    of.ipv6Underlay ? `fd00:${v + 9}::${number}` : `192.168.${v + 9}.${number}`,
  );
  const settings: Record<string, string> = {};
  if (one.zones !== undefined) settings["ovn-transport-zones"] = one.zones;
  if (of.flowBased) settings["ovn-enable-flow-based-tunnels"] = "true";
  if (of.uplink !== "none" || of.gateway !== "none")
    settings["ovn-bridge-mappings"] = PHYSICAL.map((name) => `${name}:br-${name}`).join(",");
  if (of.macMappings && settings["ovn-bridge-mappings"] !== undefined)
    settings["ovn-chassis-mac-mappings"] = `dc:02:dc:00:00:00:0${number}`;
  const wanted = one.defaultVtep === undefined ? undefined : (vteps[one.defaultVtep] ?? "192.0.2.99");
  return {
    name: CHASSIS[index]!,
    vteps,
    types: one.types,
    settings,
    ...(wanted === undefined ? {} : { defaultVtep: wanted }),
    ...(settings["ovn-bridge-mappings"] === undefined ? {} : { bridges: PHYSICAL.map((name) => `br-${name}`) }),
  };
}

function createLeg(network: string, index: number, dualStack: boolean): Leg {
  const v4 = `10.30.${index}.1/24`;
  return { network, mac: `02:ac:20:00:00:0${index + 1}`, addresses: dualStack ? [v4, `fd30:${index}::1/64`] : [v4] };
}

function createPorts(of: Plan, chassis: readonly Chassis[], legs: readonly Leg[]): readonly Port[] {
  const ports: Port[] = [];
  of.ports.forEach((one, index) => {
    const leg = legs[one.network % legs.length]!;
    const home = chassis[one.chassis % chassis.length]!;
    const parent = ports.find(
      (port) => port.inside === undefined && port.type === undefined && port.on[0] === home.name,
    );
    const number = index + 10;
    const base = {
      name: `p${index + 1}`,
      network: leg.network,
      mac: `02:ac:10:00:00:${number.toString(16).padStart(2, "0")}`,
      addresses: leg.addresses.map((address) => address.replace(/(?<=[.:])1\/\d+$/, String(number))),
    };
    if (one.kind === "localport") ports.push({ ...base, on: chassis.map(({ name }) => name), type: "localport" });
    else if (one.kind === "container" && parent !== undefined)
      ports.push({ ...base, on: [], inside: { parent: parent.name, tag: 100 + index } });
    else {
      const vtep =
        one.vtep === "none" ? undefined : one.vtep === "wrong" ? "192.0.2.1" : home.vteps[one.vtep % home.vteps.length];
      ports.push({ ...base, on: [home.name], ...(vtep === undefined ? {} : { vtep }) });
    }
  });
  return ports;
}

/** Whether the ports, switches and routers that a command names are there. */
function isPossible(command: Command, networks: readonly string[], ports: readonly Port[], isRouted: boolean): boolean {
  const names = new Set<string>([...networks, ...ports.map(({ name }) => name)]);
  if (isRouted) names.add("core");
  const named = command.flatMap((word) =>
    [...word.matchAll(/\b(?:p[1-9]|red|blue|green|core)\b/g)].map(([name]) => name),
  );
  return named.every((name) => names.has(name));
}

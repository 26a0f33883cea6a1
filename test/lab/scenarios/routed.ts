import type { Chassis, Command, Port, Scenario } from "../scenario.ts";
import {
  echo,
  everyRoutedPair,
  firstWhole,
  frame,
  type Leg,
  localnet,
  microflow,
  port,
  router,
  type Target,
  tcp,
  udp,
} from "../topology.ts";

function leg(network: string, number: number): Leg {
  return { network, mac: `02:ac:20:00:00:${number}`, addresses: [`10.${number}.0.1/24`] };
}

function dualStackLeg(network: string, number: number): Leg {
  const { addresses, ...rest } = leg(network, number);
  return { ...rest, addresses: [...addresses, `fd20:${number}::1/64`] };
}

/** A port behind a leg, with an address there of each family that the leg has. */
function behind(of: Leg, name: string, number: number, on: string, vtep?: string): Port {
  const addresses = of.addresses.map((address) => address.replace(/(?<=[.:])1\/\d+$/, String(number)));
  return {
    ...port(of.network, name, number, on, vtep),
    mac: of.mac.replace(/00:..:(..)$/, `$1:00:${number}`),
    addresses,
  };
}

function viaLeg(of: Leg, address: string): Target {
  return { mac: of.mac, address };
}

const [EAST, WEST] = [dualStackLeg("east", 31), dualStackLeg("west", 32)] as const;

const ROUTED_PORTS = [
  behind(EAST, "east-1", 11, "node-x", "192.168.8.21"),
  behind(EAST, "east-2", 12, "node-y", "192.168.7.22"),
  behind(WEST, "west-1", 11, "node-y", "192.168.8.22"),
  behind(WEST, "west-2", 12, "node-z"),
] as const;

const threeNodeRouter: Scenario = {
  name: "router",
  says: "two switches over three chassis, and a distributed router between them",
  chassis: [
    { name: "node-x", vteps: ["192.168.7.21", "192.168.8.21"] },
    { name: "node-y", vteps: ["192.168.7.22", "192.168.8.22"] },
    { name: "node-z", vteps: ["192.168.7.23", "192.168.8.23"], defaultVtep: "192.168.8.23" },
  ],
  networks: router("core", [EAST, WEST]),
  ports: ROUTED_PORTS,
  packets: firstWhole([
    ...everyRoutedPair(ROUTED_PORTS, [EAST, WEST]),
    ...ROUTED_PORTS.map((from) => frame(from, "broadcast")),
    echo(ROUTED_PORTS[0], viaLeg(EAST, "10.31.0.1")),
    { ...echo(ROUTED_PORTS[0], viaLeg(EAST, "10.99.0.9")), whole: true },
  ]),
  microflows: ROUTED_PORTS.slice(2).map((to) => microflow(ROUTED_PORTS[0], viaLeg(EAST, to.addresses[0]!))),
};

const [FRONT, BACK] = [leg("front", 41), leg("back", 42)] as const;

const POLICY_PORTS = [
  behind(FRONT, "front-1", 11, "node-x", "192.168.8.21"),
  behind(FRONT, "front-2", 12, "node-y", "192.168.7.22"),
  behind(BACK, "back-1", 11, "node-x", "192.168.7.21"),
  behind(BACK, "back-2", 12, "node-y", "192.168.8.22"),
] as const;

const [FRONT_1, , BACK_1, BACK_2] = POLICY_PORTS;

const POLICIES: readonly Command[] = [
  ["lsp-set-port-security", "front-1", `${FRONT_1.mac} ${FRONT_1.addresses.join(" ")}`],
  ["lsp-set-port-security", "back-2", BACK_2.mac],
  ["create", "Address_Set", "name=trusted", 'addresses=["10.41.0.11","10.42.0.11"]'],
  ["pg-add", "guarded", "back-1", "front-2"],
  ["acl-add", "guarded", "to-lport", "1200", "outport == @guarded && ip4.src == $trusted", "allow-related"],
  ["acl-add", "guarded", "to-lport", "1100", "outport == @guarded && ip", "drop"],
  ["acl-add", "back", "from-lport", "1300", 'inport == "back-2" && ip4 && tcp.dst == {23, 2323}', "reject"],
  ["acl-add", "front", "to-lport", "900", "tcp.dst == 9000..9013 && ip4.src == {10.42.0.0/24, 10.90.0.0/16}", "allow"],
  ["lb-add", "web", "10.50.0.1:80", "10.41.0.11:8080,10.42.0.12:8080", "tcp"],
  ["lb-add", "names", "10.50.0.2:53", "10.42.0.12:5353", "udp"],
  ["ls-lb-add", "front", "web"],
  ["ls-lb-add", "back", "web"],
  ["ls-lb-add", "front", "names"],
  ["lr-route-add", "core", "10.70.0.0/16", "10.42.0.12"],
  ["lr-policy-add", "core", "100", "ip4.src == 10.41.0.11 && ip4.dst == 10.80.0.0/16", "reroute", "10.42.0.11"],
];

const policies: Scenario = {
  name: "policies",
  says: "ACLs over groups and address sets, load balancers, port security, a static route and a routing policy",
  chassis: [
    { name: "node-x", vteps: ["192.168.7.21", "192.168.8.21"] },
    { name: "node-y", vteps: ["192.168.7.22", "192.168.8.22"] },
  ],
  networks: router("core", [FRONT, BACK]),
  ports: POLICY_PORTS,
  policies: POLICIES,
  packets: firstWhole([
    ...everyRoutedPair(POLICY_PORTS, [FRONT, BACK]),
    tcp(FRONT_1, viaLeg(FRONT, "10.50.0.1"), 80),
    tcp(BACK_2, viaLeg(BACK, "10.50.0.1"), 80),
    udp(FRONT_1, viaLeg(FRONT, "10.50.0.2"), 53),
    { ...tcp(BACK_2, { mac: BACK_1.mac, address: "10.42.0.11" }, 23), whole: true },
    tcp(BACK_2, viaLeg(BACK, "10.41.0.12"), 9010),
    tcp({ ...FRONT_1, mac: "02:ac:10:00:00:99" }, viaLeg(FRONT, "10.42.0.12"), 8443),
    echo(FRONT_1, viaLeg(FRONT, "10.70.1.1")),
    echo(FRONT_1, viaLeg(FRONT, "10.80.1.1")),
  ]),
  microflows: [microflow(FRONT_1, viaLeg(FRONT, "10.42.0.12"))],
};

const INNER = leg("inner", 51);

const WORK_1: Chassis = { name: "work-1", vteps: ["192.168.7.31", "192.168.8.31"] };
const GATES: readonly Chassis[] = [
  { name: "gate-1", vteps: ["192.168.7.32", "192.168.8.32"] },
  { name: "gate-2", vteps: ["192.168.7.33", "192.168.8.33"] },
].map((chassis) => ({ ...chassis, bridges: ["br-dc"], settings: { "ovn-bridge-mappings": "dc:br-dc" } }));

/** A router with one leg in a physical network, which it has on the first of some chassis. */
function gateway(name: string, says: string, gates: readonly Chassis[], more: Partial<Scenario> = {}): Scenario {
  const plain = behind(INNER, "inner-1", 11, WORK_1.name, "192.168.8.31");
  const floating = behind(INNER, "inner-2", 12, gates.at(-1)!.name, gates.at(-1)!.vteps[1]);
  const ports = [plain, floating];
  return {
    name,
    says,
    chassis: [WORK_1, ...gates],
    networks: [
      ...router("edge", [INNER, { network: "outer", mac: "02:ac:20:00:00:fe", addresses: ["198.18.0.1/24"] }]),
      localnet("outer", "dc"),
      ...gates.map((gate, index) => ["lrp-set-gateway-chassis", "edge-to-outer", gate.name, String(20 - index)]),
      ["lr-route-add", "edge", "0.0.0.0/0", "198.18.0.254"],
    ],
    ports,
    policies: [
      ["lr-nat-add", "edge", "snat", "198.18.0.1", "10.51.0.0/24"],
      ["lr-nat-add", "edge", "dnat_and_snat", "198.18.0.12", "10.51.0.12", floating.name, "02:ac:20:00:00:12"],
      [
        "--",
        "create",
        "Static_MAC_Binding",
        "logical_port=edge-to-outer",
        "ip=198.18.0.254",
        `mac="02:ac:20:00:00:99"`,
      ],
    ],
    packets: firstWhole([
      ...ports.flatMap((from) => [
        echo(from, viaLeg(INNER, "203.0.113.7")),
        tcp(from, viaLeg(INNER, "203.0.113.7"), 443),
        echo(from, viaLeg(INNER, "198.18.0.1")),
        frame(from, "broadcast"),
      ]),
      ...everyRoutedPair(ports, [INNER]),
    ]),
    microflows: [microflow(plain, viaLeg(INNER, "203.0.113.7"))],
    ...more,
  };
}

const oneGateway = gateway(
  "gateway",
  "one chassis has the way out; SNAT for all, an address of its own for one port",
  GATES.slice(0, 1),
);

const gatewayPair = gateway(
  "gateway-pair",
  "two chassis can be the way out, by priority; no BFD session is up in a lab, so what depends on one is dropped",
  GATES,
  { releases: ["26.03"] },
);

export const ROUTED: readonly Scenario[] = [threeNodeRouter, policies, oneGateway, gatewayPair];

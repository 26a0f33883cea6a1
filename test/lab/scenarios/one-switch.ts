import type { Chassis, Command, Port, Scenario } from "../scenario.ts";
import { echo, everyPair, firstWhole, microflow, port } from "../topology.ts";

/** A switch over some chassis, and every packet between its ports. */
function oneSwitch(
  name: string,
  says: string,
  chassis: readonly Chassis[],
  ports: readonly Port[],
  more: Partial<Scenario> = {},
): Scenario {
  const [from, ...others] = ports;
  const microflows = others.map((to) => microflow(from!, { mac: to.mac, address: to.addresses[0]! }));
  return { name, says, chassis, networks: [["ls-add", "red"]], ports, packets: everyPair(ports), microflows, ...more };
}

const A3 = ["192.168.3.11", "192.168.20.11", "192.168.100.11"] as const;
const B3 = ["192.168.3.12", "192.168.20.12", "192.168.100.12"] as const;

function fourPorts(vteps: readonly (string | undefined)[]): readonly Port[] {
  return [
    port("red", "red-a1", 11, "kn-a", vteps[0]),
    port("red", "red-a2", 12, "kn-a", vteps[1]),
    port("red", "red-b1", 21, "kn-b", vteps[2]),
    port("red", "red-b2", 22, "kn-b", vteps[3]),
  ];
}

const TWO_EACH = fourPorts(["192.168.3.11", "192.168.20.11", "192.168.20.12", "192.168.3.12"]);
const A2 = A3.slice(0, 2);
const B2 = B3.slice(0, 2);

const everyPortHasVtep = oneSwitch(
  "every-port-has-vtep",
  "each port names the VTEP of its NIC; the order of the VTEPs as text is not that of their numbers",
  [
    { name: "kn-a", vteps: A3 },
    { name: "kn-b", vteps: B3 },
  ],
  fourPorts([A3[2], A3[0], B3[1], B3[2]]),
);

const defaultVtep = oneSwitch(
  "default-vtep",
  "one port of each chassis names no VTEP; each chassis has a default one, which is not its first",
  [
    { name: "kn-a", vteps: A3, defaultVtep: A3[0] },
    { name: "kn-b", vteps: B3, defaultVtep: B3[2] },
  ],
  fourPorts([undefined, A3[1], B3[0], undefined]),
);

const tenVteps = oneSwitch(
  "ten-vteps",
  "ten VTEPs on one chassis, two on the other, whose names are alike in all that tunnel names keep of them",
  [
    { name: "compute-left", vteps: Array.from({ length: 10 }, (_, index) => `192.168.${index + 1}.31`) },
    { name: "compute-right", vteps: ["192.168.1.32", "192.168.2.32"] },
  ],
  [
    port("red", "red-l1", 31, "compute-left", "192.168.10.31"),
    port("red", "red-l2", 32, "compute-left", "192.168.2.31"),
    port("red", "red-r1", 41, "compute-right", "192.168.2.32"),
    port("red", "red-r2", 42, "compute-right", "192.168.1.32"),
  ],
);

const misconfigured = oneSwitch(
  "misconfigured",
  "a VTEP that the chassis does not have, a key that nobody reads, a default that is not in the list",
  [
    { name: "kn-a", vteps: A2, settings: { "ovn-pf-encap-ip-mapping": "ens1f0:192.168.3.11,ens2f0:192.168.77.11" } },
    { name: "kn-b", vteps: B2, defaultVtep: "192.168.77.12" },
  ],
  [
    port("red", "red-a1", 11, "kn-a", "192.168.77.11"),
    { ...port("red", "red-a2", 12, "kn-a"), settings: { "ovn-encap-ip": "192.168.20.11" } },
    port("red", "red-b1", 21, "kn-b", "192.168.20.12"),
    port("red", "red-b2", 22, "kn-b"),
  ],
);

const vxlan = oneSwitch(
  "vxlan",
  "VXLAN alone, which carries no logical input port",
  [
    { name: "kn-a", vteps: A2, types: "vxlan" },
    { name: "kn-b", vteps: B2, types: "vxlan" },
  ],
  TWO_EACH,
);

const geneveAndVxlan = oneSwitch(
  "geneve-and-vxlan",
  "two chassis have both types, the third only VXLAN",
  [
    { name: "kn-a", vteps: A2, types: "geneve,vxlan" },
    { name: "kn-b", vteps: B2, types: "vxlan,geneve" },
    { name: "kn-c", vteps: ["192.168.3.13"], types: "vxlan" },
  ],
  [...TWO_EACH.slice(1, 3), port("red", "red-c1", 61, "kn-c")],
);

const ipv6Underlay = oneSwitch(
  "ipv6-underlay",
  "the VTEPs are IPv6 addresses",
  [
    { name: "kn-a", vteps: ["fd30:3::11", "fd30:20::11"] },
    { name: "kn-b", vteps: ["fd30:3::12", "fd30:20::12"] },
  ],
  fourPorts(["fd30:3::11", "fd30:20::11", "fd30:20::12", "fd30:3::12"]),
);

const flowBased = oneSwitch(
  "flow-based-tunnels",
  "one tunnel port for all pairs of addresses; the flows name the addresses",
  [
    { name: "kn-a", vteps: A2, settings: { "ovn-enable-flow-based-tunnels": "true" } },
    { name: "kn-b", vteps: B2, settings: { "ovn-enable-flow-based-tunnels": "true" } },
    { name: "kn-c", vteps: ["192.168.3.13"], settings: { "ovn-enable-flow-based-tunnels": "true" } },
  ],
  [...TWO_EACH, port("red", "red-c1", 61, "kn-c")],
  { releases: ["26.03"] },
);

const transportZones = oneSwitch(
  "transport-zones",
  "the first and the last chassis have no zone in common, so no tunnel",
  [
    { name: "kn-a", vteps: A2, settings: { "ovn-transport-zones": "north" } },
    { name: "kn-b", vteps: B2, settings: { "ovn-transport-zones": "north,south" } },
    { name: "kn-c", vteps: ["192.168.3.13"], settings: { "ovn-transport-zones": "south" } },
  ],
  [...TWO_EACH.slice(1, 3), port("red", "red-c1", 61, "kn-c")],
);

const unevenVteps = oneSwitch(
  "uneven-vteps",
  "one, two and three VTEPs, an index in the names of one's tunnels, and a system-id that is not the name",
  [
    { name: "kn-a", vteps: A3 },
    { name: "kn-b", vteps: B2, otherConfig: { "ovn-chassis-idx-kn-b": "7" } },
    { name: "kn-c", vteps: ["192.168.3.13"], systemId: "3c0f7e52-6a0b-4a57-9c55-0f5a2f0e7c13" },
  ],
  [
    port("red", "red-a1", 11, "kn-a", A3[2]),
    port("red", "red-b1", 21, "kn-b", B3[1]),
    port("red", "red-c1", 61, "kn-c"),
  ],
);

function remotePort(name: string, number: number, options: readonly string[]): Command {
  const { mac, addresses } = port("red", name, number, "");
  return [
    ...["lsp-add", "red", name, "--", "lsp-set-type", name, "remote"],
    ...["--", "lsp-set-addresses", name, `${mac} ${addresses[0]}`, "--", "lsp-set-options", name, ...options],
  ];
}

const interconnect = oneSwitch(
  "interconnect",
  "a transit switch with ports on a chassis of another zone; one chassis of this zone takes part, the other does not",
  [
    { name: "kn-a", vteps: A2, settings: { "ovn-is-interconn": "true" } },
    { name: "kn-b", vteps: B2 },
  ],
  TWO_EACH.slice(1, 3),
  {
    releases: ["26.03"],
    foreign: [
      [
        "chassis-add",
        "elsewhere",
        "geneve",
        "192.168.3.99",
        "--",
        "set",
        "Chassis",
        "elsewhere",
        "other_config:is-remote=true",
      ],
      [
        ...["--id=@e", "create", "Encap", "chassis_name=elsewhere", "type=geneve", "ip=192.168.20.99"],
        ...["--", "add", "Chassis", "elsewhere", "encaps", "@e"],
      ],
    ],
    policies: [
      ["set", "Logical_Switch", "red", "other_config:interconn-ts=red"],
      remotePort("red-e1", 91, ["requested-chassis=elsewhere"]),
      remotePort("red-e2", 92, ["requested-chassis=elsewhere", "requested-encap-ip=192.168.20.99"]),
    ],
    packets: firstWhole([
      ...everyPair(TWO_EACH.slice(1, 3)),
      ...TWO_EACH.slice(1, 3).flatMap((from) =>
        [91, 92].map((number) => {
          const { mac, addresses } = port("red", "", number, "");
          return echo(from, { mac, address: addresses[0]! });
        }),
      ),
    ]),
  },
);

const everyForm = oneSwitch(
  "every-form",
  "each form in which people hold the databases and the flows of one cluster",
  [
    { name: "kn-a", vteps: A2 },
    { name: "kn-b", vteps: B2, defaultVtep: "192.168.20.12" },
  ],
  [port("red", "red-a1", 11, "kn-a", "192.168.20.11"), port("red", "red-b1", 21, "kn-b")],
  { releases: ["26.03"], everyForm: true },
);

export const ONE_SWITCH: readonly Scenario[] = [
  everyPortHasVtep,
  defaultVtep,
  tenVteps,
  misconfigured,
  vxlan,
  geneveAndVxlan,
  ipv6Underlay,
  flowBased,
  transportZones,
  unevenVteps,
  interconnect,
  everyForm,
];

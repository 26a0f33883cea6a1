import type { Chassis, Command, Port, Scenario } from "../scenario.ts";
import { echo, frame, type Leg, localnet, port, router, tcp } from "../topology.ts";

/** Two racks that are plugged into one physical network, and send on it with MAC addresses of their own. */
const RACKS: readonly Chassis[] = [1, 2].map((number) => ({
  name: `rack-${number}`,
  vteps: [`192.168.5.${number}`, `192.168.6.${number}`],
  bridges: ["br-dc"],
  settings: { "ovn-bridge-mappings": "dc:br-dc", "ovn-chassis-mac-mappings": `dc:0e:00:00:00:01:0${number}` },
}));

const to = ({ mac, addresses }: Port) => ({ mac, address: addresses[0]! });

/** A port of a type, on a switch. */
function typed(network: string, name: string, type: string, addresses: string, ...options: readonly string[]): Command {
  return [
    ...["lsp-add", network, name, "--", "lsp-set-type", name, type, "--", "lsp-set-addresses", name, addresses],
    ...(options.length === 0 ? [] : ["--", "lsp-set-options", name, ...options]),
  ];
}

/** The switch samples what it drops, to the collectors of a set. */
const COLLECTOR: Command = [
  ...["--", "--id=@bridge", "get", "Bridge", "br-int"],
  ...["--", "--id=@to", "create", "IPFIX", 'targets="127.0.0.1:4739"'],
  ...["--", "create", "Flow_Sample_Collector_Set", "id=7", "bridge=@bridge", "ipfix=@to"],
];

const LEGS: readonly Leg[] = [
  { network: "gold", mac: "02:ac:20:00:00:01", addresses: ["10.20.0.1/24"] },
  { network: "tin", mac: "02:ac:20:00:00:02", addresses: ["10.21.0.1/24"] },
];
const G1 = port("gold", "gold-1", 11, "rack-1", "192.168.6.1");
const G2 = port("gold", "gold-2", 12, "rack-2", "192.168.5.2");
const T1: Port = { ...port("tin", "tin-1", 21, "rack-1", "192.168.5.1"), addresses: ["10.21.0.21"] };
const T2: Port = { ...port("tin", "tin-2", 22, "rack-2"), addresses: ["10.21.0.22"] };
const META: Port = { ...port("gold", "gold-meta", 15, "rack-1"), on: ["rack-1", "rack-2"], type: "localport" };
const OUTSIDE = { mac: "02:ac:90:00:00:91", address: "10.20.0.91" };
const FLOATING = { mac: "02:ac:90:00:00:90", address: "10.21.0.90" };

const kinds: Scenario = {
  name: "provider-kinds",
  says: "802.1ad tags, MAC addresses of chassis for those of a router, an external and a virtual port, an l2gateway, a VTEP that northd is asked for, samples of drops",
  chassis: RACKS.map((chassis, index) => (index === 0 ? { ...chassis, more: COLLECTOR } : chassis)),
  networks: [
    ...router("core", LEGS),
    localnet("gold", "dc", 310),
    ["lsp-set-options", "gold-uplink", "network_name=dc", "ethtype=802.1ad"],
    ["ls-add", "yard"],
    typed("yard", "yard-bridge", "l2gateway", "unknown", "network_name=dc", "l2gateway-chassis=rack-1"),
    typed("gold", "gold-outside", "external", `${OUTSIDE.mac} ${OUTSIDE.address}`),
    typed(
      "tin",
      "tin-floating",
      "virtual",
      `${FLOATING.mac} ${FLOATING.address}`,
      `virtual-ip=${FLOATING.address}`,
      "virtual-parents=tin-1,tin-2",
    ),
    ["set", "NB_Global", ".", "options:debug_drop_collector_set=7", "options:debug_drop_domain_id=3"],
  ],
  ports: [G1, G2, T1, T2, META, port("yard", "yard-1", 31, "rack-1"), port("yard", "yard-2", 32, "rack-2")],
  policies: [
    ["ha-chassis-group-add", "doors"],
    ["ha-chassis-group-add-chassis", "doors", "rack-1", "20"],
    [
      ...["--id=@g", "get", "HA_Chassis_Group", "doors"],
      ...["--", "set", "Logical_Switch_Port", "gold-outside", "ha_chassis_group=@g"],
    ],
    ["set", "Logical_Switch_Port", "tin-2", 'options:requested-encap-ip="192.168.6.2"'],
  ],
  learned: [
    [
      "--id=@c",
      "get",
      "Chassis",
      "rack-1",
      "--",
      "set",
      "Port_Binding",
      "tin-floating",
      "chassis=@c",
      "virtual_parent=tin-1",
    ],
  ],
  packets: [
    echo(G1, to(G2)),
    echo(G2, to(G1)),
    echo(T1, to(T2)),
    echo(T2, FLOATING),
    echo(T2, { mac: LEGS[1]!.mac, address: G1.addresses[0]! }),
    tcp(T1, { mac: LEGS[1]!.mac, address: G2.addresses[0]! }, 8443),
    echo(G1, OUTSIDE),
    ...[G1, G2].flatMap((from) => [frame(from, "broadcast"), frame(from, "unknown")]),
  ],
};

const HOME = port("gold", "gold-1", 11, "rack-1", "192.168.6.1");
const AWAY = port("tin", "tin-2", 22, "rack-2", "192.168.5.2");
const BOTH = { "rack-1": "192.168.6.1", "rack-2": "192.168.5.2" };
const moving = (network: string, name: string, number: number): Port => ({
  ...port(network, name, number, "rack-1"),
  on: ["rack-1", "rack-2"],
  vteps: BOTH,
});
const MOVING = [moving("gold", "gold-moving", 41), moving("tin", "tin-moving", 42), moving("tin", "tin-listed", 43)];
const BOX: Port = { ...port("tin", "tin-box", 44, "rack-1"), on: [], inside: { parent: "tin-moving", tag: 204 } };

const migrating: Scenario = {
  name: "several-chassis",
  says: "ports on two chassis by VTEPs of their own: beside a physical network, whose path MTU counts then, and behind activation strategies; a container in one",
  chassis: RACKS,
  networks: [["ls-add", "gold"], localnet("gold", "dc"), ["ls-add", "tin"]],
  ports: [HOME, port("gold", "gold-2", 12, "rack-2"), port("tin", "tin-1", 21, "rack-1"), AWAY, ...MOVING, BOX],
  policies: MOVING.map(({ name }, index) => [
    ...["lsp-set-options", name, "requested-chassis=rack-1,rack-2"],
    ...([[], ["activation-strategy=rarp"], ["activation-strategy=rarp,garp,na"]][index] ?? []),
  ]),
  packets: [
    echo(HOME, to(MOVING[0]!)),
    ...[MOVING[1]!, MOVING[2]!, BOX].map((target) => echo(AWAY, to(target))),
    ...[HOME, AWAY].flatMap((from) => [frame(from, "broadcast"), frame(from, "unknown")]),
    ...MOVING.map((from) => frame(from, "broadcast")),
  ],
};

const RACK_ROUTER: readonly Leg[] = [
  { network: "gold", mac: "02:ac:20:00:00:01", addresses: ["10.20.0.1/24"] },
  { network: "street", mac: "02:ac:20:00:00:09", addresses: ["198.18.0.1/24"] },
];
const HARD = [port("gold", "gold-1", 11, "rack-1", "192.168.6.1"), port("gold", "gold-2", 12, "rack-2", "192.168.5.2")];
const STREET = [1, 2].map(
  (number): Port => ({
    ...port("street", `street-${number}`, 60 + number, `rack-${number}`),
    addresses: [`198.18.0.${number + 9}`],
  }),
);

const HARD_RACKS: readonly Chassis[] = RACKS.map((chassis) => ({ ...chassis, types: "geneve,vxlan" }));
/** No port of any kind: no datapath is local to it. */
const EMPTY_RACK: Chassis = { name: "rack-3", vteps: ["192.168.5.3", "192.168.6.3"], types: "geneve,vxlan" };

const hardware: Scenario = {
  name: "hardware-vtep",
  says: "a VTEP switch behind a ramp, over Geneve and VXLAN, and a gateway port that redirects by the physical network; a chassis that has nothing of either",
  chassis: [...HARD_RACKS, EMPTY_RACK],
  foreign: [
    ["chassis-add", "tor", "vxlan", "192.168.5.98", "--", "set", "Chassis", "tor", "vtep_logical_switches=lower"],
  ],
  networks: [
    ...router("core", RACK_ROUTER),
    localnet("street", "dc", 77),
    ["lrp-set-gateway-chassis", "core-to-street", "rack-2", "20"],
    ["lrp-set-redirect-type", "core-to-street", "bridged"],
    ["lr-nat-add", "core", "snat", "198.18.0.1", "10.20.0.0/24"],
    typed("gold", "gold-rack", "vtep", "unknown", "vtep-physical-switch=tor", "vtep-logical-switch=lower"),
  ],
  ports: [...HARD, ...STREET],
  learned: [["lsp-bind", "gold-rack", "tor"]],
  packets: [
    ...HARD.flatMap((from) => [frame(from, "broadcast"), frame(from, "unknown")]),
    echo(HARD[0]!, to(HARD[1]!)),
    echo(HARD[0]!, { mac: RACK_ROUTER[0]!.mac, address: "198.18.0.11" }),
    echo(HARD[1]!, { mac: RACK_ROUTER[0]!.mac, address: "198.18.0.10" }),
    ...STREET.map((from) => frame(from, "broadcast")),
  ],
};

const always: Scenario = {
  ...hardware,
  name: "always-tunnel",
  chassis: HARD_RACKS,
  says: "a switch with a physical network whose ports are reached by tunnel all the same, and a pair of gateways",
  foreign: [],
  networks: [
    ...router("core", RACK_ROUTER),
    localnet("street", "dc", 77),
    ["lrp-set-gateway-chassis", "core-to-street", "rack-2", "20"],
    ["lrp-set-gateway-chassis", "core-to-street", "rack-1", "10"],
    ["set", "NB_Global", ".", "options:always_tunnel=true"],
  ],
  learned: [],
  packets: [...STREET.map((from, index) => echo(from, to(STREET[1 - index]!))), ...hardware.packets.slice(4)],
};

const watched: Scenario = {
  name: "mirrors-and-functions",
  releases: ["26.03"],
  says: "a mirror to a logical port, one over GRE, a network function beside a physical network, a switch that EVPN extends",
  chassis: RACKS.map((chassis) => ({
    ...chassis,
    settings: { ...chassis.settings, "ovn-evpn-vxlan-ports": "4789", "ovn-evpn-local-ip": chassis.vteps[0]! },
  })),
  networks: [
    ["ls-add", "gold"],
    localnet("gold", "dc"),
    ["ls-add", "tin"],
    ["set", "Logical_Switch", "tin", 'other_config:dynamic-routing-vni="1001"'],
    ["set", "Logical_Switch", "tin", "other_config:dynamic-routing-redistribute=fdb"],
  ],
  ports: [
    HOME,
    port("gold", "gold-2", 12, "rack-2", "192.168.5.2"),
    port("gold", "gold-in", 51, "rack-1"),
    port("gold", "gold-out", 52, "rack-1"),
    port("tin", "tin-1", 21, "rack-1"),
    AWAY,
  ],
  policies: [
    ["lsp-add", "gold", "gold-sink"],
    ["mirror-add", "watch", "lport", "both", "gold-sink"],
    ["mirror-rule-add", "watch", "100", "ip4 && tcp.dst == 80", "mirror"],
    ["lsp-attach-mirror", "gold-1", "watch"],
    ["mirror-add", "afar", "gre", "3", "to-lport", "192.0.2.77"],
    ["lsp-attach-mirror", "tin-2", "afar"],
    ...["in", "out"].map((side, index, both) => [
      ...["lsp-set-options", `gold-${side}`, "receive_multicast=false", "lsp_learn_mac=false", "is-nf=true"],
      `nf-linked-port=gold-${both[1 - index]}`,
    ]),
    ["nf-add", "scrub", "1", "gold-in", "gold-out"],
    ["nfg-add", "scrubbers", "1", "inline", "scrub"],
    ["acl-add", "gold", "from-lport", "1000", 'inport == "gold-2" && ip4', "allow-related", "scrubbers"],
  ],
  packets: [
    echo(HOME, to(port("gold", "gold-2", 12, "rack-2"))),
    tcp(HOME, to(port("gold", "gold-2", 12, "rack-2")), 80),
    echo(port("gold", "gold-2", 12, "rack-2"), to(HOME)),
    echo(AWAY, to(port("tin", "tin-1", 21, "rack-1"))),
    ...[HOME, AWAY].flatMap((from) => [frame(from, "broadcast"), frame(from, "unknown")]),
  ],
};

export const PORT_KINDS: readonly Scenario[] = [kinds, migrating, hardware, always, watched];

import type { Chassis, Command, Microflow, Packet, Port, Scenario } from "../scenario.ts";
import {
  bareMicroflow,
  echo,
  frame,
  type Leg,
  localnet,
  microflow,
  router,
  type Target,
  tcp,
  udp,
} from "../topology.ts";

const NODES: readonly Chassis[] = [1, 2].map((number) => ({
  name: `node-${number}`,
  vteps: [`192.168.3.${number}`, `192.168.4.${number}`],
  bridges: ["br-dc"],
  settings: { "ovn-bridge-mappings": "dc:br-dc" },
}));

const [LEFT, RIGHT, STREET] = [
  { network: "left", mac: "02:ac:61:00:00:01", addresses: ["10.61.0.1/24", "fd61::1/64"] },
  { network: "right", mac: "02:ac:62:00:00:01", addresses: ["10.62.0.1/24", "fd62::1/64"] },
  { network: "street", mac: "02:ac:63:00:00:01", addresses: ["198.18.0.1/24"] },
] as const satisfies readonly Leg[];

function behind(network: "left" | "right", number: number, on: string, vtep: string): Port {
  const which = network === "left" ? 61 : 62;
  return {
    name: `${network}-${number}`,
    network,
    mac: `02:ac:${which}:00:00:1${number}`,
    addresses: [`10.${which}.0.1${number}`, `fd${which}::1${number}`],
    on: [on],
    vtep,
  };
}

const L1 = behind("left", 1, "node-1", "192.168.3.1");
const L2 = behind("left", 2, "node-2", "192.168.4.2");
const R1 = behind("right", 1, "node-1", "192.168.4.1");
const R2 = behind("right", 2, "node-2", "192.168.3.2");
const PORTS = [L1, L2, R1, R2];

const BALANCED = { near: "10.60.0.1", far: "198.18.0.50", none: "10.60.0.2", one: "10.60.0.3" };
const TWO_BACKENDS = ["10.62.0.12:8080", "10.61.0.12:8080"] as const;

const DHCP = {
  four: [
    "cidr=10.61.0.0/24",
    "options:server_id=10.61.0.1",
    'options:server_mac="02:ac:61:00:00:fe"',
    "options:lease_time=3600",
    "options:router=10.61.0.1",
    "options:mtu=1400",
    'options:domain_name="\\"lab.example\\""',
  ],
  six: ['cidr="fd61::/64"', 'options:server_id="02:ac:61:00:00:fe"'],
};

const POLICIES: readonly Command[] = [
  ["lsp-set-port-security", L1.name, `${L1.mac} ${L1.addresses.join(" ")}`],
  ["acl-add", "right", "to-lport", "1000", `outport == "${R1.name}" && tcp.dst == 22`, "reject"],
  ["acl-add", "right", "to-lport", "1000", `outport == "${R1.name}" && udp.dst == 22`, "reject"],
  ["acl-add", "right", "to-lport", "900", `outport == "${R2.name}" && ip4.src == 10.61.0.11 && icmp4`, "allow-related"],
  ["acl-add", "right", "to-lport", "890", `outport == "${R2.name}" && tcp.dst == {80, 8080}`, "allow-related"],
  [
    "acl-add",
    "right",
    "to-lport",
    "880",
    `outport == "${R2.name}" && ip4.src == 10.61.0.0/24 && 1000 <= udp.dst <= 1023`,
    "allow-stateless",
  ],
  ["acl-add", "right", "from-lport", "900", `inport == "${R2.name}"`, "allow-related"],
  [
    ...["--log", "--severity=info", "--name=quiet"],
    ...["acl-add", "right", "to-lport", "800", `outport == "${R2.name}" && ip`, "drop"],
  ],
  ["lb-add", "near", `${BALANCED.near}:80`, TWO_BACKENDS.join(","), "tcp"],
  ["lb-add", "far", `${BALANCED.far}:80`, "10.61.0.12:8080,10.61.0.11:8080", "tcp"],
  ["--reject", "lb-add", "none", `${BALANCED.none}:80`, "", "tcp"],
  ["lb-add", "one", `${BALANCED.one}:53`, "10.61.0.12:5353", "udp"],
  ...["near", "none", "one"].map((name) => ["ls-lb-add", "left", name]),
  ["lr-lb-add", "core", "far"],
  ["lr-nat-add", "core", "snat", "198.18.0.1", "10.0.0.0/8"],
  ["lr-nat-add", "core", "dnat_and_snat", "198.18.0.20", "10.61.0.12"],
  ["lr-route-add", "core", "0.0.0.0/0", "198.18.0.254"],
  ["lr-route-add", "core", "10.70.0.0/16", "10.62.0.12"],
  ["lr-policy-add", "core", "100", "ip4.src == 10.61.0.12 && ip4.dst == 10.80.0.0/16", "reroute", "10.62.0.12"],
  ["lr-policy-add", "core", "90", "ip4.dst == 10.81.0.0/16", "drop"],
  ["set", "Logical_Router_Port", "core-to-left", "ipv6_ra_configs:address_mode=slaac"],
  ["--id=@d", "create", "DHCP_Options", ...DHCP.four, ...attach("dhcpv4_options", "@d")],
  ["--id=@d", "create", "DHCP_Options", ...DHCP.six, ...attach("dhcpv6_options", "@d")],
  [
    ...["--id=@n", "create", "DNS", "records:web.lab=10.62.0.12"],
    ...["--", "add", "Logical_Switch", "left", "dns_records", "@n"],
  ],
];

function attach(column: string, to: string): Command {
  return ["--", "add", "Logical_Switch_Port", L1.name, column, to];
}

const UNKNOWN_MAC = "02:ff:ff:ff:ff:01";
const BROADCAST = "ff:ff:ff:ff:ff:ff";
const [TCP, UDP] = ["tcp.src == 41000 && tcp.dst", "udp.src == 41000 && udp.dst"];

const legOf = (from: Port): Leg => (from.network === "left" ? LEFT : RIGHT);
const via = (from: Port, address: string): Target => ({ mac: legOf(from).mac, address });

function target(from: Port, to: Port, address: string): Target {
  return from.network === to.network ? { mac: to.mac, address } : via(from, address);
}

/** Each port to each other, by both families: TCP and UDP that ACLs know of and that they do not, and an echo request. */
const PAIRS: readonly Microflow[] = PORTS.flatMap((from) =>
  PORTS.filter((to) => to !== from).flatMap((to) => {
    const [four, six] = to.addresses.map((address) => target(from, to, address)) as [Target, Target];
    return [
      microflow(from, four, `${TCP} == 8080`),
      microflow(from, six, `${TCP} == 80`),
      microflow(from, four, `${UDP} == 1010`),
      microflow(from, four),
    ];
  }),
);

/** What every port asks of its switch and of the router. */
const EACH: readonly Microflow[] = PORTS.flatMap((from) => {
  const { mac, addresses } = legOf(from);
  const [own, ownSix] = addresses.map((address) => address.split("/")[0]!) as [string, string];
  const arp = (address: string) =>
    `arp.op == 1 && arp.sha == ${from.mac} && arp.spa == ${from.addresses[0]!} && arp.tpa == ${address}`;
  return [
    bareMicroflow(from, BROADCAST, arp(own)),
    bareMicroflow(from, BROADCAST, arp(own.replace(/1$/, "12"))),
    bareMicroflow(from, BROADCAST, arp(own.replace(/1$/, "99"))),
    microflow(from, { mac: UNKNOWN_MAC, address: own.replace(/1$/, "99") }),
    microflow(from, { mac, address: own }),
    microflow(from, { mac, address: ownSix }),
  ];
});

/** A neighbour solicitation to an address that is known, which asks whether it is still there. */
function probe(from: Port, to: Port): Microflow {
  const [source, address] = [from.addresses[1]!, to.addresses[1]!];
  const fields = `nd_ns && nd.target == ${address} && nd.sll == ${from.mac}`;
  return bareMicroflow(from, to.mac, `ip6.src == ${source} && ip6.dst == ${address} && ip.ttl == 255 && ${fields}`);
}

/** What is answered by ovn-controller, or by flows in a pod's place. */
const ANSWERED: readonly Microflow[] = [
  probe(L1, L2),
  probe(R2, R1),
  bareMicroflow(
    L1,
    BROADCAST,
    "ip4.src == 0.0.0.0 && ip4.dst == 255.255.255.255 && ip.ttl == 64 && udp.src == 68 && udp.dst == 67",
  ),
  bareMicroflow(
    L1,
    "33:33:00:01:00:02",
    "ip6.src == fe80::ac:61ff:fe00:11 && ip6.dst == ff02::1:2 && ip.ttl == 64 && udp.src == 546 && udp.dst == 547",
  ),
  microflow(L1, via(L1, "10.62.0.12"), `${UDP} == 53`),
  microflow(L1, via(L1, "10.62.0.12"), "icmp4.type == 8", 1),
  microflow(L1, via(L1, "fd62::12"), "icmp6.type == 128", 1),
  microflow(L1, via(L1, "10.61.0.1"), `${UDP} == 5000`),
  microflow(L1, via(L1, "10.61.0.1"), `${TCP} == 5000`),
  microflow(L1, via(L1, "10.62.0.99")),
];

/** Routes, policies of routes, NAT; a port security that does not hold. */
const ROUTED: readonly Microflow[] = [
  ...[L1, L2, R1].flatMap((from) =>
    ["203.0.113.7", "198.18.0.77", "10.70.1.1", "10.80.1.1", "10.81.1.1"].map((address) =>
      microflow(from, via(from, address)),
    ),
  ),
  ...[L1, L2].map((from) =>
    microflow(from, { mac: BROADCAST, address: "255.255.255.255" }, "udp.src == 5 && udp.dst == 6"),
  ),
  ...[L2, R1, R2].map((from) => bareMicroflow(from, "01:00:5e:01:02:03", "eth.type == 0x88b5")),
  microflow({ ...L1, addresses: ["10.61.0.77"] }, { mac: L2.mac, address: "10.61.0.12" }),
  microflow({ ...L2, addresses: ["10.61.0.77"] }, { mac: L1.mac, address: "10.61.0.11" }),
];

const STATES: readonly (readonly string[])[] = [
  ["new", "new"],
  ["est", "est,rpl"],
  ["est,rpl", "est,rpl"],
  ["inv", "inv"],
];

/** Connections in other states than established, and backends that are chosen. */
const TRACKED: readonly Microflow[] = [
  ...STATES.flatMap((ct) => [
    { ...microflow(L1, via(L1, "10.62.0.12"), `${TCP} == 80`), ct },
    { ...microflow(L1, via(L1, "10.62.0.12"), `${UDP} == 99`), ct },
    { ...microflow(R2, via(R2, "10.61.0.11"), `${TCP} == 41000`), ct },
  ]),
  {
    ...microflow(R1, via(R1, BALANCED.far), `${TCP} == 80`),
    ct: ["new", "new", "new", "new"],
    lbBackend: "10.61.0.12:8080",
  },
  { ...microflow(L1, via(L1, BALANCED.one), `${UDP} == 53`), ct: ["new", "new"] },
  { ...microflow(L1, via(L1, BALANCED.none), `${TCP} == 80`), ct: ["new", "new"] },
  { ...microflow(L1, via(L1, BALANCED.near), `${TCP} == 81`), ct: ["new", "new"] },
];

const LINK_LOCAL = "fe80::ac:61ff:fe00:11";

/** What real switches do in the cases in which ovn-trace goes a way of its own, among others. */
const PACKETS: readonly Packet[] = [
  ...[R1, R2].flatMap((to) => [22, 80].map((number) => tcp(L1, via(L1, to.addresses[0]!), number))),
  tcp(L1, via(L1, "fd62::11"), 22),
  udp(L1, via(L1, "10.62.0.11"), 22),
  udp(L1, via(L1, "10.62.0.12"), 53),
  tcp(L1, via(L1, BALANCED.near), 80),
  tcp(L1, via(L1, BALANCED.none), 80),
  tcp(R1, via(R1, BALANCED.far), 80),
  echo(L1, via(L1, "fd62::99")),
  echo(L1, via(L1, "203.0.113.7")),
  echo(L2, via(L2, "203.0.113.7")),
  ...[L1, L2].map((from) => frame(from, "multicast")),
  ...[L1, L2].map(solicitation),
  {
    chassis: "node-1",
    flow: `in_port=${L1.name},udp,dl_src=${L1.mac},dl_dst=${BROADCAST},nw_src=0.0.0.0,nw_dst=255.255.255.255,nw_ttl=64,udp_src=68,udp_dst=67`,
  },
];

/** A router solicitation. */
function solicitation(from: Port): Packet {
  const link = `in_port=${from.name},dl_src=${from.mac},dl_dst=33:33:00:00:00:02`;
  const ip = `icmp6,ipv6_src=${LINK_LOCAL},ipv6_dst=ff02::2,nw_ttl=255,icmpv6_type=133,icmpv6_code=0`;
  return { chassis: from.on[0]!, flow: `${ip},${link}` };
}

/**
 * What is left out, because ovn-trace is not a switch there:
 * - a router solicitation (it takes the options for no answer), a neighbour solicitation that a router makes (it goes on
 *   as the packet that it is made from), one that it answers (26.03 ends by a failed assertion), one by multicast and an
 *   IP broadcast where ACLs are (two logical flows of one priority take it);
 * - a reject by an ACL: the packet that ovn-controller makes is untracked, ovn-trace's keeps the connection's state;
 * - a new connection to one of a switch's backends: `--lb-dst` is taken by the first look of conntrack already;
 * - a tracked packet that a tunnel carries into stages that look at its state without asking conntrack again;
 * - port security and what is neither IP nor ARP.
 */
const asked: Scenario = {
  name: "microflows",
  says: "many questions to ovn-trace: every protocol, ACLs, load balancers, NAT, DHCP, DNS, neighbours, rejects, TTL, states of connections",
  chassis: NODES,
  networks: [
    ...router("core", [LEFT, RIGHT, STREET]),
    localnet("street", "dc"),
    ["lrp-set-gateway-chassis", "core-to-street", "node-1", "20"],
  ],
  ports: PORTS,
  policies: POLICIES,
  packets: PACKETS,
  microflows: [...PAIRS, ...EACH, ...ANSWERED, ...ROUTED, ...TRACKED],
};

export const MICROFLOWS: readonly Scenario[] = [asked];

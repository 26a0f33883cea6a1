import type { Command } from "../../lab/scenario.ts";
import { echo } from "../../lab/topology.ts";
import { bare, type Ground, pick, policies, set, type Tweak } from "../tweak.ts";

/** A tweak of the router, where there is one. */
function routed(name: string, commands: (ground: Ground) => readonly Command[]): Tweak {
  return policies(name, (ground) => (ground.isRouted ? commands(ground) : undefined));
}

/** A tweak of the router's gateway port, where there is one. */
function gated(name: string, commands: (ground: Ground) => readonly Command[]): Tweak {
  return policies(name, (ground) => (ground.gates.length > 0 ? commands(ground) : undefined));
}

function firstLeg({ legs }: Ground): string {
  return `core-to-${legs[0]!.network}`;
}

const ecmp = routed("ECMP routes", (ground) => [
  ["--ecmp", "lr-route-add", "core", "10.71.0.0/16", "10.30.0.10"],
  ["--ecmp", "lr-route-add", "core", "10.71.0.0/16", "10.30.0.11"],
  ...(ground.pick % 2 === 0 ? [] : [["--ecmp", "lr-route-add", "core", "10.71.0.0/16", "10.30.0.12"]]),
  ...(ground.isDualStack ? [["lr-route-add", "core", "fd71::/64", "fd30:0::10"]] : []),
]);

const symmetric = gated("ECMP routes with symmetric replies", () => [
  ["--ecmp-symmetric-reply", "lr-route-add", "core", "10.72.0.0/16", "198.18.0.101"],
  ["--ecmp-symmetric-reply", "lr-route-add", "core", "10.72.0.0/16", "198.18.0.102"],
]);

const routes = routed("kinds of routes", (ground) => [
  ["lr-route-add", "core", "10.73.0.0/16", "discard"],
  ["--route-table=side", "lr-route-add", "core", "10.74.0.0/16", "10.30.0.10"],
  ...(ground.pick % 2 === 0 ? [] : [set("Logical_Router_Port", firstLeg(ground), "options", { route_table: "side" })]),
  ["--policy=src-ip", "lr-route-add", "core", "10.30.0.0/28", "10.30.0.10"],
]);

const policy = routed("routing policies", (ground) => [
  pick<Command>(ground, [
    ["lr-policy-add", "core", "900", "ip4.src == 10.30.0.10", "reroute", "10.30.0.11,10.30.0.12"],
    ["lr-policy-add", "core", "900", "ip4.src == 10.30.0.10", "reroute", "10.30.0.11", "pkt_mark=100"],
    ["lr-policy-add", "core", "900", `inport == "${firstLeg(ground)}" && ip4`, "allow", "pkt_mark=7"],
    ["lr-policy-add", "core", "900", "ip4.dst == 10.30.0.0/16 && tcp.dst == 22", "drop"],
    [
      ...["create", "Logical_Router_Policy", "priority=901", 'match="ip4"', "action=jump", "jump_chain=inner", "--"],
      ...["--id=@p", "create", "Logical_Router_Policy", "priority=5", 'match="ip4.dst == 10.30.0.11"'],
      ...["action=drop", "chain=inner", "--", "add", "Logical_Router", "core", "policies", "@p"],
    ],
  ]),
]);

const staticBinding = routed("static MAC bindings", (ground) => [
  ["static-mac-binding-add", firstLeg(ground), "10.30.0.202", "02:ac:99:00:00:03"],
  ...(ground.isDualStack ? [["static-mac-binding-add", firstLeg(ground), "fd30:0::202", "02:ac:99:00:00:04"]] : []),
  [
    ...["create", "Static_MAC_Binding", `logical_port=${firstLeg(ground)}`, "ip=10.30.0.203"],
    ...['mac="02:ac:99:00:00:05"', `override_dynamic_mac=${ground.pick % 2 === 0}`],
  ],
]);

const advertised = routed("IPv6 router advertisements", (ground) => [
  set("Logical_Router_Port", firstLeg(ground), "ipv6_ra_configs", {
    address_mode: pick(ground, ["slaac", "dhcpv6_stateful", "dhcpv6_stateless"]),
    ...pick<Readonly<Record<string, string>>>(ground, [
      {},
      { mtu: "1400" },
      { send_periodic: "true", max_interval: "1000", min_interval: "900" },
      { rdnss: "fd30::53", dnssl: "example.org", router_preference: "HIGH" },
      { route_info: "HIGH-fd99::/48" },
    ]),
  }),
]);

const routerOptions = routed("router options", (ground) => [
  set(
    "Logical_Router",
    "core",
    "options",
    pick(ground, [
      { always_learn_from_arp_request: "false" },
      { dynamic_neigh_routers: "true" },
      { mac_binding_age_threshold: "600" },
      { "requested-tnl-key": "88" },
      { snat_ct_zone: "300", "snat-ct-zone": "300" },
      { ct_commit_all: "true" },
    ]),
  ),
]);

const portOptions = routed("router port options", (ground) => [
  pick<Command>(ground, [
    set("Logical_Router_Port", firstLeg(ground), "options", { gateway_mtu: "1400" }),
    set("Logical_Router_Port", firstLeg(ground), "options", { gateway_mtu: "1400", gateway_mtu_bypass: "tcp" }),
    ["set", "Logical_Router_Port", firstLeg(ground), "enabled=false"],
    set("Logical_Router_Port", firstLeg(ground), "options", { "requested-tnl-key": "55" }),
    ["add", "Logical_Router_Port", firstLeg(ground), "networks", "10.40.0.1/24"],
    ["set", "Logical_Router", "core", "enabled=false"],
    set("Logical_Router_Port", firstLeg(ground), "options", { redirect_type: "bridged", ipv6_nd_proxy: "true" }),
  ]),
]);

/** What ovn-controller is asked for, as far as a policy limits it. */
const PROTECTED = [
  ...["arp", "arp-resolve", "dhcpv4-opts", "dhcpv6-opts", "dns", "event-elb", "icmp4-error", "icmp6-error", "igmp"],
  ...["nd-na", "nd-ns", "nd-ns-resolve", "nd-ra-opts", "tcp-reset", "reject", "bfd", "svc-monitor"],
];

const protectedPlane = routed("control plane protection", (ground) => [
  ["meter-add", "slow", "drop", "10", "pktps"],
  ["--fair", "meter-add", "calm-plane", "drop", "20", "kbps", "7"],
  ...PROTECTED.filter((_, index) => (ground.pick + index) % 3 !== 0).map(
    (protocol, index): Command => ["copp-add", "policy", protocol, index % 2 === 0 ? "slow" : "calm-plane"],
  ),
  ["lr-copp-add", "policy", "core"],
  ...ground.legs.map(({ network }): Command => ["ls-copp-add", "policy", network]),
]);

const gatewayPort = gated("gateway port options", (ground) => [
  pick<Command>(ground, [
    ["lrp-set-redirect-type", "core-to-outer", "bridged"],
    set("Logical_Router_Port", firstLeg(ground), "options", { "reside-on-redirect-chassis": "true" }),
    set("Logical_Router_Port", "core-to-outer", "options", { gateway_mtu: "1300" }),
    set("Logical_Switch_Port", "outer-to-core", "options", {
      "nat-addresses": "router",
      "exclude-lb-vips-from-garp": "true",
    }),
    ["clear", "Logical_Router_Port", "core-to-outer", "gateway_chassis"],
    set("Logical_Router", "core", "options", { lb_force_snat_ip: "router_ip" }),
  ]),
]);

const haGroup = gated("HA chassis group", (ground) => [
  ["ha-chassis-group-add", "gates"],
  ...ground.chassis.map(
    ({ name }, index): Command => [
      "ha-chassis-group-add-chassis",
      "gates",
      name,
      String(30 - ((index + ground.pick) % 3)),
    ],
  ),
  [
    ...["--id=@g", "get", "HA_Chassis_Group", "gates", "--", "set", "Logical_Router_Port", "core-to-outer"],
    ...["ha_chassis_group=@g", "--", "clear", "Logical_Router_Port", "core-to-outer", "gateway_chassis"],
  ],
]);

const nat = gated("kinds of NAT", (ground) => {
  const [port] = ground.vifs;
  const logical = port === undefined ? "10.30.0.10" : bare(port.addresses[0]!);
  return [
    pick<Command>(ground, [
      [
        "lr-nat-add",
        "core",
        "dnat_and_snat",
        "198.18.0.40",
        logical,
        ...(port === undefined ? [] : [port.name, "02:ac:40:00:00:01"]),
      ],
      ["lr-nat-add", "core", "dnat", "198.18.0.41", logical],
      ["--stateless", "lr-nat-add", "core", "dnat_and_snat", "198.18.0.42", logical],
      ["--portrange", "lr-nat-add", "core", "dnat_and_snat", "198.18.0.43", logical, "3000-3100"],
      ["--gateway-port=core-to-outer", "lr-nat-add", "core", "snat", "198.18.0.44", "10.30.1.0/24"],
      [
        ...["create", "Address_Set", "name=exempt", 'addresses="203.0.113.0/24"', "--"],
        ...["lr-nat-add", "core", "snat", "198.18.0.45", "10.30.2.0/24"],
      ],
    ]),
    ...(ground.isDualStack ? [["lr-nat-add", "core", "snat", "fd18::1", "fd30:0::/64"]] : []),
  ];
});

const limitedNat = gated("NAT for some peers", (ground) => [
  ["create", "Address_Set", "name=peers", 'addresses="203.0.113.0/24"'],
  ["lr-nat-add", "core", pick(ground, ["dnat_and_snat", "snat"]), "198.18.0.46", "10.30.0.66"],
  [
    ...["--id=@p", "get", "Address_Set", "peers", "--", "set", "NAT", "198.18.0.46"],
    `${pick(ground, ["allowed_ext_ips", "exempted_ext_ips"], 1)}=@p`,
  ],
]);

/** A router that is on one chassis alone, behind a switch that joins it to the distributed one. */
const gatewayRouter: Tweak = {
  name: "gateway router",
  add: (ground) => {
    const home = pick(ground, ground.chassis);
    const [leg] = ground.legs;
    const physical =
      home.bridges === undefined
        ? []
        : [
            [
              "lsp-add",
              "edge-net",
              "edge-uplink",
              "--",
              "lsp-set-type",
              "edge-uplink",
              "localnet",
              "--",
              "lsp-set-addresses",
              "edge-uplink",
              "unknown",
              "--",
              "lsp-set-options",
              "edge-uplink",
              "network_name=edge",
            ],
          ];
    return {
      networks: [
        ["lr-add", "edge", "--", "set", "Logical_Router", "edge", `options:chassis=${home.name}`],
        ["ls-add", "edge-net"],
        ["lrp-add", "edge", "edge-to-net", "02:ac:50:00:00:01", "203.0.113.1/24"],
        [
          "lsp-add",
          "edge-net",
          "net-to-edge",
          "--",
          "lsp-set-type",
          "net-to-edge",
          "router",
          "--",
          "lsp-set-addresses",
          "net-to-edge",
          "router",
          "--",
          "lsp-set-options",
          "net-to-edge",
          "router-port=edge-to-net",
        ],
        ["lrp-add", "edge", "edge-to-inside", "02:ac:50:00:00:02", "10.30.0.254/24"],
        [
          "lsp-add",
          leg!.network,
          "inside-to-edge",
          "--",
          "lsp-set-type",
          "inside-to-edge",
          "router",
          "--",
          "lsp-set-addresses",
          "inside-to-edge",
          "router",
          "--",
          "lsp-set-options",
          "inside-to-edge",
          "router-port=edge-to-inside",
        ],
        ...physical,
        ["lr-route-add", "edge", "0.0.0.0/0", "203.0.113.254"],
        ["lr-nat-add", "edge", "snat", "203.0.113.1", "10.30.0.0/16"],
        ["lr-nat-add", "edge", "dnat_and_snat", "203.0.113.20", "10.30.0.10"],
        ...pick<readonly Command[]>(ground, [
          [],
          [
            ["lb-add", "edge-lb", "203.0.113.30:80", "10.30.0.10:80,10.30.0.11:80", "tcp"],
            ["lr-lb-add", "edge", "edge-lb"],
          ],
          [
            ["--ecmp-symmetric-reply", "lr-route-add", "edge", "10.72.0.0/16", "203.0.113.101"],
            ["--ecmp-symmetric-reply", "lr-route-add", "edge", "10.72.0.0/16", "203.0.113.102"],
          ],
          [
            set("Logical_Router", "edge", "options", {
              dnat_force_snat_ip: "10.30.0.254",
              lb_force_snat_ip: "10.30.0.254",
            }),
            ["lb-add", "edge-lb", "203.0.113.30:80", "10.30.0.10:80", "tcp"],
            ["lr-lb-add", "edge", "edge-lb"],
          ],
          [set("Logical_Router", "edge", "options", { "snat-ct-zone": "200" })],
        ]),
      ],
      packets: ground.vifs
        .filter(({ network }) => network === leg!.network)
        .map((from) => echo(from, { mac: "02:ac:50:00:00:02", address: "192.0.2.200" })),
    };
  },
};

/** Two routers that are each other's peers, with no switch between them. */
const peers = routed("routers as peers", () => [
  ["lr-add", "next"],
  ["lrp-add", "core", "core-to-next", "02:ac:60:00:00:01", "100.64.0.1/30", "peer=next-to-core"],
  ["lrp-add", "next", "next-to-core", "02:ac:60:00:00:02", "100.64.0.2/30", "peer=core-to-next"],
  ["lr-route-add", "core", "10.75.0.0/16", "100.64.0.2"],
  ["lr-route-add", "next", "10.30.0.0/16", "100.64.0.1"],
]);

const relayed = routed("DHCP relay", (ground) => [
  [
    ...["--id=@r", "create", "DHCP_Relay", "name=relay", "servers=172.16.0.9", "--"],
    ...["set", "Logical_Router_Port", firstLeg(ground), "dhcp_relay=@r", "--"],
    ...[
      "set",
      "Logical_Switch",
      ground.legs[0]!.network,
      `other_config:dhcp_relay_port=${ground.legs[0]!.network}-to-core`,
    ],
  ],
]);

const watched = routed("BFD sessions", () => [
  ["--bfd", "lr-route-add", "core", "10.76.0.0/16", "10.30.0.10", "core-to-red"],
]);

const prefixes = routed("IPv6 prefix delegation", (ground) => [
  set("Logical_Router_Port", firstLeg(ground), "options", {
    [pick(ground, ["prefix_delegation", "prefix"])]: "true",
  }),
]);

const conditional = gated("NAT by match and priority", (ground) => [
  ["lr-nat-add", "core", "snat", "198.18.0.47", "10.30.1.0/28"],
  ["set", "NAT", "198.18.0.47", 'match="tcp.dst == {80, 443}"', `priority=${pick(ground, [0, 7])}`],
]);

const hashed = routed("ECMP by fields", () => [
  ["--ecmp", "lr-route-add", "core", "10.77.0.0/16", "10.30.0.10"],
  [
    ...["--id=@r", "create", "Logical_Router_Static_Route", 'ip_prefix="10.77.0.0/16"', 'nexthop="10.30.0.11"'],
    ...["selection_fields=ip_src,ip_dst", "--", "add", "Logical_Router", "core", "static_routes", "@r"],
  ],
]);

/**
 * A router on a transit switch, whose other port is a router's of another zone. Not among transport zones: without a
 * tunnel to the remote chassis, the ovn-controller of 25.03 crashes on such a port.
 */
const transit: Tweak = {
  name: "router on a transit switch",
  add: (ground) =>
    ground.isRouted && !ground.chassis.some(({ settings }) => settings?.["ovn-transport-zones"] !== undefined)
      ? {
          foreign: [
            [
              "chassis-add",
              "beyond",
              "geneve",
              "192.168.9.97",
              "--",
              "set",
              "Chassis",
              "beyond",
              "other_config:is-remote=true",
            ],
          ],
          settings: Object.fromEntries(ground.chassis.map(({ name }) => [name, { "ovn-is-interconn": "true" }])),
          networks: [
            ["ls-add", "transit", "--", "set", "Logical_Switch", "transit", "other_config:interconn-ts=transit"],
            ["lrp-add", "core", "core-to-transit", "02:ac:65:00:00:01", "169.254.100.1/24"],
            [
              ...["lsp-add", "transit", "transit-to-core", "--", "lsp-set-type", "transit-to-core", "router"],
              ...["--", "lsp-set-addresses", "transit-to-core", "router"],
              ...["--", "lsp-set-options", "transit-to-core", "router-port=core-to-transit"],
            ],
            [
              ...["lsp-add", "transit", "transit-to-far", "--", "lsp-set-type", "transit-to-far", "remote"],
              ...["--", "lsp-set-addresses", "transit-to-far", "02:ac:65:00:00:02 169.254.100.2"],
              ...["--", "lsp-set-options", "transit-to-far", "requested-chassis=beyond"],
            ],
            ["lr-route-add", "core", "10.60.0.0/16", "169.254.100.2"],
            ...(ground.pick % 2 === 0
              ? []
              : [["lrp-set-gateway-chassis", "core-to-transit", pick(ground, ground.chassis).name]]),
          ],
          packets: ground.vifs.map((from) => {
            const { mac } = ground.legs.find(({ network }) => network === from.network)!;
            return echo(from, { mac, address: "10.60.0.9" });
          }),
        }
      : undefined,
};

export const ROUTER_TWEAKS: readonly Tweak[] = [
  ecmp,
  symmetric,
  routes,
  policy,
  staticBinding,
  advertised,
  routerOptions,
  portOptions,
  protectedPlane,
  gatewayPort,
  haGroup,
  nat,
  limitedNat,
  gatewayRouter,
  peers,
  relayed,
  watched,
  prefixes,
  conditional,
  hashed,
  transit,
];

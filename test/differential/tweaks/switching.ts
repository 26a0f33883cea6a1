import type { Command } from "../../lab/scenario.ts";
import { bare, type Ground, pick, policies, set, type Tweak } from "../tweak.ts";

function first({ legs }: Ground): string {
  return legs[0]!.network;
}

const snooping = policies("multicast snooping", (ground) => [
  set("Logical_Switch", first(ground), "other_config", {
    mcast_snoop: "true",
    ...pick(ground, [
      {},
      { mcast_querier: "false" },
      { mcast_querier: "true", mcast_eth_src: "02:00:00:00:00:99", mcast_ip4_src: "10.30.0.251" },
      { mcast_flood_unregistered: "true" },
    ]),
  }),
  ...(ground.vifs[0] === undefined || ground.pick % 2 === 0
    ? []
    : [
        set("Logical_Switch_Port", ground.vifs[0].name, "options", {
          [pick(ground, ["mcast_flood", "mcast_flood_reports"])]: "true",
        }),
      ]),
]);

const relay = policies("multicast relay", (ground) =>
  ground.isRouted
    ? [
        set("Logical_Router", "core", "options", { mcast_relay: "true" }),
        set("Logical_Switch", first(ground), "other_config", { mcast_snoop: "true" }),
        ...(ground.pick % 2 === 0
          ? []
          : [set("Logical_Router_Port", `core-to-${first(ground)}`, "options", { mcast_flood: "true" })]),
      ]
    : undefined,
);

const dhcp = policies("DHCP", (ground) =>
  ground.vifs[0] === undefined
    ? undefined
    : [
        [
          ...["--id=@d", "create", "DHCP_Options", "cidr=10.30.0.0/24"],
          ...["options:server_id=10.30.0.1", 'options:server_mac="02:ac:20:00:00:01"', "options:lease_time=3600"],
          ...["options:router=10.30.0.1", 'options:dns_server="{8.8.8.8,10.30.0.2}"', "options:mtu=1400"],
          ...pick<readonly string[]>(ground, [
            [],
            ['options:domain_name="\\"example.org\\""', 'options:hostname="\\"here\\""'],
            ['options:classless_static_route="{10.1.0.0/16,10.30.0.2, 0.0.0.0/0,10.30.0.1}"', "options:T1=900"],
            [
              'options:bootfile_name="\\"boot\\""',
              'options:tftp_server_address="10.30.0.4"',
              "options:next_server=10.30.0.5",
            ],
            [
              'options:domain_search_list="\\"a.org,b.org\\""',
              "options:ip_forward_enable=1",
              "options:netmask=255.255.255.0",
            ],
          ]),
          ...["--", "set", "Logical_Switch_Port", ground.vifs[0].name, "dhcpv4_options=@d"],
        ],
        ...(ground.isDualStack
          ? [
              [
                ...["--id=@d", "create", "DHCP_Options", 'cidr="fd30:0::/64"', 'options:server_id="02:ac:20:00:00:01"'],
                ...['options:dns_server="{fd30:0::2}"', 'options:domain_search="\\"example.org\\""'],
                ...(ground.pick % 2 === 0 ? [] : ["options:dhcpv6_stateless=true"]),
                ...["--", "set", "Logical_Switch_Port", ground.vifs[0].name, "dhcpv6_options=@d"],
              ],
            ]
          : []),
      ],
);

const dns = policies("DNS", (ground) => [
  [
    ...[
      "--id=@d",
      "create",
      "DNS",
      'records:web.example="10.30.0.10 fd30:0::10"',
      'records:10.0.30.10.in-addr.arpa="web.example"',
    ],
    ...(ground.pick % 2 === 0 ? [] : ['options:ovn-owned="true"']),
    ...ground.legs.slice(0, 2).flatMap(({ network }) => ["--", "add", "Logical_Switch", network, "dns_records", "@d"]),
  ],
]);

const qos = policies("QoS", (ground) => [
  [
    ...[
      "qos-add",
      first(ground),
      pick(ground, ["from-lport", "to-lport"]),
      "100",
      pick(ground, ["ip4", "ip4 && tcp.dst == {80, 443}"]),
    ],
    ...pick<readonly string[]>(ground, [["rate=1000", "burst=100"], ["dscp=10"], ["rate=500", "dscp=46"], ["mark=7"]]),
  ],
  ["qos-add", first(ground), "to-lport", "90", "ip6 || icmp4", "rate=1000", "burst=100", "dscp=3"],
]);

const mirror: Tweak = {
  name: "mirrors",
  add: (ground) => {
    const [from, next] = ground.vifs;
    if (from === undefined) return undefined;
    // Into another switch at times: what is done there hangs on what its chassis are told of.
    const away = ground.vifs.find(({ network }) => network !== from.network);
    const to = ground.pick % 5 === 0 ? (away ?? next) : next;
    // Mirrors to a logical port came after 25.03.
    const local = to === undefined || ground.pick % 2 === 0 || ground.release === "25.03";
    // A target with an interface of its own shares its arrival flow with the mirror; one without shares nothing.
    const target = to === undefined || ground.pick % 3 === 0 ? "sink" : to.name;
    return {
      policies: [
        ...(local || target !== "sink" ? [] : [["lsp-add", to.network, target]]),
        local
          ? ["mirror-add", "m1", "gre", "3", pick(ground, ["from-lport", "to-lport", "both"]), "192.0.2.77"]
          : ["mirror-add", "m1", "lport", pick(ground, ["from-lport", "to-lport", "both"]), target],
        ["lsp-attach-mirror", from.name, "m1"],
        ...(local || ground.pick % 4 === 1 ? [] : [["mirror-rule-add", "m1", "100", "ip4 && tcp.dst == 80", "mirror"]]),
      ],
    };
  },
};

const logged = policies("ACL logs", (ground) => [
  ["meter-add", "calm", "drop", "10", "pktps", ...pick<readonly string[]>(ground, [[], ["5"]])],
  ...(ground.pick % 2 === 0 ? [] : [["--fair", "meter-add", "fair", "drop", "100", "kbps"]]),
  [
    ...["--log", pick(ground, ["--severity=alert", "--severity=debug"]), "--name=who"],
    ...[
      "acl-add",
      first(ground),
      "to-lport",
      "3001",
      "ip4.src == 10.30.0.10 && tcp",
      pick(ground, ["allow-related", "drop"]),
    ],
    ...["--", "set", "ACL", "who", ground.pick % 2 === 0 ? "meter=calm" : "meter=fair"],
  ],
]);

const tiers = policies("ACL tiers, labels and stages", (ground) => [
  ["--name=one", "acl-add", first(ground), "from-lport", "1000", "ip4", "pass"],
  ["set", "ACL", "one", "tier=1"],
  ["--name=two", "acl-add", first(ground), "from-lport", "1000", "ip4 && udp", "drop"],
  ["set", "ACL", "two", `tier=${pick(ground, [2, 3])}`],
  [
    "--apply-after-lb",
    "--name=three",
    "acl-add",
    first(ground),
    "from-lport",
    "1001",
    "ip4.dst == 10.30.0.11",
    "allow-related",
  ],
  ["--label=1234", "--name=four", "acl-add", first(ground), "to-lport", "1000", "ip4 && icmp4", "allow-related"],
  ...pick<readonly Command[]>(ground, [
    [],
    [["set", "ACL", "four", "options:persist-established=true"]],
    [["set", "ACL", "four", "options:log-related=true", "log=true"]],
  ]),
]);

const samples = policies("ACL samples", (ground) => [
  [
    ...["--id=@c", "create", "Sample_Collector", "name=c1", "id=1", "set_id=100", "probability=65535", "--"],
    ...["--id=@s", "create", "Sample", "metadata=4301", "collectors=@c", "--"],
    ...["--id=@t", "create", "Sample", "metadata=4302", "collectors=@c", "--"],
    ...["--id=@a", "create", "ACL", "direction=to-lport", "priority=1500", 'match="ip4 && tcp"'],
    ...[`action=${pick(ground, ["allow-related", "drop", "allow"])}`, "sample_new=@s", "sample_est=@t", "--"],
    ...["add", "Logical_Switch", first(ground), "acls", "@a"],
  ],
  ...(ground.pick % 2 === 0
    ? []
    : [
        ["create", "Sampling_App", "type=acl-new", "id=42"],
        ["create", "Sampling_App", "type=acl-est", "id=43"],
        ["create", "Sampling_App", "type=drop", "id=44"],
      ]),
]);

const forwarding = policies("forwarding group", (ground) => {
  const members = ground.vifs.filter(({ network }) => network === first(ground)).map(({ name }) => name);
  return members.length === 0
    ? undefined
    : [["fwd-group-add", "fg", first(ground), "10.30.0.90", "02:ac:90:00:00:01", ...members]];
});

const switchOptions = policies("switch options", (ground) => [
  set(
    "Logical_Switch",
    first(ground),
    "other_config",
    pick(ground, [
      { "broadcast-arps-to-all-routers": "false" },
      { "vlan-passthru": "true" },
      { fdb_age_threshold: "300" },
      { enable_garp_from_router: "true" },
      { requested_tnl_key: "77", "requested-tnl-key": "77" },
      { exclude_ips: "10.30.0.2..10.30.0.5", subnet: "10.30.0.0/24" },
      { ct_zone_limit: "100" },
    ]),
  ),
]);

const portOptions = policies("port options", (ground) => {
  const port = ground.ports[ground.pick % Math.max(1, ground.ports.length)];
  if (port === undefined) return undefined;
  return [
    pick<Command>(ground, [
      ["lsp-set-enabled", port.name, "disabled"],
      set("Logical_Switch_Port", port.name, "options", { "requested-tnl-key": "99" }),
      set("Logical_Switch_Port", port.name, "options", {
        qos_max_rate: "100000",
        qos_burst: "10000",
        qos_min_rate: "1000",
      }),
      set("Logical_Switch_Port", port.name, "options", { disable_arp_nd_rsp: "true" }),
      set("Logical_Switch_Port", port.name, "options", { hostname: "here.example" }),
      set("Logical_Switch_Port", port.name, "options", { pkt_clone_type: "mc_unknown" }),
      set("Logical_Switch_Port", port.name, "options", { vif_plug_type: "none-such" }),
      ["lsp-set-addresses", port.name, `${port.mac} ${port.addresses.join(" ")}`, "unknown"],
      ["lsp-set-addresses", port.name, port.mac],
      ["lsp-set-addresses", port.name, "unknown"],
      set("Logical_Switch_Port", port.name, "options", { force_fdb_lookup: "true" }),
      set("Logical_Switch_Port", port.name, "options", { disable_garp_rarp: "true" }),
    ]),
  ];
});

const arpProxy = policies("ARP proxy", (ground) =>
  ground.isRouted
    ? [
        set("Logical_Switch_Port", `${first(ground)}-to-core`, "options", {
          arp_proxy: pick(ground, [
            "169.254.239.254",
            "02:00:00:00:00:55 169.254.239.254 169.254.238.0/24",
            "fd30::77",
          ]),
        }),
      ]
    : undefined,
);

/** Whether ports to physical networks learn addresses: each may say otherwise, and one of them decides for all. */
const localnetLearning: Tweak = {
  name: "learning on localnet ports",
  add: (ground) => {
    const [port] = ground.vifs;
    if (!ground.hasUplink || port === undefined) return undefined;
    const uplinks = [`${first(ground)}-uplink`, ...(ground.gates.length > 0 ? ["outer-uplink"] : [])];
    return {
      policies: [
        set("Logical_Switch", port.network, "other_config", { "requested-tnl-key": "71" }),
        set("Logical_Switch_Port", port.name, "options", { "requested-tnl-key": "91" }),
        ...uplinks.map((name, index) =>
          set("Logical_Switch_Port", name, "options", {
            localnet_learn_fdb: String((ground.pick >> index) % 2 === 0),
          }),
        ),
      ],
      learned: [["create", "FDB", 'mac="02:ac:99:00:00:09"', "dp_key=71", "port_key=91"]],
    };
  },
};

const learned: Tweak = {
  name: "learned addresses",
  add: (ground) => {
    const [port] = ground.vifs;
    const leg = ground.legs[0]!;
    return {
      learned: [
        ...(ground.isRouted
          ? [
              [
                ...["--id=@d", "get", "Datapath_Binding", "core", "--"],
                ...[
                  "create",
                  "MAC_Binding",
                  `logical_port=core-to-${leg.network}`,
                  `ip=${bare(leg.addresses[0]!).replace(/\.1$/, ".201")}`,
                ],
                ...['mac="02:ac:99:00:00:01"', "datapath=@d"],
              ],
            ]
          : []),
        ...(port === undefined
          ? []
          : [["create", "FDB", 'mac="02:ac:99:00:00:02"', `dp_key=${ground.pick + 1}`, "port_key=1"]]),
      ],
    };
  },
};

const networkFunction: Tweak = {
  name: "network function",
  add: (ground) => {
    const on = ground.vifs.filter(({ network }) => network === first(ground));
    if (ground.release !== "26.03" || on.length < 2) return undefined;
    return {
      policies: [
        ["nf-add", "nf1", "1", on[0]!.name, on[1]!.name],
        ["nfg-add", "nfg1", "1", "inline", "nf1"],
        [
          "set",
          "Logical_Switch_Port",
          on[0]!.name,
          "options:receive_multicast=false",
          "options:nf-linked-port=" + on[1]!.name,
        ],
        ["set", "Logical_Switch_Port", on[1]!.name, "options:receive_multicast=false"],
        ["acl-add", first(ground), "from-lport", "1000", "ip4 && tcp", "allow-related", "nfg1"],
      ],
    };
  },
};

const dynamic = policies("dynamic addresses", (ground) => [
  set("Logical_Switch", first(ground), "other_config", { subnet: "10.30.0.0/24", ipv6_prefix: "fd30:0::" }),
  ["lsp-add", first(ground), "leased", "--", "lsp-set-addresses", "leased", "dynamic"],
  ["lsp-add", first(ground), "half", "--", "lsp-set-addresses", "half", "02:ac:90:00:00:77 dynamic"],
]);

/**
 * Two switches joined by ports that are each other's peers: from 26.03 on. Such a peer has no MAC address, and on a
 * switch with an uplink ovn-controller replaces only those of the routers that it found before it.
 */
const joined = policies("switches as peers", (ground) =>
  ground.release !== "26.03" || ground.legs.length < 2
    ? undefined
    : [
        ...[0, 1].map(
          (side): Command => [
            ...["lsp-add", ground.legs[side]!.network, `side-${side}`, "--", "lsp-set-type", `side-${side}`, "switch"],
            ...[
              "--",
              "lsp-set-addresses",
              `side-${side}`,
              "unknown",
              "--",
              "set",
              "Logical_Switch_Port",
              `side-${side}`,
            ],
            `peer=side-${1 - side}`,
          ],
        ),
      ],
);

export const SWITCH_TWEAKS: readonly Tweak[] = [
  snooping,
  relay,
  dhcp,
  dns,
  qos,
  mirror,
  logged,
  tiers,
  samples,
  forwarding,
  switchOptions,
  portOptions,
  arpProxy,
  learned,
  localnetLearning,
  networkFunction,
  dynamic,
  joined,
];

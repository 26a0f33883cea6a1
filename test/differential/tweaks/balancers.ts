import type { Command } from "../../lab/scenario.ts";
import { tcp } from "../../lab/topology.ts";
import { bare, type Ground, pick, policies, set, type Tweak } from "../tweak.ts";

const VIP = "10.98.0.1";

/** A load balancer on a switch or on the router, over the addresses of up to two ports. */
function balancer(ground: Ground, name: string, vip: string, flags: readonly string[] = []): readonly Command[] {
  const six = vip.startsWith("[");
  const backends = ground.vifs
    .slice(0, 2)
    .map(({ addresses }) => (six ? `[${addresses[1]}]` : bare(addresses[0]!)))
    .map((address) => `${address}:8080`);
  if (backends.length === 0) return [];
  const onRouter = ground.isRouted && ground.pick % 2 === 0;
  return [
    [...flags, "lb-add", name, vip, backends.join(","), "tcp"],
    onRouter ? ["lr-lb-add", "core", name] : ["ls-lb-add", ground.legs[0]!.network, name],
  ];
}

function withOptions(name: string, choices: readonly Readonly<Record<string, string>>[]): Tweak {
  return policies(name, (ground) =>
    ground.vifs.length === 0
      ? undefined
      : [
          ...balancer(ground, "special", `${VIP}:80`),
          set("Load_Balancer", "special", "options", pick(ground, choices)),
        ],
  );
}

const options = withOptions("balancer options", [
  { affinity_timeout: "60" },
  { hairpin_snat_ip: "10.98.7.7" },
  { hairpin_snat_ip: "10.98.7.7 fd98::7" },
  { reject: "true" },
  { event: "true" },
  { skip_snat: "true" },
  { add_route: "true" },
  { neighbor_responder: "all" },
  { neighbor_responder: "none" },
  { affinity_timeout: "30", reject: "true", skip_snat: "true" },
]);

const selection = policies("balancer selection fields", (ground) =>
  ground.vifs.length === 0
    ? undefined
    : [
        ...balancer(ground, "hashed", "10.98.0.2:80"),
        [
          "set",
          "Load_Balancer",
          "hashed",
          `selection_fields=${pick(ground, ["ip_src", "ip_src,ip_dst", "tp_src,ip_src"])}`,
        ],
      ],
);

const checked: Tweak = {
  name: "balancer with health checks",
  add: (ground) => {
    const of = ground.vifs.slice(0, 2);
    if (of.length === 0) return undefined;
    const mappings = of.map(({ name, network, addresses }) => {
      const leg = ground.legs.find((one) => one.network === network)!;
      return `ip_port_mappings:${bare(addresses[0]!)}="${name}:${bare(leg.addresses[0]!).replace(/\.1$/, ".250")}"`;
    });
    return {
      policies: [
        ...balancer(ground, "checked", "10.98.0.3:80"),
        [
          ...["--id=@hc", "create", "Load_Balancer_Health_Check", 'vip="10.98.0.3:80"'],
          ...["options:interval=600", "options:timeout=600", "options:failure_count=9"],
          ...["--", "add", "Load_Balancer", "checked", "health_check", "@hc"],
        ],
        ["set", "Load_Balancer", "checked", ...mappings],
      ],
    };
  },
};

const group = policies("balancer group", (ground) =>
  ground.vifs.length === 0
    ? undefined
    : [
        ["lb-add", "grouped", "10.98.0.4:80", `${bare(ground.vifs[0]!.addresses[0]!)}:8080`, "tcp"],
        [
          ...["--id=@one", "get", "Load_Balancer", "grouped", "--"],
          ...["--id=@all", "create", "Load_Balancer_Group", "name=everyone", "load_balancer=@one"],
          ...ground.legs.flatMap(({ network }) => [
            "--",
            "add",
            "Logical_Switch",
            network,
            "load_balancer_group",
            "@all",
          ]),
          ...(ground.isRouted ? ["--", "add", "Logical_Router", "core", "load_balancer_group", "@all"] : []),
        ],
      ],
);

const template = policies("balancer template", (ground) => [
  ...ground.chassis.map(
    ({ name }, index): Command => [
      ...["create", "Chassis_Template_Var", `chassis=${name}`],
      ...[
        `variables:vip="10.98.9.${index + 1}"`,
        'variables:port="80"',
        `variables:backends="10.30.0.${10 + index}:8080"`,
      ],
    ],
  ),
  ["--template", "lb-add", "templated", "^vip:^port", "^backends", "tcp", "ipv4"],
  ["ls-lb-add", ground.legs[0]!.network, "templated"],
]);

const bareVip = policies("balancer without a port", (ground) =>
  ground.vifs.length === 0
    ? undefined
    : [
        ["lb-add", "portless", "10.98.0.5", bare(ground.vifs[0]!.addresses[0]!)],
        ["ls-lb-add", ground.legs[0]!.network, "portless"],
        ...(ground.isRouted ? [["lr-lb-add", "core", "portless"]] : []),
      ],
);

const emptyVip = policies("balancer without backends", (ground) => [
  ["--reject", "lb-add", "empty", "10.98.0.6:80", "", "tcp"],
  ["ls-lb-add", ground.legs[0]!.network, "empty"],
  ...(ground.isRouted ? [["lr-lb-add", "core", "empty"]] : []),
  ["--event", "lb-add", "telling", "10.98.0.7:80", "", "udp"],
  ["ls-lb-add", ground.legs[0]!.network, "telling"],
]);

const six = policies("balancer of IPv6", (ground) =>
  ground.isDualStack && ground.vifs.length > 0 ? balancer(ground, "six", "[fd98::1]:80") : undefined,
);

const other = policies("balancer of other protocols", (ground) =>
  ground.vifs.length === 0
    ? undefined
    : [
        ["lb-add", "sctp", "10.98.0.8:99", `${bare(ground.vifs[0]!.addresses[0]!)}:99`, "sctp"],
        ["ls-lb-add", ground.legs[0]!.network, "sctp"],
        ["lb-add", "many", "10.98.0.9:53", `${bare(ground.vifs[0]!.addresses[0]!)}:53`, "udp"],
        ["lb-add", "many", "10.98.0.10:53", `${bare(ground.vifs[0]!.addresses[0]!)}:54,10.30.0.77:54`, "udp"],
        ["ls-lb-add", ground.legs[0]!.network, "many"],
      ],
);

const asked: Tweak = {
  name: "packets to a balancer",
  add: (ground) => {
    const [from] = ground.vifs;
    if (from === undefined || !ground.isRouted) return undefined;
    const { mac } = ground.legs.find(({ network }) => network === from.network)!;
    return {
      policies: balancer(ground, "asked", "10.98.0.11:80"),
      packets: ground.vifs
        .filter(({ network }) => network === from.network)
        .map((port) => tcp(port, { mac, address: "10.98.0.11" }, 80)),
    };
  },
};

export const BALANCER_TWEAKS: readonly Tweak[] = [
  options,
  selection,
  checked,
  group,
  template,
  bareVip,
  emptyVip,
  six,
  other,
  asked,
];

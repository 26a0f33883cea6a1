import type { Chassis, Command, Packet, Port, Scenario } from "../scenario.ts";
import { echo, firstWhole, frame, localnet, microflow, type Target, tcp, udp } from "../topology.ts";

/** One node of the cluster, by its number. */
type Node = { readonly name: string; readonly number: number; readonly vteps: readonly [string, string, string] };

const NODES: readonly Node[] = [1, 2, 3].map((number) => ({
  name: `node${number}`,
  number,
  vteps: [`192.168.10.${number}`, `192.168.20.${number}`, `192.168.30.${number}`],
}));

const ROUTER = "ovn_cluster_router";
const MANAGEMENT_NUMBER = 2;
const OUTSIDE_GATEWAY = { mac: "02:42:ac:14:00:01", address: "172.20.0.1" };

const gatewayRouter = ({ name }: Node): string => `GR_${name}`;
const joinAddress = ({ number }: Node): string => `100.64.0.${number + 1}`;
const nodeAddress = ({ number }: Node): string => `172.20.0.${number + 10}`;
const subnetOf = ({ number }: Node): string => `10.128.${number}.0/24`;
const subnetMac = ({ number }: Node): string => `0a:58:0a:80:0${number}:01`;

function chassisOf({ name, vteps }: Node): Chassis {
  const [plain, video, storage] = vteps;
  return {
    name,
    vteps,
    defaultVtep: plain,
    bridges: ["breth0"],
    settings: {
      "ovn-bridge-mappings": "physnet:breth0",
      "ovn-pf-encap-ip-mapping": `eno1:${plain},ens2f0:${video},ens3f0:${storage}`,
    },
  };
}

function podOn({ name: node, number }: Node, name: string, host: number, vtep?: string): Port {
  return {
    name,
    network: node,
    mac: `0a:58:0a:80:0${number}:0${host}`,
    addresses: [`10.128.${number}.${host}`],
    on: [node],
    ...(vtep === undefined ? {} : { vtep }),
  };
}

const MANAGEMENT = NODES.map((node) => podOn(node, `k8s-${node.name}`, MANAGEMENT_NUMBER));
const WEB = NODES.map((node) => podOn(node, `shop_web-${node.number}`, 3, node.vteps[1]));
const DB = NODES.map((node) => podOn(node, `shop_db-${node.number}`, 4, node.vteps[2]));
const JOB = NODES.map((node) => podOn(node, `batch_job-${node.number}`, 5));
const DNS = NODES.map((node) => podOn(node, `sys_dns-${node.number}`, 6, node.vteps[0]));
const PODS = [...WEB, ...DB, ...JOB, ...DNS];

const names = (ports: readonly Port[]): readonly string[] => ports.map(({ name }) => name);
const quoted = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(",")}]`;
const at = (ports: readonly Port[], number: number): string =>
  ports.map(({ addresses }) => `${addresses[0]!}:${number}`).join(",");

/** A leg of a router and the port of a switch behind it. */
function join(router: string, leg: string, mac: string, address: string, network: string, peer: string): Command {
  return [
    ...["lrp-add", router, leg, mac, address],
    ...["--", "lsp-add", network, peer, "--", "lsp-set-type", peer, "router"],
    ...["--", "lsp-set-addresses", peer, "router", "--", "lsp-set-options", peer, `router-port=${leg}`],
  ];
}

/** The node's switch on the cluster's router; what of it leaves the cluster goes by the node's own gateway. */
function switchOf(node: Node): readonly Command[] {
  const { name, number } = node;
  return [
    ["ls-add", name, "--", "set", "Logical_Switch", name, `other_config:subnet=${subnetOf(node)}`],
    join(ROUTER, `rtos-${name}`, subnetMac(node), `10.128.${number}.1/24`, name, `stor-${name}`),
    ["lsp-set-options", `stor-${name}`, `router-port=rtos-${name}`, "arp_proxy=0a:58:a9:fe:01:01 169.254.1.1"],
    ["lrp-set-gateway-chassis", `rtos-${name}`, name, "1"],
    ["--policy=src-ip", "lr-route-add", ROUTER, subnetOf(node), joinAddress(node)],
    [
      ...["lr-policy-add", ROUTER, "1004", `inport == "rtos-${name}" && ip4.dst == ${nodeAddress(node)} /* ${name} */`],
      ...["reroute", `10.128.${number}.${MANAGEMENT_NUMBER}`],
    ],
  ];
}

/** The node's gateway router, between the join switch and a switch of its own on the physical network. */
function gatewayOf(node: Node): readonly Command[] {
  const { name, number } = node;
  const router = gatewayRouter(node);
  const outside = `ext_${name}`;
  const mac = `02:42:ac:14:00:${number + 10}`;
  return [
    ["lr-add", router],
    [
      ...["set", "Logical_Router", router, `options:chassis=${name}`, "options:lb_force_snat_ip=router_ip"],
      ...[
        "options:snat-ct-zone=0",
        "options:always_learn_from_arp_request=false",
        "options:dynamic_neigh_routers=true",
      ],
    ],
    join(
      router,
      `rtoj-${router}`,
      `0a:58:64:40:00:0${number + 1}`,
      `${joinAddress(node)}/16`,
      "join",
      `jtor-${router}`,
    ),
    ["ls-add", outside],
    join(router, `rtoe-${router}`, mac, `${nodeAddress(node)}/16`, outside, `etor-${router}`),
    ["lsp-set-options", `etor-${router}`, `router-port=rtoe-${router}`, "exclude-lb-vips-from-garp=true"],
    localnet(outside, "physnet"),
    ["lr-nat-add", router, "snat", nodeAddress(node), "10.128.0.0/14"],
    ["lr-route-add", router, "10.128.0.0/14", "100.64.0.1"],
    ["lr-route-add", router, "0.0.0.0/0", OUTSIDE_GATEWAY.address, `rtoe-${router}`],
    // The third node has yet to ask for its way out.
    ...(number === 3
      ? []
      : [["static-mac-binding-add", `rtoe-${router}`, OUTSIDE_GATEWAY.address, OUTSIDE_GATEWAY.mac]]),
  ];
}

const CLUSTER: readonly Command[] = [
  ["lr-add", ROUTER],
  ["ls-add", "join"],
  join(ROUTER, `rtoj-${ROUTER}`, "0a:58:64:40:00:01", "100.64.0.1/16", "join", `jtor-${ROUTER}`),
  ["lr-policy-add", ROUTER, "102", "ip4.src == 10.128.0.0/14 && ip4.dst == 10.128.0.0/14", "allow"],
  ["lr-policy-add", ROUTER, "102", "ip4.src == 10.128.0.0/14 && ip4.dst == 100.64.0.0/16", "allow"],
  ...NODES.flatMap(switchOf),
  ...NODES.flatMap(gatewayOf),
];

/** A service; `backends` may be none, and are then answered with a reject. */
function service(
  name: string,
  protocol: string,
  vip: string,
  backends: string,
  ...options: readonly string[]
): Command {
  const settings = ["reject=true", "event=false", 'hairpin_snat_ip="169.254.169.5"', ...options].join(",");
  return [
    ...["create", "Load_Balancer", `name=${name}`, `protocol=${protocol}`],
    ...[`vips={${JSON.stringify(vip)}=${JSON.stringify(backends)}}`, `options={${settings}}`],
  ];
}

const SERVICE = { web: "10.96.0.10", cart: "10.96.0.11", store: "10.96.0.12", names: "10.96.0.2", one: "10.96.0.13" };
const GROUP = "clusterLBGroup";

const SERVICES: readonly Command[] = [
  service("shop/web", "tcp", `${SERVICE.web}:80`, at(WEB, 8080)),
  service("shop/cart", "tcp", `${SERVICE.cart}:443`, ""),
  service("shop/store", "tcp", `${SERVICE.store}:80`, at(DB, 5432), "affinity_timeout=10800"),
  service("shop/one", "tcp", `${SERVICE.one}:80`, at(WEB.slice(1, 2), 8080)),
  service("sys/dns", "udp", `${SERVICE.names}:53`, at(DNS.slice(0, 2), 5353)),
  service("default/kubernetes", "tcp", "10.96.0.1:443", `${nodeAddress(NODES[0]!)}:6443`),
  service(
    "shop/web-node",
    "tcp",
    "^NODEIP:30080",
    "^WEB_HERE",
    "template=true",
    "address-family=ipv4",
    "skip_snat=true",
  ),
  ...NODES.map((node, index) => [
    ...["create", "Chassis_Template_Var", `chassis=${node.name}`],
    `variables={NODEIP=${JSON.stringify(nodeAddress(node))},WEB_HERE=${JSON.stringify(at([WEB[index]!], 8080))}}`,
  ]),
  ["create", "Load_Balancer_Group", `name=${GROUP}`],
  ...["shop/web", "shop/cart", "shop/store", "shop/one", "sys/dns", "default/kubernetes", "shop/web-node"].map(
    (name) => [
      ...["--id=@lb", "get", "Load_Balancer", name],
      ...["--", "add", "Load_Balancer_Group", GROUP, "load_balancer", "@lb"],
    ],
  ),
  ...NODES.flatMap((node) =>
    [
      ["Logical_Switch", node.name],
      ["Logical_Router", gatewayRouter(node)],
    ].map((of) => [
      ...["--id=@group", "get", "Load_Balancer_Group", GROUP],
      ...["--", "set", ...of, "load_balancer_group=@group"],
    ]),
  ),
];

const TIERED = "--tier=2";

const POLICIES: readonly Command[] = [
  ...PODS.map(({ name, mac, addresses }) => ["lsp-set-port-security", name, `${mac} ${addresses.join(" ")}`]),
  ["--fair", "meter-add", "acl-logging", "drop", "20", "pktps"],
  ["create", "Address_Set", "name=a_web", `addresses=${quoted(WEB.flatMap(({ addresses }) => addresses))}`],
  ["create", "Address_Set", "name=a_jobs", `addresses=${quoted(JOB.flatMap(({ addresses }) => addresses))}`],
  ["pg-add", "clusterPortGroup", ...names(PODS)],
  ["pg-add", "a_shop_ingressDefaultDeny", ...names([...WEB, ...DB])],
  ["pg-add", "a_shop_web", ...names(WEB)],
  ["pg-add", "a_shop_db", ...names(DB)],
  ["pg-add", "a_batch_egressDefaultDeny", ...names(JOB)],
  ...NODES.map(({ name, number }) => [
    ...[TIERED, "acl-add", name, "to-lport", "1001", `ip4.src == 10.128.${number}.${MANAGEMENT_NUMBER}`],
    "allow-related",
  ]),
  [TIERED, "acl-add", "clusterPortGroup", "to-lport", "1011", "outport == @clusterPortGroup && ip4.mcast", "drop"],
  denied("a_shop_ingressDefaultDeny", "to-lport", "outport"),
  neighbours("a_shop_ingressDefaultDeny", "to-lport", "outport"),
  [
    ...[TIERED, "acl-add", "a_shop_db", "to-lport", "1001"],
    ...["ip4.src == {$a_web} && outport == @a_shop_db && tcp && tcp.dst == 5432", "allow-related"],
  ],
  [
    ...[TIERED, "acl-add", "a_shop_web", "to-lport", "1001"],
    "ip4.src == 10.128.0.0/14 && ip4.src != {10.128.3.0/24} && outport == @a_shop_web && tcp && tcp.dst == 8080",
    "allow-related",
  ],
  denied("a_batch_egressDefaultDeny", "from-lport", "inport"),
  neighbours("a_batch_egressDefaultDeny", "from-lport", "inport"),
  [
    ...[TIERED, "--apply-after-lb", "acl-add", "a_batch_egressDefaultDeny", "from-lport", "1001"],
    "ip4.dst == {$a_web} && inport == @a_batch_egressDefaultDeny && tcp && 8000 <= tcp.dst <= 8999",
    "allow-related",
  ],
  [
    ...["--tier=1", "--apply-after-lb", "acl-add", "clusterPortGroup", "from-lport", "30000"],
    ...["inport == @clusterPortGroup && ip4.dst == 198.51.100.0/24", "drop"],
  ],
  [
    ...["--tier=1", "acl-add", "clusterPortGroup", "to-lport", "29999"],
    ...["outport == @clusterPortGroup && ip4.src == {$a_jobs} && udp", "pass"],
  ],
  ["--tier=3", "acl-add", "a_shop_db", "to-lport", "1", "outport == @a_shop_db && icmp4", "drop"],
  [
    "qos-add",
    "node1",
    "from-lport",
    "900",
    `ip4.src == ${WEB[0]!.addresses[0]!} && ip4.dst == 203.0.113.0/24`,
    "dscp=40",
  ],
  ["qos-add", "node1", "to-lport", "100", `outport == "${JOB[0]!.name}"`, "rate=20000", "burst=2000"],
  // An egress IP: what this pod sends out goes by another node.
  [
    ...["lr-policy-add", ROUTER, "100", `ip4.src == ${DNS[2]!.addresses[0]!}`, "reroute", joinAddress(NODES[1]!)],
    "pkt_mark=1008",
  ],
  ["lr-nat-add", gatewayRouter(NODES[1]!), "snat", "172.20.0.99", DNS[2]!.addresses[0]!],
  ...["arp-resolve", "reject", "tcp-reset", "icmp4-error"].flatMap((protocol) => [
    ["meter-add", `${protocol}-limit`, "drop", "25", "pktps"],
    ["copp-add", "ovnkube-default", protocol, `${protocol}-limit`],
  ]),
  ...[ROUTER, ...NODES.map(gatewayRouter)].map((router) => ["lr-copp-add", "ovnkube-default", router]),
  ...NODES.map(({ name }) => ["ls-copp-add", "ovnkube-default", name]),
];

function denied(group: string, direction: string, port: string): Command {
  return [
    ...["--log", "--severity=info", `--name=${group}`, "--meter=acl-logging", TIERED, ...afterBalancing(direction)],
    ...["acl-add", group, direction, "1000", `${port} == @${group}`, "drop"],
  ];
}

function neighbours(group: string, direction: string, port: string): Command {
  const match = `${port} == @${group} && (arp || nd)`;
  return [TIERED, ...afterBalancing(direction), "acl-add", group, direction, "1001", match, "allow"];
}

function afterBalancing(direction: string): readonly string[] {
  return direction === "from-lport" ? ["--apply-after-lb"] : [];
}

/** What a pod sends to a port of its own switch goes to that, all else to its gateway. */
function target(from: Port, address: string): Target {
  const near = [...PODS, ...MANAGEMENT].find(
    (port) => port.network === from.network && port.addresses.includes(address),
  );
  return { mac: near?.mac ?? subnetMac(NODES.find(({ name }) => name === from.network)!), address };
}

const between = (from: Port, to: Port): Target => target(from, to.addresses[0]!);

const EVERY_PAIR: readonly Packet[] = PODS.flatMap((from) =>
  PODS.filter((to) => to !== from).map((to) => tcp(from, between(from, to), 8080)),
);

const PACKETS: readonly Packet[] = [
  ...EVERY_PAIR,
  ...WEB.flatMap((from) => DB.map((to) => tcp(from, between(from, to), 5432))),
  ...MANAGEMENT.flatMap((from) => WEB.map((to) => echo(from, between(from, to)))),
  ...[WEB[0]!, JOB[1]!, DNS[2]!].flatMap((from) => [
    ...[SERVICE.web, SERVICE.store, SERVICE.one].map((vip) => tcp(from, target(from, vip), 80)),
    tcp(from, target(from, SERVICE.cart), 443),
    udp(from, target(from, SERVICE.names), 53),
    tcp(from, target(from, "10.96.0.1"), 443),
    tcp(from, target(from, "172.20.0.12"), 30080),
    echo(from, target(from, "203.0.113.7")),
    tcp(from, target(from, "198.51.100.7"), 443),
    frame(from, "broadcast"),
    frame(from, "multicast"),
  ]),
  ...NODES.map((node, index) => tcp(DNS[index]!, target(DNS[index]!, nodeAddress(node)), 10250)),
  tcp({ ...WEB[0]!, addresses: ["10.128.1.77"] }, between(WEB[0]!, DNS[0]!), 8080),
];

const threeNodes: Scenario = {
  name: "kube-three-nodes",
  says: "three nodes as ovn-kubernetes makes them: switches, a join switch, gateway routers, services, network policies, an egress IP, pods on VTEPs of their own",
  chassis: NODES.map(chassisOf),
  networks: CLUSTER,
  ports: [...MANAGEMENT, ...PODS],
  policies: [...SERVICES, ...POLICIES],
  packets: firstWhole(PACKETS),
  // None to another node's pod that policies let through: ovn-trace keeps the connection's state over the tunnel.
  microflows: [
    microflow(DNS[0]!, between(DNS[0]!, WEB[0]!)),
    microflow(WEB[0]!, between(WEB[0]!, DNS[0]!)),
    microflow(JOB[0]!, between(JOB[0]!, DNS[1]!)),
    microflow(MANAGEMENT[0]!, between(MANAGEMENT[0]!, WEB[0]!)),
    ...[WEB[0]!, DNS[2]!, JOB[2]!].map((from) => microflow(from, target(from, "203.0.113.7"))),
  ],
};

export const KUBERNETES: readonly Scenario[] = [threeNodes];

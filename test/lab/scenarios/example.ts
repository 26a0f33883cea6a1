import type { Chassis, Port, Scenario } from "../scenario.ts";
import { everyRoutedPair, firstWhole, type Leg, router } from "../topology.ts";

/** A node with one NIC for each kind of traffic, and a VTEP on each NIC. */
function node(name: string, number: number): Chassis {
  const [mgmt, video, storage] = [`10.10.0.${number}`, `10.20.0.${number}`, `10.30.0.${number}`] as const;
  return {
    name,
    vteps: [mgmt, video, storage],
    defaultVtep: mgmt,
    settings: { "ovn-pf-encap-ip-mapping": `eno1:${mgmt},ens2f0:${video},ens3f0:${storage}` },
  };
}

function subnet(node: number): Leg {
  return { network: `node${node}`, mac: `0a:58:0a:64:0${node}:01`, addresses: [`10.100.${node}.1/24`] };
}

function pod(name: string, node: number, number: number, vtep?: string): Port {
  return {
    name,
    network: `node${node}`,
    mac: `0a:58:0a:64:0${node}:0${number}`,
    addresses: [`10.100.${node}.${number}`],
    on: [`node${node}`],
    ...(vtep === undefined ? {} : { vtep }),
  };
}

const SUBNETS = [subnet(1), subnet(2)];

const PODS = [
  pod("pod-a", 1, 4, "10.20.0.1"),
  pod("disk-a", 1, 5, "10.30.0.1"),
  pod("web-a", 1, 6),
  pod("pod-b", 2, 4, "10.20.0.2"),
  pod("disk-b", 2, 5, "10.30.0.2"),
  pod("web-b", 2, 6),
];

/** What examples/ shows: video pods by the video NICs, storage by the storage NICs, the rest by the default. */
const twoNodes: Scenario = {
  name: "two-nodes",
  says: "two nodes of a Kubernetes cluster, each with NICs for management, video and storage",
  releases: ["26.03"],
  chassis: [node("node1", 1), node("node2", 2)],
  networks: router("cluster", SUBNETS),
  ports: PODS,
  packets: firstWhole(everyRoutedPair(PODS, SUBNETS)),
};

/** The same cluster with what people get wrong. */
const twoNodesMistaken: Scenario = {
  ...twoNodes,
  name: "two-nodes-mistaken",
  says: "the same cluster with two mistakes: pod-a's VTEP under a key that nobody reads, disk-b's one that no NIC has",
  ports: PODS.map((port) => {
    const { vtep, ...rest } = port;
    if (port.name === "pod-a") return { ...rest, settings: { "ovn-encap-ip": vtep! } };
    return port.name === "disk-b" ? { ...port, vtep: "10.30.0.20" } : port;
  }),
};

export const EXAMPLES: readonly Scenario[] = [twoNodes, twoNodesMistaken];

import type { Chassis, Port, Scenario } from "../scenario.ts";
import { echo, everyPair, localnet, microflow, port } from "../topology.ts";

function bridged(chassis: Chassis, mac: string): Chassis {
  return {
    ...chassis,
    bridges: ["br-dc"],
    settings: { "ovn-bridge-mappings": "dc:br-dc", "ovn-chassis-mac-mappings": `dc:${mac}` },
  };
}

const BLUE: readonly Port[] = [
  port("blue", "blue-a1", 71, "rack-1", "192.168.5.1"),
  port("blue", "blue-a2", 72, "rack-1", "192.168.6.1"),
  port("blue", "blue-b1", 73, "rack-2", "192.168.6.2"),
  port("blue", "blue-b2", 74, "rack-2", "192.168.5.2"),
];

const providerVlan: Scenario = {
  name: "provider-vlan",
  says: "the switch has a VLAN of a physical network, so its packets need no tunnel",
  chassis: [
    bridged({ name: "rack-1", vteps: ["192.168.5.1", "192.168.6.1"] }, "0e:00:00:00:01:01"),
    bridged({ name: "rack-2", vteps: ["192.168.5.2", "192.168.6.2"] }, "0e:00:00:00:01:02"),
  ],
  networks: [["ls-add", "blue"], localnet("blue", "dc", 310)],
  ports: BLUE,
  packets: everyPair(BLUE),
};

const HOST = port("green", "green-host", 81, "rack-1", "192.168.6.1");
const REMOTE = port("green", "green-far", 82, "rack-2", "192.168.5.2");
const INSIDE: readonly Port[] = [
  { ...port("green", "green-in1", 83, "rack-1"), on: [], inside: { parent: "green-host", tag: 201 } },
  { ...port("green", "green-in2", 84, "rack-1"), on: [], inside: { parent: "green-host", tag: 202 } },
];
const SERVICE: Port = { ...port("green", "green-meta", 85, "rack-1"), on: ["rack-1", "rack-2"], type: "localport" };
const ANY_MAC: Port = { ...port("green", "green-any", 86, "rack-2"), mac: "unknown", addresses: [] };

const containers: Scenario = {
  name: "containers-and-localport",
  says: "containers told apart by VLAN inside one interface, a port that is local everywhere, one that takes any MAC",
  chassis: [
    { name: "rack-1", vteps: ["192.168.5.1", "192.168.6.1"] },
    { name: "rack-2", vteps: ["192.168.5.2", "192.168.6.2"] },
  ],
  networks: [["ls-add", "green"]],
  ports: [HOST, REMOTE, ...INSIDE, SERVICE, ANY_MAC],
  packets: [
    ...everyPair([HOST, REMOTE]),
    ...[...INSIDE, SERVICE].flatMap((to) =>
      [HOST, REMOTE].map((from) => echo(from, { ...to, address: to.addresses[0]! })),
    ),
    ...INSIDE.flatMap((from) => {
      const sent = echo({ ...from, name: "green-host", on: ["rack-1"] }, { ...REMOTE, address: REMOTE.addresses[0]! });
      return [{ ...sent, flow: `${sent.flow},dl_vlan=${from.inside!.tag}` }];
    }),
  ],
  microflows: INSIDE.map((from) => microflow(from, { mac: REMOTE.mac, address: REMOTE.addresses[0]! })),
};

export const PHYSICAL_NETWORK: readonly Scenario[] = [providerVlan, containers];

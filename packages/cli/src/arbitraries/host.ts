import { type Cell, map, ref, set, type Tables } from "./rows.ts";
import {
  chassisName,
  gatewayOf,
  isRouted,
  localnetName,
  mayTalk,
  NETWORK,
  type PortPlan,
  portName,
  ROUTER,
  type Scenario,
  strangeIp,
  switchName,
  usesFlowTunnels,
  vtepIp,
  vtepIps,
} from "./scenario.ts";

/** Tunnel types from the best to the least. */
const TYPES = ["geneve", "vxlan"] as const;

/** The Open_vSwitch database of one chassis, with what its ovn-controller made there. */
export function hostTables(scenario: Scenario, index: number): Tables {
  const bridge = new BridgeRows();
  for (const [port, plan] of scenario.ports.entries()) {
    if (plan.chassis !== index || plan.parent !== undefined) continue;
    const ids = { "iface-id": portName(scenario, port), ...encapKeys(scenario, index, plan.vtep) };
    bridge.add(`vif-${portName(scenario, port)}`, { type: "", external_ids: map(ids) });
  }
  const local = localSwitches(scenario, index);
  for (const [network, plan] of scenario.switches.entries()) {
    if (!plan.physical || !scenario.chassis[index]!.bridged || !local.has(network)) continue;
    const name = `patch-br-int-to-${localnetName(network)}`;
    bridge.add(name, { type: "patch", external_ids: map({}) }, { "ovn-localnet-port": localnetName(network) });
  }
  addTunnels(scenario, index, bridge);
  const zones = Object.fromEntries(
    zoneNames(scenario, index, local).map((name, zone) => [`ct-zone-${name}`, String(zone + 1)]),
  );
  const bridges = scenario.chassis[index]!.bridged ? ["br-int", "br-ex"] : ["br-int"];
  return {
    Open_vSwitch: {
      root: {
        bridges: set(...bridges.map((name) => ref("Bridge", name))),
        external_ids: map(settings(scenario, index)),
      },
    },
    Bridge: Object.fromEntries(
      bridges.map((name) => {
        const isInt = name === "br-int";
        return [name, { name, ports: isInt ? bridge.portSet : set(), external_ids: map(isInt ? zones : {}) }];
      }),
    ),
    Port: bridge.ports,
    Interface: bridge.interfaces,
  };
}

function encapKeys(scenario: Scenario, chassis: number, vtep: PortPlan["vtep"]): Record<string, string> {
  if (vtep === undefined) return {};
  if (vtep === "misspelt") return { "ovn-encap-ip": vtepIp(scenario, chassis, 0) };
  return { "encap-ip": vtep === "elsewhere" ? strangeIp(scenario, chassis) : vtepIp(scenario, chassis, vtep) };
}

/** Ports of the integration bridge, numbered as they come. */
class BridgeRows {
  readonly ports: Tables[string] = {};
  readonly interfaces: Tables[string] = {};
  readonly #refs: Cell[] = [];

  get portSet(): Cell {
    return set(...this.#refs);
  }

  add(name: string, columns: Record<string, Cell>, portIds: Readonly<Record<string, string>> = {}): void {
    this.ports[name] = { name, interfaces: set(ref("Interface", name)), external_ids: map(portIds) };
    this.#refs.push(ref("Port", name));
    this.interfaces[name] = { name, ofport: this.#refs.length, options: map({}), ...columns };
  }
}

function settings(scenario: Scenario, index: number): Record<string, string> {
  const { types, zones, defaultVtep, flowBased, bridged, overridden } = scenario.chassis[index]!;
  const name = chassisName(index);
  // The list stands in no order, as operators write it.
  const encapIps = vtepIps(scenario, index).toReversed().join(",");
  const wish = defaultVtep === "elsewhere" ? strangeIp(scenario, index) : defaultVtep;
  const own: Record<string, string> = { "ovn-encap-ip": encapIps, "ovn-encap-type": types.join(",") };
  if (wish !== undefined) own["ovn-encap-ip-default"] = typeof wish === "number" ? vtepIp(scenario, index, wish) : wish;
  const others: Record<string, string> = { "system-id": name, hostname: name };
  if (zones.length > 0) others["ovn-transport-zones"] = zones.join(",");
  if (flowBased) others["ovn-enable-flow-based-tunnels"] = "true";
  if (bridged) others["ovn-bridge-mappings"] = `${NETWORK}:br-ex`;
  if (!overridden) return { ...others, ...own };
  const decoys = { "ovn-encap-ip": strangeIp(scenario, index), "ovn-encap-type": "geneve" };
  const overrides = Object.fromEntries(Object.entries(own).map(([key, value]) => [`${key}-${name}`, value]));
  return { ...others, ...decoys, ...overrides };
}

/** One port per type, or for each peer one per pair of addresses (OVN-FACTS, "Tunnels"). */
function addTunnels(scenario: Scenario, index: number, bridge: BridgeRows): void {
  const plan = scenario.chassis[index]!;
  if (usesFlowTunnels(scenario, plan)) {
    for (const type of plan.types) {
      const options = map({ key: "flow", local_ip: "flow", remote_ip: "flow" });
      bridge.add(
        `ovn-${type}`,
        { type, options, external_ids: map({}) },
        { "ovn-chassis-id": "flow", "ovn-tunnel-type": type },
      );
    }
    return;
  }
  for (const [peer, other] of scenario.chassis.entries()) {
    if (!mayTalk(scenario, index, peer)) continue;
    const type = TYPES.find((one) => plan.types.includes(one) && other.types.includes(one))!;
    let count = 0;
    for (const [remote, remoteIp] of vtepIps(scenario, peer).entries()) {
      for (const [local, localIp] of vtepIps(scenario, index).entries()) {
        const name = `ovn-${chassisName(peer)}-${(count++).toString(16)}`;
        if (isLost(scenario, index, peer, local, remote)) continue;
        const options = map({ csum: "true", key: "flow", local_ip: localIp, remote_ip: remoteIp });
        const id = `${chassisName(peer)}@${remoteIp}%${localIp}`;
        bridge.add(name, { type, options, external_ids: map({}) }, { "ovn-chassis-id": id });
      }
    }
  }
}

export function isLost({ lost }: Scenario, chassis: number, peer: number, local: number, remote: number): boolean {
  return lost.some(
    (one) => one.chassis === chassis && one.peer === peer && one.local === local && one.remote === remote,
  );
}

/**
 * The switches that ovn-controller compiles on a chassis: those with an interface there, and through the router
 * the others; one behind a gateway port only on the gateway's chassis.
 */
export function localSwitches(scenario: Scenario, index: number): ReadonlySet<number> {
  const local = new Set<number>();
  for (const { kind, chassis, switch: network } of scenario.ports) {
    if (chassis === index && kind !== "localport") local.add(network);
  }
  const isHere = (network: number): boolean => {
    const gateway = gatewayOf(scenario.switches[network]!);
    return gateway === undefined || gateway === index;
  };
  const routed = [...scenario.switches.entries()].filter(([, plan]) => isRouted(plan)).map(([network]) => network);
  const isGateway = routed.some((network) => gatewayOf(scenario.switches[network]!) === index);
  if (isGateway || routed.some((network) => local.has(network) && isHere(network))) {
    for (const network of routed) if (isHere(network)) local.add(network);
  }
  return local;
}

function zoneNames(scenario: Scenario, index: number, local: ReadonlySet<number>): string[] {
  const ports = scenario.ports.flatMap(({ chassis }, port) => (chassis === index ? [portName(scenario, port)] : []));
  const localnets = [...local].filter((network) => scenario.switches[network]!.physical).map(localnetName);
  const datapaths = [...[...local].map(switchName), ROUTER];
  return [...ports, ...localnets, ...datapaths.flatMap((name) => [`${name}_dnat`, `${name}_snat`])];
}

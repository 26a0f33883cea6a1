import { addressText, portAddresses, redirectName, routerAddresses } from "./addresses.ts";
import { logicalFlowRows } from "./logical-flows.ts";
import { type Cell, map, ref, type Rows, set, type Tables } from "./rows.ts";
import {
  carrierOf,
  chassisName,
  gatewayOf,
  isRouted,
  knowsDefault,
  localnetName,
  NETWORK,
  portName,
  ROUTER,
  routerSide,
  type Scenario,
  switchName,
  switchSide,
  vtepIp,
  vtepIps,
} from "./scenario.ts";

/** A version of each release, as northd writes it. */
const VERSIONS = {
  "24.03": "24.03.9-20.33.0-76.8",
  "24.09": "24.09.4-20.37.0-77.6",
  "25.03": "25.03.0-20.41.0-77.6",
  "25.09": "25.09.4-21.5.0-81.11",
  "26.03": "26.03.1-21.8.0-82.14",
} as const satisfies Record<Scenario["release"], string>;

/** The Southbound as northd and the ovn-controllers would have filled it. */
export function southboundTables(scenario: Scenario): Tables {
  const ports = portRows(scenario);
  const tables: Tables = {
    SB_Global: {
      global: { options: map({ northd_internal_version: VERSIONS[scenario.release] }), ipsec: false, nb_cfg: 1 },
    },
    Chassis: {},
    Encap: {},
    Datapath_Binding: datapathRows(scenario),
    Port_Binding: ports,
    Multicast_Group: groupRows(scenario),
    Logical_Flow: logicalFlowRows(scenario),
    HA_Chassis_Group: {},
    HA_Chassis: {},
  };
  for (const index of scenario.chassis.keys()) addChassis(scenario, index, tables);
  for (const [network, plan] of scenario.switches.entries()) addHaGroup(network, gatewayOf(plan), tables);
  return tables;
}

const encapName = (chassis: number, type: string, ip: string): string => `${chassisName(chassis)} ${type} ${ip}`;

function addChassis(scenario: Scenario, index: number, tables: Tables): void {
  const { types, zones, bridged, defaultVtep } = scenario.chassis[index]!;
  const name = chassisName(index);
  const encaps: Cell[] = [];
  const marked =
    typeof defaultVtep === "number" && knowsDefault(scenario) ? vtepIp(scenario, index, defaultVtep) : undefined;
  for (const type of types) {
    for (const ip of vtepIps(scenario, index)) {
      const options = map({ csum: "true", ...(ip === marked && { is_default: "true" }) });
      tables["Encap"]![encapName(index, type, ip)] = { chassis_name: name, type, ip, options };
      encaps.push(ref("Encap", encapName(index, type, ip)));
    }
  }
  tables["Chassis"]![name] = {
    name,
    hostname: name,
    encaps: set(...encaps),
    transport_zones: set(...zones),
    other_config: map({ "is-interconn": "false", "ovn-bridge-mappings": bridged ? `${NETWORK}:br-ex` : "" }),
    external_ids: map({}),
    nb_cfg: 0,
    vtep_logical_switches: set(),
  };
}

function addHaGroup(network: number, gateway: number | undefined, tables: Tables): void {
  if (gateway === undefined) return;
  const name = routerSide(network);
  tables["HA_Chassis_Group"]![name] = { name, ha_chassis: set(ref("HA_Chassis", name)), external_ids: map({}) };
  tables["HA_Chassis"]![name] = {
    chassis: set(ref("Chassis", chassisName(gateway))),
    priority: 1,
    external_ids: map({}),
  };
}

function datapathRows(scenario: Scenario): Rows {
  const rows: Rows = {};
  const add = (name: string, type: "logical-switch" | "logical-router", key: number): void => {
    const ids = map({ [type]: `00000000-0000-4000-8000-${String(key).padStart(12, "0")}`, name });
    rows[name] = { tunnel_key: key, external_ids: ids, load_balancers: set() };
  };
  scenario.switches.forEach((_, network) => add(switchName(network), "logical-switch", network + 2));
  if (scenario.switches.some(isRouted)) add(ROUTER, "logical-router", 1);
  return rows;
}

/** Beyond the keys of interfaces, and still within the 11 bits that VXLAN leaves for a port. */
const LOCALNET_KEY = 2000;
const ROUTER_KEY = 2001;

const NOTHING = {
  type: "",
  mac: set(),
  options: map({}),
  external_ids: map({}),
  chassis: set(),
  encap: set(),
  parent_port: set(),
  tag: set(),
  ha_chassis_group: set(),
  up: false,
} as const satisfies Record<string, Cell>;

function portRows(scenario: Scenario): Rows {
  const rows: Rows = {};
  const add = (name: string, datapath: string, key: number, columns: Record<string, Cell>): void => {
    rows[name] = {
      ...NOTHING,
      logical_port: name,
      datapath: ref("Datapath_Binding", datapath),
      tunnel_key: key,
      ...columns,
    };
  };
  for (const [index, plan] of scenario.ports.entries()) {
    const address = addressText(portAddresses(scenario, index));
    const isBound = plan.kind !== "localport";
    add(portName(scenario, index), switchName(plan.switch), index + 1, {
      type: plan.kind === "localport" ? "localport" : "",
      mac: set(address, ...(plan.unknown ? ["unknown"] : [])),
      ...(isBound && {
        chassis: set(ref("Chassis", chassisName(plan.chassis))),
        encap: encapOf(scenario, index),
        up: true,
      }),
      ...(plan.parent !== undefined && { parent_port: set(portName(scenario, plan.parent)), tag: set(index + 1) }),
    });
  }
  for (const [network, plan] of scenario.switches.entries()) {
    if (plan.physical) {
      const options = map({ network_name: NETWORK });
      add(localnetName(network), switchName(network), LOCALNET_KEY, { type: "localnet", mac: set("unknown"), options });
    }
    if (isRouted(plan)) addRouterPorts(scenario, network, add);
  }
  return rows;
}

function addRouterPorts(
  scenario: Scenario,
  network: number,
  add: (name: string, datapath: string, key: number, columns: Record<string, Cell>) => void,
): void {
  const gateway = gatewayOf(scenario.switches[network]!);
  const mac = set(addressText(routerAddresses(scenario, network), true));
  const redirect = gateway === undefined ? {} : { "chassis-redirect-port": redirectName(network) };
  const patch = (peer: string, more: Readonly<Record<string, string>>) => ({
    type: "patch",
    options: map({ peer, ...more }),
  });
  add(switchSide(network), switchName(network), ROUTER_KEY, { ...patch(routerSide(network), {}), mac: set("router") });
  add(routerSide(network), ROUTER, network + 1, { ...patch(switchSide(network), redirect), mac });
  if (gateway === undefined) return;
  add(redirectName(network), ROUTER, network + 11, {
    type: "chassisredirect",
    mac,
    options: map({ "distributed-port": routerSide(network), "always-redirect": "true" }),
    chassis: set(ref("Chassis", chassisName(gateway))),
    ha_chassis_group: set(ref("HA_Chassis_Group", routerSide(network))),
    up: true,
  });
}

/**
 * Port_Binding.encap as ovn-controller sets it (ovn-controller(8), `encap-ip`): of the address that the interface
 * names the best type; from 24.09 on nothing on a chassis with one Encap row, and the default's without `encap-ip`.
 */
function encapOf(scenario: Scenario, port: number): Cell {
  const { chassis, vtep } = carrierOf(scenario, port);
  const { types, vteps, defaultVtep } = scenario.chassis[chassis]!;
  if (knowsDefault(scenario) && types.length * vteps < 2) return set();
  const own = vtep === "misspelt" ? undefined : vtep;
  const chosen = own ?? (knowsDefault(scenario) ? defaultVtep : undefined);
  if (typeof chosen !== "number") return set();
  const best = types.includes("geneve") ? "geneve" : "vxlan";
  return set(ref("Encap", encapName(chassis, best, vtepIp(scenario, chassis, chosen))));
}

function groupRows(scenario: Scenario): Rows {
  const rows: Rows = {};
  for (const [network, plan] of scenario.switches.entries()) {
    const all = scenario.ports.flatMap((port, index) => (port.switch === network ? [portName(scenario, index)] : []));
    const unknown = scenario.ports.flatMap((port, index) =>
      port.switch === network && port.unknown ? [portName(scenario, index)] : [],
    );
    const localnet = plan.physical ? [localnetName(network)] : [];
    const router = isRouted(plan) ? [switchSide(network)] : [];
    const add = (name: string, key: number, ports: readonly string[]): void => {
      if (ports.length === 0) return;
      const members = set(...ports.map((port) => ref("Port_Binding", port)));
      rows[`${switchName(network)} ${name}`] = {
        name,
        tunnel_key: key,
        datapath: ref("Datapath_Binding", switchName(network)),
        ports: members,
      };
    };
    add("_MC_flood", 0x8000, [...all, ...localnet, ...router]);
    add("_MC_unknown", 0x8001, [...unknown, ...localnet]);
    add("_MC_flood_l2", 0x8004, [...all, ...localnet]);
  }
  return rows;
}

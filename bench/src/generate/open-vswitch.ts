import type { ClusterPlan } from "./plan.ts";
import { findRow, range, reference, references, type Row, stringMap, type Tables, textOf } from "./rows.ts";

/** The characters of another chassis's name that a tunnel port's name keeps. */
const NAME_IN_TUNNEL = 6;
const OFPORT_OF_LOCAL = 65_534;

/** Writes the Open_vSwitch database of one chassis of a cluster, its rows as a recorded one has them. */
export function openVswitchTables(recorded: Tables, plan: ClusterPlan, chassisIndex: number): Tables {
  const { shape } = plan;
  const own = plan.chassis(chassisIndex);
  const builder = new TableBuilder((nth) => plan.uuid(`Open_vSwitch of ${own.name}`, nth));
  const model = modelRows(recorded);
  const bridgeUuid = builder.newUuid();
  const ports: string[] = [];
  let ofport = 0;
  const addPort = (
    modelPort: Row,
    modelInterface: Row,
    name: string,
    added: { readonly port?: Row; readonly interface: Row },
  ): void => {
    const interfaceUuid = builder.add("Interface", { ...modelInterface, name, ...added.interface });
    ports.push(builder.add("Port", { ...modelPort, name, interfaces: reference(interfaceUuid), ...added.port }));
  };

  addPort(model.vifPort, model.bridgeInterface, "br-int", { interface: { ofport: OFPORT_OF_LOCAL } });
  const local = localPorts(plan, chassisIndex);
  for (const p of local) {
    const { name, vtep } = plan.port(p);
    const ids = { "iface-id": name, "encap-ip": own.vteps[vtep]! };
    addPort(model.vifPort, model.vifInterface, `if-${name}`, {
      interface: { ofport: ++ofport, external_ids: stringMap(ids) },
    });
  }
  let nth = 0;
  for (const index of range(0, shape.chassis)) {
    if (index === chassisIndex) continue;
    const other = plan.chassis(index);
    for (const remote_ip of other.vteps) {
      for (const local_ip of own.vteps) {
        const name = `ovn-${other.name.slice(0, NAME_IN_TUNNEL)}-${(nth++).toString(16)}`;
        const id = `${other.name}@${remote_ip}%${local_ip}`;
        addPort(model.tunnelPort, model.tunnelInterface, name, {
          port: { external_ids: stringMap({ "ovn-chassis-id": id }) },
          interface: { ofport: ++ofport, options: stringMap({ csum: "true", key: "flow", local_ip, remote_ip }) },
        });
      }
    }
  }

  const datapaths = [
    ...Array.from(range(0, shape.routers), (r) => `router-${r}`),
    ...Array.from(range(0, shape.switches), (s) => `switch-${s}`),
  ];
  const names = [...local.map((p) => `port-${p}`), ...datapaths.flatMap((name) => [`${name}_dnat`, `${name}_snat`])];
  const zones = Object.fromEntries(names.map((name, i) => [`ct-zone-${name}`, String(i + 1)]));
  builder.add("Bridge", { ...model.bridge, ports: references(ports), external_ids: stringMap(zones) }, bridgeUuid);
  const ids = {
    hostname: own.name,
    "ovn-encap-ip": own.vteps.join(","),
    "ovn-encap-type": "geneve",
    "system-id": own.name,
  };
  builder.add("Open_vSwitch", {
    ...model.root,
    bridges: reference(bridgeUuid),
    external_ids: stringMap(ids),
    other_config: stringMap({ "vlan-limit": "0" }),
  });
  for (const [uuid, row] of recorded.get("Datapath") ?? []) builder.add("Datapath", row, uuid);
  return builder.tables;
}

/** The numbers of the VIFs on a chassis. */
export function localPorts(plan: ClusterPlan, chassis: number): readonly number[] {
  return Array.from(range(0, plan.shape.ports)).filter((p) => plan.chassisOfPort(p) === chassis);
}

/** Rows being gathered, table by table. */
class TableBuilder {
  readonly tables = new Map<string, Map<string, Row>>();
  readonly #uuid: (nth: number) => string;
  #nth = 0;

  constructor(uuid: (nth: number) => string) {
    this.#uuid = uuid;
  }

  newUuid(): string {
    return this.#uuid(this.#nth++);
  }

  add(table: string, row: Row, uuid: string = this.newUuid()): string {
    let rows = this.tables.get(table);
    if (rows === undefined) this.tables.set(table, (rows = new Map<string, Row>()));
    rows.set(uuid, row);
    return uuid;
  }
}

function modelRows(recorded: Tables): Record<ModelName, Row> {
  const find = (table: string, wanted?: (row: Row) => boolean): Row => findRow(recorded, table, wanted)[1];
  const isTunnel = (row: Row): boolean => textOf(row, "name").startsWith("ovn-");
  return {
    root: find("Open_vSwitch"),
    bridge: withoutFlowTables(find("Bridge", (row) => row["name"] === "br-int")),
    vifPort: find("Port", (row) => !isTunnel(row) && row["name"] !== "br-int"),
    vifInterface: find("Interface", (row) => row["type"] === ""),
    bridgeInterface: find("Interface", (row) => row["name"] === "br-int"),
    tunnelPort: find("Port", isTunnel),
    tunnelInterface: find("Interface", isTunnel),
  };
}

type ModelName = "root" | "bridge" | "vifPort" | "vifInterface" | "bridgeInterface" | "tunnelPort" | "tunnelInterface";

/** Every table's settings refer to one row, which says nothing here. */
function withoutFlowTables(bridge: Row): Row {
  return { ...bridge, flow_tables: ["map", []] };
}

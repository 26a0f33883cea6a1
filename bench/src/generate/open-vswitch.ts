import { createRandom, createUuids } from "./random.ts";
import { reference, references, type Row, stringMap, TableBuilder, type Tables, textOf } from "./rows.ts";
import type { GeneratedSouthbound, PlannedChassis } from "./southbound.ts";

/** The characters of another chassis's name that a tunnel port's name keeps. */
const NAME_IN_TUNNEL = 6;
const OFPORT_OF_LOCAL = 65_534;

/** Writes the Open_vSwitch database of one chassis of a generated cluster, its rows as a recorded one has them. */
export function generateOpenVswitch(
  recorded: Tables,
  southbound: GeneratedSouthbound,
  chassis: PlannedChassis,
  seed: number,
): Tables {
  const builder = new TableBuilder(createUuids(createRandom(seed + chassis.index + 1)));
  const model = modelRows(recorded);
  const bridgeUuid = builder.newUuid();
  const ports: string[] = [];
  let ofport = 0;
  const addPort = (
    modelPort: Row,
    modelInterface: Row,
    name: string,
    { port, interface: own }: { readonly port?: Row; readonly interface: Row },
  ): void => {
    const interfaceUuid = builder.add("Interface", { ...modelInterface, name, ...own });
    ports.push(builder.add("Port", { ...modelPort, name, interfaces: reference(interfaceUuid), ...port }));
  };

  addPort(model.vifPort, model.bridgeInterface, "br-int", { interface: { ofport: OFPORT_OF_LOCAL } });
  const local = southbound.ports.filter((port) => port.chassis === chassis);
  for (const { name, vtep } of local) {
    const ids = { "iface-id": name, "encap-ip": chassis.vteps[vtep]! };
    addPort(model.vifPort, model.vifInterface, `if-${name}`, {
      interface: { ofport: ++ofport, external_ids: stringMap(ids) },
    });
  }
  let nth = 0;
  for (const other of southbound.chassis) {
    if (other === chassis) continue;
    for (const remote_ip of other.vteps) {
      for (const local_ip of chassis.vteps) {
        const name = `ovn-${other.name.slice(0, NAME_IN_TUNNEL)}-${(nth++).toString(16)}`;
        const id = `${other.name}@${remote_ip}%${local_ip}`;
        addPort(model.tunnelPort, model.tunnelInterface, name, {
          port: { external_ids: stringMap({ "ovn-chassis-id": id }) },
          interface: { ofport: ++ofport, options: stringMap({ csum: "true", key: "flow", local_ip, remote_ip }) },
        });
      }
    }
  }

  const names = [...local.map(({ name }) => name), ...southbound.datapaths.flatMap((name) => zoneNames(name))];
  const zones = Object.fromEntries(names.map((name, i) => [`ct-zone-${name}`, String(i + 1)]));
  builder.add("Bridge", { ...model.bridge, ports: references(ports), external_ids: stringMap(zones) }, bridgeUuid);
  const ids = {
    hostname: chassis.name,
    "ovn-encap-ip": chassis.vteps.join(","),
    "ovn-encap-type": "geneve",
    "system-id": chassis.name,
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

function zoneNames(datapath: string): readonly string[] {
  return [`${datapath}_dnat`, `${datapath}_snat`];
}

function modelRows(recorded: Tables): Record<ModelName, Row> {
  const rows = (table: string): readonly Row[] => [...(recorded.get(table)?.values() ?? [])];
  const find = (table: string, wanted: (row: Row) => boolean): Row => {
    const row = rows(table).find(wanted);
    if (row === undefined) throw new Error(`the recording has no such row in table ${table}`);
    return row;
  };
  const isTunnel = (row: Row): boolean => textOf(row, "name").startsWith("ovn-");
  return {
    root: find("Open_vSwitch", () => true),
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

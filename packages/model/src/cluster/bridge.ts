import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import type { OpenVswitchTables, OvsBridge, OvsInterface, OvsPort } from "../openvswitch/rows.ts";
import { groupRows } from "../rows/index-rows.ts";
import { parseTunnelId, type TunnelId } from "./tunnel-id.ts";

/** A port of the integration bridge that carries tunnels of OVN. */
export type TunnelPort = {
  readonly name: string;
  /** `geneve`, `vxlan` or another type of Interface. */
  readonly type: string;
  readonly ofport: number | undefined;
  readonly id: TunnelId;
  readonly options: ReadonlyMap<string, string>;
  readonly port: OvsPort;
  readonly interface: OvsInterface;
};

/** An interface of the integration bridge. */
export type BridgeInterface = {
  readonly name: string;
  readonly type: string;
  /** The OpenFlow port; absent while the switch has not given one, or when it refused (-1). */
  readonly ofport: number | undefined;
  /** `external_ids:iface-id`: the logical port that this interface is. */
  readonly ifaceId: string | undefined;
  /** `external_ids:encap-ip`: the VTEP that this interface asks for. */
  readonly encapIp: string | undefined;
  readonly port: OvsPort;
  readonly row: OvsInterface;
};

/** The integration bridge of a chassis, as its own database has it. */
export type IntegrationBridge = {
  readonly name: string;
  readonly row: OvsBridge;
  /** Every interface, in the order of `Bridge.ports` and `Port.interfaces`. */
  readonly interfaces: readonly BridgeInterface[];
  readonly byName: ReadonlyMap<string, BridgeInterface>;
  readonly byIfaceId: ReadonlyMap<string, readonly BridgeInterface[]>;
  readonly byOfport: ReadonlyMap<number, BridgeInterface>;
  /** The ports with an `ovn-chassis-id`; ovn-controller makes one per pair of addresses and type. */
  readonly tunnels: readonly TunnelPort[];
  /** Conntrack zones by their name: a logical port, or `<datapath>_dnat` and `<datapath>_snat`. */
  readonly ctZones: ReadonlyMap<string, number>;
};

export type BridgeSource = {
  readonly file: string;
  readonly chassis: string;
  readonly tables: OpenVswitchTables;
  /** The name of a logical datapath, by its UUID. */
  datapathName(uuid: string): string | undefined;
};

/** Gathers the integration bridge from its row. */
export function createBridge(
  row: OvsBridge,
  source: BridgeSource,
  report: (diagnostic: Diagnostic) => void,
): IntegrationBridge {
  const interfaces: BridgeInterface[] = [];
  const tunnels: TunnelPort[] = [];
  for (const portUuid of row.ports) {
    const port = source.tables.Port.get(portUuid);
    if (port === undefined) continue;
    const id = readTunnelId(port, source, report);
    for (const uuid of port.interfaces) {
      const found = source.tables.Interface.get(uuid);
      if (found === undefined) continue;
      const member = createInterface(found, port);
      interfaces.push(member);
      if (id === undefined) continue;
      const { name, type, ofport } = member;
      tunnels.push({ name, type, ofport, id, options: found.options, port, interface: found });
    }
  }
  const numbered = interfaces.filter(
    (one): one is BridgeInterface & { readonly ofport: number } => one.ofport !== undefined,
  );
  const bound = interfaces.filter(
    (one): one is BridgeInterface & { readonly ifaceId: string } => one.ifaceId !== undefined,
  );
  return {
    name: row.name,
    row,
    interfaces,
    byName: new Map(interfaces.map((one) => [one.name, one])),
    byIfaceId: groupRows(bound, ({ ifaceId }) => ifaceId),
    byOfport: new Map(numbered.map((one) => [one.ofport, one])),
    tunnels,
    ctZones: readZones(row, source, report),
  };
}

function createInterface(row: OvsInterface, port: OvsPort): BridgeInterface {
  const { name, type } = row;
  const ofport = row.ofport !== undefined && row.ofport >= 0 ? row.ofport : undefined;
  const ifaceId = row.external_ids.get("iface-id");
  const encapIp = row.external_ids.get("encap-ip");
  return { name, type, ofport, ifaceId, encapIp, port, row };
}

function readTunnelId(port: OvsPort, source: BridgeSource, report: (d: Diagnostic) => void): TunnelId | undefined {
  const text = port.external_ids.get("ovn-chassis-id");
  if (text === undefined) return undefined;
  const id = parseTunnelId(text);
  if (id === undefined) {
    const place = { file: source.file, table: "Port", row: port.uuid, column: "external_ids", chassis: source.chassis };
    const message = `found ovn-chassis-id=${JSON.stringify(text)} of port ${port.name}, expected chassis@remote-ip%local-ip or flow`;
    report(createDiagnostic("OVN2025", place, message));
  }
  return id;
}

const ZONE_PREFIX = "ct-zone-";

/** An OVN of long ago named the zones of a datapath by its UUID; such a key counts under the datapath's name. */
const OF_DATAPATH = /^(?<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(?<kind>[ds]nat)$/;

function readZones(row: OvsBridge, source: BridgeSource, report: (d: Diagnostic) => void): ReadonlyMap<string, number> {
  const zones = new Map<string, number>();
  for (const [key, text] of row.external_ids) {
    if (!key.startsWith(ZONE_PREFIX) || key === ZONE_PREFIX) continue;
    const zone = /^[0-9]{1,5}$/.test(text) ? Number(text) : -1;
    if (zone < 0 || zone > 0xffff) {
      const place = {
        file: source.file,
        table: "Bridge",
        row: row.uuid,
        column: "external_ids",
        chassis: source.chassis,
      };
      report(createDiagnostic("OVN2026", place, `found ${key}=${JSON.stringify(text)}, expected a number up to 65535`));
      continue;
    }
    const name = key.slice(ZONE_PREFIX.length);
    const old = OF_DATAPATH.exec(name)?.groups;
    const current = old === undefined ? undefined : source.datapathName(old["uuid"]!);
    zones.set(current === undefined ? name : `${current}_${old!["kind"]}`, zone);
  }
  return zones;
}

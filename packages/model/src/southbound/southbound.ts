import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Database, Uuid } from "../ovsdb/value.ts";
import { decodeTables } from "../rows/decode.ts";
import { groupRows, indexRows, type RowsByValue } from "../rows/index-rows.ts";
import { lazy } from "../rows/lazy.ts";
import { indexLogicalFlows } from "./logical-flows.ts";
import type {
  AddressSet,
  Chassis,
  DatapathBinding,
  LogicalDpGroup,
  LogicalFlow,
  MacBinding,
  MulticastGroup,
  PortBinding,
  PortGroup,
  SbGlobal,
  SouthboundTables,
} from "./rows.ts";

/** A Southbound database: typed tables, and the ways to find a row. An index is built when it is first asked for. */
export type Southbound = {
  readonly file: string;
  readonly schemaVersion: string | undefined;
  readonly tables: SouthboundTables;
  /** The row of SB_Global; absent in a snapshot without that table. */
  readonly global: SbGlobal | undefined;
  readonly chassisByName: ReadonlyMap<string, Chassis>;
  readonly portByName: RowsByValue<string, PortBinding>;
  readonly datapathByKey: ReadonlyMap<number, DatapathBinding>;
  readonly addressSetByName: ReadonlyMap<string, AddressSet>;
  readonly portGroupByName: ReadonlyMap<string, PortGroup>;
  /** Ports of a datapath, in the order of the file; empty for an unknown datapath. */
  portsOf(datapath: Uuid): readonly PortBinding[];
  portByKey(datapath: Uuid, tunnelKey: number): PortBinding | undefined;
  groupsOf(datapath: Uuid): readonly MulticastGroup[];
  groupByKey(datapath: Uuid, tunnelKey: number): MulticastGroup | undefined;
  macBindingsOf(datapath: Uuid): readonly MacBinding[];
  /** Logical flows of a datapath: its own, and those of every Logical_DP_Group that holds it. */
  flowsOf(datapath: Uuid): readonly LogicalFlow[];
  /** Those of them in one logical table: of the ingress or the egress pipeline, by `Logical_Flow.table_id`. */
  flowsIn(datapath: Uuid, isIngress: boolean, tableId: number): readonly LogicalFlow[];
  dpGroup(uuid: Uuid): LogicalDpGroup | undefined;
};

/** Types and indexes a Southbound. Of rows that a real database could not hold together the first counts. */
export function createSouthbound(database: Database, report: (diagnostic: Diagnostic) => void): Southbound {
  const { file, version: schemaVersion } = database;
  const tables = decodeTables("OVN_Southbound", database, report);
  const reportTwice = (table: string, column: string, row: Uuid, value: string | number): void => {
    const message = `found ${JSON.stringify(value)} in a second row, expected one row only; the first one counts`;
    report(createDiagnostic("OVN2004", { file, table, row, column }, message));
  };
  const chassisByName = indexRows(tables.Chassis, "name", ({ uuid, name }) => {
    reportTwice("Chassis", "name", uuid, name);
  });
  const portByName = indexRows(tables.Port_Binding, "logical_port", ({ uuid, logical_port }) => {
    reportTwice("Port_Binding", "logical_port", uuid, logical_port);
  });
  const datapathByKey = indexRows(tables.Datapath_Binding, "tunnel_key", ({ uuid, tunnel_key }) => {
    reportTwice("Datapath_Binding", "tunnel_key", uuid, tunnel_key);
  });
  const addressSets = lazy(() => indexRows(tables.Address_Set, "name"));
  const portGroups = lazy(() => indexRows(tables.Port_Group, "name"));
  const ports = lazy(() => groupRows(tables.Port_Binding.values(), byDatapath));
  const portsByKey = lazy(() => indexByKey(ports()));
  const groups = lazy(() => groupRows(tables.Multicast_Group.values(), byDatapath));
  const groupsByKey = lazy(() => indexByKey(groups()));
  const macBindings = lazy(() => groupRows(tables.MAC_Binding.values(), byDatapath));
  const flows = lazy(() => indexLogicalFlows(tables));
  return {
    file,
    schemaVersion,
    tables,
    global: tables.SB_Global.values().next().value,
    chassisByName,
    portByName,
    datapathByKey,
    get addressSetByName() {
      return addressSets();
    },
    get portGroupByName() {
      return portGroups();
    },
    portsOf: (datapath) => ports().get(datapath) ?? NONE,
    portByKey: (datapath, tunnelKey) => portsByKey().get(datapath)?.get(tunnelKey),
    groupsOf: (datapath) => groups().get(datapath) ?? NONE,
    groupByKey: (datapath, tunnelKey) => groupsByKey().get(datapath)?.get(tunnelKey),
    macBindingsOf: (datapath) => macBindings().get(datapath) ?? NONE,
    flowsOf: (datapath) => flows().of(datapath),
    flowsIn: (datapath, isIngress, tableId) => flows().in(datapath, isIngress, tableId),
    dpGroup: (uuid) => tables.Logical_DP_Group.get(uuid),
  };
}

const NONE: readonly never[] = Object.freeze([]);

const byDatapath = ({ datapath }: { readonly datapath: Uuid }): Uuid => datapath;

function indexByKey<R extends { readonly tunnel_key: number }>(
  grouped: ReadonlyMap<Uuid, readonly R[]>,
): ReadonlyMap<Uuid, ReadonlyMap<number, R>> {
  const index = new Map<Uuid, ReadonlyMap<number, R>>();
  for (const [datapath, rows] of grouped) index.set(datapath, new Map(rows.map((row) => [row.tunnel_key, row])));
  return index;
}

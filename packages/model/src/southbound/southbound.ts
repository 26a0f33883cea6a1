import type { Uuid } from "../ovsdb/value.ts";
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
} from "./schema.ts";

/** A Southbound database: typed tables, and the ways to find a row. An index is built when it is first asked for. */
export type Southbound = {
  readonly file: string;
  readonly schemaVersion: string | undefined;
  readonly tables: SouthboundTables;
  /** The row of SB_Global; absent in a snapshot without that table. */
  readonly global: SbGlobal | undefined;
  readonly chassisByName: ReadonlyMap<string, Chassis>;
  readonly portByName: ReadonlyMap<string, PortBinding>;
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
  dpGroup(uuid: Uuid): LogicalDpGroup | undefined;
};

import type { Uuid } from "../ovsdb/value.ts";
import type {
  LogicalRouter,
  LogicalSwitch,
  LogicalSwitchPort,
  LogicalRouterPort,
  NbGlobal,
  NorthboundTables,
} from "./schema.ts";

/** A Northbound database: typed tables, and the ways to find a row. */
export type Northbound = {
  readonly file: string;
  readonly schemaVersion: string | undefined;
  readonly tables: NorthboundTables;
  readonly global: NbGlobal | undefined;
  readonly switchPortByName: ReadonlyMap<string, LogicalSwitchPort>;
  readonly routerPortByName: ReadonlyMap<string, LogicalRouterPort>;
  logicalSwitch(uuid: Uuid): LogicalSwitch | undefined;
  logicalRouter(uuid: Uuid): LogicalRouter | undefined;
};

import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Database, Uuid } from "../ovsdb/value.ts";
import { decodeTables } from "../rows/decode.ts";
import { indexRows } from "../rows/index-rows.ts";
import { lazy } from "../rows/lazy.ts";
import type {
  LogicalRouter,
  LogicalRouterPort,
  LogicalSwitch,
  LogicalSwitchPort,
  NbGlobal,
  NorthboundTables,
} from "./rows.ts";

/** A Northbound database: typed tables, and the ways to find a row. An index is built when it is first asked for. */
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

export function createNorthbound(database: Database, report: (diagnostic: Diagnostic) => void): Northbound {
  const tables = decodeTables("OVN_Northbound", database, report);
  const switchPorts = lazy(() => indexRows(tables.Logical_Switch_Port, "name"));
  const routerPorts = lazy(() => indexRows(tables.Logical_Router_Port, "name"));
  return {
    file: database.file,
    schemaVersion: database.version,
    tables,
    global: tables.NB_Global.values().next().value,
    get switchPortByName() {
      return switchPorts();
    },
    get routerPortByName() {
      return routerPorts();
    },
    logicalSwitch: (uuid) => tables.Logical_Switch.get(uuid),
    logicalRouter: (uuid) => tables.Logical_Router.get(uuid),
  };
}

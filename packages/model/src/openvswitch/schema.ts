import type { DatabaseSpec, RowOf, TablesOf } from "../schema/column.ts";
import { MONITOR_TABLES } from "./monitor.ts";
import { PORT_TABLES } from "./port.ts";
import { SWITCH_TABLES } from "./switch.ts";

/** Every table and column of Open_vSwitch from 3.3 on (ovs-vswitchd.conf.db(5)). */
export const OPEN_VSWITCH = {
  ...SWITCH_TABLES,
  ...PORT_TABLES,
  ...MONITOR_TABLES,
} as const satisfies DatabaseSpec;

export type OpenVswitchTables = TablesOf<typeof OPEN_VSWITCH>;

export type OpenVswitch = RowOf<(typeof OPEN_VSWITCH)["Open_vSwitch"]>;
export type OvsBridge = RowOf<(typeof OPEN_VSWITCH)["Bridge"]>;
export type OvsPort = RowOf<(typeof OPEN_VSWITCH)["Port"]>;
export type OvsInterface = RowOf<(typeof OPEN_VSWITCH)["Interface"]>;
export type OvsQos = RowOf<(typeof OPEN_VSWITCH)["QoS"]>;
export type OvsQueue = RowOf<(typeof OPEN_VSWITCH)["Queue"]>;
export type OvsDatapath = RowOf<(typeof OPEN_VSWITCH)["Datapath"]>;
export type OvsCtZone = RowOf<(typeof OPEN_VSWITCH)["CT_Zone"]>;
export type OvsFlowSampleCollectorSet = RowOf<(typeof OPEN_VSWITCH)["Flow_Sample_Collector_Set"]>;

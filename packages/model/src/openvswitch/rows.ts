import type { RowOf, TablesOf } from "../rows/types.ts";

/** Every table and column of Open_vSwitch that a supported release has. */
export type OpenVswitchTables = TablesOf<"Open_vSwitch">;

type Row<T extends keyof OpenVswitchTables> = RowOf<"Open_vSwitch", T>;

export type OpenVswitch = Row<"Open_vSwitch">;
export type OvsBridge = Row<"Bridge">;
export type OvsPort = Row<"Port">;
export type OvsInterface = Row<"Interface">;
export type OvsQos = Row<"QoS">;
export type OvsQueue = Row<"Queue">;
export type OvsDatapath = Row<"Datapath">;
export type OvsCtZone = Row<"CT_Zone">;
export type OvsFlowSampleCollectorSet = Row<"Flow_Sample_Collector_Set">;

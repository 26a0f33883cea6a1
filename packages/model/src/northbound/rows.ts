import type { RowOf, TablesOf } from "../rows/types.ts";

/** Every table and column of OVN_Northbound that a supported release has. */
export type NorthboundTables = TablesOf<"OVN_Northbound">;

type Row<T extends keyof NorthboundTables> = RowOf<"OVN_Northbound", T>;

export type NbGlobal = Row<"NB_Global">;
export type LogicalSwitch = Row<"Logical_Switch">;
export type LogicalSwitchPort = Row<"Logical_Switch_Port">;
export type NbLoadBalancer = Row<"Load_Balancer">;
export type Acl = Row<"ACL">;
export type LogicalRouter = Row<"Logical_Router">;
export type LogicalRouterPort = Row<"Logical_Router_Port">;
export type LogicalRouterStaticRoute = Row<"Logical_Router_Static_Route">;
export type LogicalRouterPolicy = Row<"Logical_Router_Policy">;
export type Nat = Row<"NAT">;
export type LogicalSwitchPortHealthCheck = Row<"Logical_Switch_Port_Health_Check">;

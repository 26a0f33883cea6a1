import type { DatabaseSpec, RowOf, TablesOf } from "../schema/column.ts";
import { GLOBAL_TABLES } from "./global.ts";
import { POLICY_TABLES } from "./policy.ts";
import { ROUTER_TABLES } from "./router.ts";
import { SWITCH_TABLES } from "./switch.ts";

/** Every table and column of OVN_Northbound from 24.03 on (ovn-nb(5)). */
export const NORTHBOUND = {
  ...GLOBAL_TABLES,
  ...SWITCH_TABLES,
  ...ROUTER_TABLES,
  ...POLICY_TABLES,
} as const satisfies DatabaseSpec;

export type NorthboundTables = TablesOf<typeof NORTHBOUND>;

export type NbGlobal = RowOf<(typeof NORTHBOUND)["NB_Global"]>;
export type LogicalSwitch = RowOf<(typeof NORTHBOUND)["Logical_Switch"]>;
export type LogicalSwitchPort = RowOf<(typeof NORTHBOUND)["Logical_Switch_Port"]>;
export type NbLoadBalancer = RowOf<(typeof NORTHBOUND)["Load_Balancer"]>;
export type Acl = RowOf<(typeof NORTHBOUND)["ACL"]>;
export type LogicalRouter = RowOf<(typeof NORTHBOUND)["Logical_Router"]>;
export type LogicalRouterPort = RowOf<(typeof NORTHBOUND)["Logical_Router_Port"]>;
export type LogicalRouterStaticRoute = RowOf<(typeof NORTHBOUND)["Logical_Router_Static_Route"]>;
export type LogicalRouterPolicy = RowOf<(typeof NORTHBOUND)["Logical_Router_Policy"]>;
export type Nat = RowOf<(typeof NORTHBOUND)["NAT"]>;
export type LogicalSwitchPortHealthCheck = RowOf<(typeof NORTHBOUND)["Logical_Switch_Port_Health_Check"]>;

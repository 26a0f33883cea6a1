import type { DatabaseSpec, RowOf, TablesOf } from "../schema/column.ts";
import { CHASSIS_TABLES } from "./chassis.ts";
import { GLOBAL_TABLES } from "./global.ts";
import { LEARNED_TABLES } from "./learned.ts";
import { LOGICAL_FLOW_TABLES } from "./logical-flow.ts";
import { SERVICE_TABLES } from "./service.ts";
import { TOPOLOGY_TABLES } from "./topology.ts";

/** Every table and column of OVN_Southbound from 24.03 on (ovn-sb(5)). */
export const SOUTHBOUND = {
  ...GLOBAL_TABLES,
  ...CHASSIS_TABLES,
  ...TOPOLOGY_TABLES,
  ...LOGICAL_FLOW_TABLES,
  ...LEARNED_TABLES,
  ...SERVICE_TABLES,
} as const satisfies DatabaseSpec;

export type SouthboundTables = TablesOf<typeof SOUTHBOUND>;

export type SbGlobal = RowOf<(typeof SOUTHBOUND)["SB_Global"]>;
export type Chassis = RowOf<(typeof SOUTHBOUND)["Chassis"]>;
export type ChassisPrivate = RowOf<(typeof SOUTHBOUND)["Chassis_Private"]>;
export type Encap = RowOf<(typeof SOUTHBOUND)["Encap"]>;
export type AddressSet = RowOf<(typeof SOUTHBOUND)["Address_Set"]>;
export type PortGroup = RowOf<(typeof SOUTHBOUND)["Port_Group"]>;
export type LogicalFlow = RowOf<(typeof SOUTHBOUND)["Logical_Flow"]>;
export type LogicalDpGroup = RowOf<(typeof SOUTHBOUND)["Logical_DP_Group"]>;
export type MulticastGroup = RowOf<(typeof SOUTHBOUND)["Multicast_Group"]>;
export type Mirror = RowOf<(typeof SOUTHBOUND)["Mirror"]>;
export type Meter = RowOf<(typeof SOUTHBOUND)["Meter"]>;
export type MeterBand = RowOf<(typeof SOUTHBOUND)["Meter_Band"]>;
export type DatapathBinding = RowOf<(typeof SOUTHBOUND)["Datapath_Binding"]>;
export type PortBinding = RowOf<(typeof SOUTHBOUND)["Port_Binding"]>;
export type MacBinding = RowOf<(typeof SOUTHBOUND)["MAC_Binding"]>;
export type DhcpOptions = RowOf<(typeof SOUTHBOUND)["DHCP_Options"]>;
export type Dhcpv6Options = RowOf<(typeof SOUTHBOUND)["DHCPv6_Options"]>;
export type Connection = RowOf<(typeof SOUTHBOUND)["Connection"]>;
export type Ssl = RowOf<(typeof SOUTHBOUND)["SSL"]>;
export type Dns = RowOf<(typeof SOUTHBOUND)["DNS"]>;
export type RbacRole = RowOf<(typeof SOUTHBOUND)["RBAC_Role"]>;
export type RbacPermission = RowOf<(typeof SOUTHBOUND)["RBAC_Permission"]>;
export type GatewayChassis = RowOf<(typeof SOUTHBOUND)["Gateway_Chassis"]>;
export type HaChassis = RowOf<(typeof SOUTHBOUND)["HA_Chassis"]>;
export type HaChassisGroup = RowOf<(typeof SOUTHBOUND)["HA_Chassis_Group"]>;
export type ControllerEvent = RowOf<(typeof SOUTHBOUND)["Controller_Event"]>;
export type IpMulticast = RowOf<(typeof SOUTHBOUND)["IP_Multicast"]>;
export type IgmpGroup = RowOf<(typeof SOUTHBOUND)["IGMP_Group"]>;
export type ServiceMonitor = RowOf<(typeof SOUTHBOUND)["Service_Monitor"]>;
export type LoadBalancer = RowOf<(typeof SOUTHBOUND)["Load_Balancer"]>;
export type Bfd = RowOf<(typeof SOUTHBOUND)["BFD"]>;
export type Fdb = RowOf<(typeof SOUTHBOUND)["FDB"]>;
export type StaticMacBinding = RowOf<(typeof SOUTHBOUND)["Static_MAC_Binding"]>;
export type ChassisTemplateVar = RowOf<(typeof SOUTHBOUND)["Chassis_Template_Var"]>;
export type EcmpNexthop = RowOf<(typeof SOUTHBOUND)["ECMP_Nexthop"]>;
export type AdvertisedRoute = RowOf<(typeof SOUTHBOUND)["Advertised_Route"]>;
export type LearnedRoute = RowOf<(typeof SOUTHBOUND)["Learned_Route"]>;
export type AclId = RowOf<(typeof SOUTHBOUND)["ACL_ID"]>;
export type AdvertisedMacBinding = RowOf<(typeof SOUTHBOUND)["Advertised_MAC_Binding"]>;

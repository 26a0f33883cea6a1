import type { RowOf, TablesOf } from "../rows/types.ts";

/** Every table and column of OVN_Southbound that a supported release has. */
export type SouthboundTables = TablesOf<"OVN_Southbound">;

type Row<T extends keyof SouthboundTables> = RowOf<"OVN_Southbound", T>;

export type SbGlobal = Row<"SB_Global">;
export type Chassis = Row<"Chassis">;
export type ChassisPrivate = Row<"Chassis_Private">;
export type Encap = Row<"Encap">;
export type AddressSet = Row<"Address_Set">;
export type PortGroup = Row<"Port_Group">;
export type LogicalFlow = Row<"Logical_Flow">;
export type LogicalDpGroup = Row<"Logical_DP_Group">;
export type MulticastGroup = Row<"Multicast_Group">;
export type Mirror = Row<"Mirror">;
export type Meter = Row<"Meter">;
export type MeterBand = Row<"Meter_Band">;
export type DatapathBinding = Row<"Datapath_Binding">;
export type PortBinding = Row<"Port_Binding">;
export type MacBinding = Row<"MAC_Binding">;
export type DhcpOptions = Row<"DHCP_Options">;
export type Dhcpv6Options = Row<"DHCPv6_Options">;
export type Connection = Row<"Connection">;
export type Ssl = Row<"SSL">;
export type Dns = Row<"DNS">;
export type RbacRole = Row<"RBAC_Role">;
export type RbacPermission = Row<"RBAC_Permission">;
export type GatewayChassis = Row<"Gateway_Chassis">;
export type HaChassis = Row<"HA_Chassis">;
export type HaChassisGroup = Row<"HA_Chassis_Group">;
export type ControllerEvent = Row<"Controller_Event">;
export type IpMulticast = Row<"IP_Multicast">;
export type IgmpGroup = Row<"IGMP_Group">;
export type ServiceMonitor = Row<"Service_Monitor">;
export type LoadBalancer = Row<"Load_Balancer">;
export type Bfd = Row<"BFD">;
export type Fdb = Row<"FDB">;
export type StaticMacBinding = Row<"Static_MAC_Binding">;
export type ChassisTemplateVar = Row<"Chassis_Template_Var">;
export type EcmpNexthop = Row<"ECMP_Nexthop">;
export type AdvertisedRoute = Row<"Advertised_Route">;
export type LearnedRoute = Row<"Learned_Route">;
export type AclId = Row<"ACL_ID">;
export type AdvertisedMacBinding = Row<"Advertised_MAC_Binding">;

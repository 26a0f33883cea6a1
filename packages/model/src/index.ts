// Faults and losses in the input, as data.
export { DIAGNOSTICS, type DiagnosticCode, type DiagnosticSpec, type Severity } from "./diagnostic/codes.ts";
export { createDiagnostic, type Diagnostic, type Parsed, type Place } from "./diagnostic/diagnostic.ts";

// OVSDB: bytes to rows.
export {
  type CompareOptions,
  compareDatabases,
  type DatabaseDifference,
  formatDifference,
  joinDatabases,
  mergeEphemeral,
} from "./ovsdb/compare.ts";
export { type DatabaseFormat, detectFormat } from "./ovsdb/detect.ts";
export { type ReadOptions, readDatabase } from "./ovsdb/read.ts";
export type { AtomType, BaseType, ColumnSchema, DatabaseSchema, DatumShape, TableSchema } from "./ovsdb/schema.ts";
export type { Atom, Database, Datum, Row, Table, Uuid } from "./ovsdb/value.ts";

// Addresses, packed.
export {
  formatLogicalAddress,
  type LogicalAddress,
  type OwnedAddresses,
  parseLogicalAddress,
} from "./address/address-list.ts";
export {
  formatIpv4,
  formatIpv4Cidr,
  formatMaskedIpv4,
  isIpv4,
  parseIpv4,
  parseIpv4Cidr,
  parseMaskedIpv4,
} from "./address/ipv4.ts";
export {
  formatIpv6,
  formatIpv6Cidr,
  formatMaskedIpv6,
  isIpv6,
  parseIpv6,
  parseIpv6Cidr,
  parseMaskedIpv6,
} from "./address/ipv6.ts";
export { formatMac, formatMaskedMac, isMac, parseMac, parseMaskedMac } from "./address/mac.ts";
export {
  andWords,
  type Cidr,
  equalWords,
  type MaskedWords,
  maskToPrefix,
  orWords,
  prefixMask,
  type Words,
} from "./address/words.ts";

// Typed rows: one declaration per database.
export type { RowOf, TablesOf, TypedDatabase } from "./rows/types.ts";
export type {
  AclId,
  AddressSet,
  AdvertisedMacBinding,
  AdvertisedRoute,
  Bfd,
  Chassis,
  ChassisPrivate,
  ChassisTemplateVar,
  Connection,
  ControllerEvent,
  DatapathBinding,
  DhcpOptions,
  Dhcpv6Options,
  Dns,
  EcmpNexthop,
  Encap,
  Fdb,
  GatewayChassis,
  HaChassis,
  HaChassisGroup,
  IgmpGroup,
  IpMulticast,
  LearnedRoute,
  LoadBalancer,
  LogicalDpGroup,
  LogicalFlow,
  MacBinding,
  Meter,
  MeterBand,
  Mirror,
  MulticastGroup,
  PortBinding,
  PortGroup,
  RbacPermission,
  RbacRole,
  SbGlobal,
  ServiceMonitor,
  SouthboundTables,
  Ssl,
  StaticMacBinding,
} from "./southbound/rows.ts";
export type { Southbound } from "./southbound/southbound.ts";
export type {
  OpenVswitch,
  OpenVswitchTables,
  OvsBridge,
  OvsCtZone,
  OvsDatapath,
  OvsFlowSampleCollectorSet,
  OvsInterface,
  OvsPort,
  OvsQos,
  OvsQueue,
} from "./openvswitch/rows.ts";
export type {
  Acl,
  LogicalRouter,
  LogicalRouterPolicy,
  LogicalRouterPort,
  LogicalRouterStaticRoute,
  LogicalSwitch,
  LogicalSwitchPort,
  LogicalSwitchPortHealthCheck,
  Nat,
  NbGlobal,
  NbLoadBalancer,
  NorthboundTables,
} from "./northbound/rows.ts";
export type { Northbound } from "./northbound/northbound.ts";

// The linked cluster.
export type { BridgeInterface, IntegrationBridge, TunnelId, TunnelPort } from "./cluster/bridge.ts";
export type { ChassisOvs, ClusterChassis } from "./cluster/chassis.ts";
export type { Cluster, ClusterDatapath, ClusterPort, DatapathKind } from "./cluster/cluster.ts";
export { createCluster } from "./cluster/create.ts";
export { readSetting, SETTING_KEYS, type SettingKey, type SettingValue } from "./cluster/setting.ts";
export type { DefaultVtep, Vtep, Vteps } from "./cluster/vtep.ts";

// Faults and losses in the input, as data.
export { DIAGNOSTICS, type DiagnosticCode, type DiagnosticSpec, type Severity } from "./diagnostic/codes.ts";
export { createDiagnostic, type Diagnostic, type Parsed, type Place } from "./diagnostic/diagnostic.ts";

// OVSDB: bytes to rows.
export { formatColumnType } from "./ovsdb/column-type.ts";
export { type CompareOptions, compareDatabases, type DatabaseDifference, formatDifference } from "./ovsdb/compare.ts";
export { formatDatum, isSameDatum } from "./ovsdb/datum-compare.ts";
export { type DatabaseFormat, detectFormat } from "./ovsdb/detect.ts";
export { joinDatabases, mergeEphemeral } from "./ovsdb/join.ts";
export { type KnownDatabase, type KnownDatabaseName, knownDatabases } from "./ovsdb/known.ts";
export { type ReadOptions, readDatabase } from "./ovsdb/read.ts";
export type { AtomType, BaseType, ColumnSchema, DatabaseSchema, DatumShape, TableSchema } from "./ovsdb/schema.ts";
export { sha1 } from "./ovsdb/sha1.ts";
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
export type { RowOf, TablesOf, TypedDatabase, TypedTable } from "./rows/types.ts";
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
export type { BridgeInterface, IntegrationBridge, TunnelPort } from "./cluster/bridge.ts";
export type { ChassisOvs, ClusterChassis } from "./cluster/chassis.ts";
export type { Cluster } from "./cluster/cluster.ts";
export { createCluster } from "./cluster/create.ts";
export { checkTables } from "./cluster/required-tables.ts";
export { type ClusterDatapath, type DatapathKind, describeDatapath } from "./cluster/datapath.ts";
export type { ClusterPort } from "./cluster/port.ts";
export {
  readFlag,
  readFlagSetting,
  readSetting,
  SETTING_KEYS,
  type SettingKey,
  type SettingValue,
} from "./cluster/setting.ts";
export { formatTunnelId, parseTunnelId, type TunnelId } from "./cluster/tunnel-id.ts";
export { type DefaultVtep, orderByEncapId, type Vtep, type Vteps } from "./cluster/vtep.ts";

// Changes of cells, before anything is worked out.
export { type AppliedChange, applyChanges, type ChangedDatabases } from "./whatif/apply-changes.ts";
export { type Change, formatChange, parseChange, parseUnset } from "./whatif/change.ts";
export { chassisOf } from "./whatif/change-place.ts";
export { type DatabaseEdit, editDatabase } from "./whatif/edit-database.ts";

// How a host routes its encapsulated packets.
export { detectUnderlay } from "./underlay/detect.ts";
export { formatPrefix, parsePrefix, prefixHolds } from "./underlay/prefix.ts";
export { isRuleFor, lookupRoute, type RouteAnswer } from "./underlay/route-lookup.ts";
export { parseIpRoutes } from "./underlay/routes-text.ts";
export { parseIpRules } from "./underlay/rules-text.ts";
export type { IpRoute, IpRule, IpRuleAction, Underlay, UnderlayKind } from "./underlay/underlay.ts";

import { boolean, integer, optional, ref, set, string, strings, weak } from "../schema/column.ts";

/** Bindings and routes, learned or advertised. */
export const LEARNED_TABLES = {
  MAC_Binding: {
    logical_port: string,
    ip: string,
    mac: string,
    timestamp: integer,
    datapath: ref("Datapath_Binding"),
  },
  Static_MAC_Binding: {
    logical_port: string,
    ip: string,
    mac: string,
    override_dynamic_mac: boolean,
    datapath: ref("Datapath_Binding"),
  },
  FDB: {
    mac: string,
    dp_key: integer,
    port_key: integer,
    timestamp: integer,
  },
  IGMP_Group: {
    address: string,
    datapath: optional(weak("Datapath_Binding")),
    chassis: optional(weak("Chassis")),
    ports: set(weak("Port_Binding")),
    chassis_name: string,
    protocol: string,
  },
  ECMP_Nexthop: {
    nexthop: string,
    port: ref("Port_Binding"),
    datapath: ref("Datapath_Binding"),
    mac: string,
    external_ids: strings,
  },
  Advertised_Route: {
    datapath: ref("Datapath_Binding"),
    logical_port: ref("Port_Binding"),
    ip_prefix: string,
    tracked_port: optional(ref("Port_Binding")),
    external_ids: strings,
  },
  Learned_Route: {
    datapath: ref("Datapath_Binding"),
    logical_port: ref("Port_Binding"),
    ip_prefix: string,
    nexthop: string,
    external_ids: strings,
  },
  Advertised_MAC_Binding: {
    datapath: ref("Datapath_Binding"),
    logical_port: ref("Port_Binding"),
    ip: string,
    mac: string,
    external_ids: strings,
  },
} as const;

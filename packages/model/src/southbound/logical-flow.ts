import { integer, optional, ref, set, string, strings, weak } from "../schema/column.ts";

/** Logical flows and what they name. */
export const LOGICAL_FLOW_TABLES = {
  Logical_Flow: {
    logical_datapath: optional(ref("Datapath_Binding")),
    logical_dp_group: optional(ref("Logical_DP_Group")),
    pipeline: string,
    table_id: integer,
    priority: integer,
    match: string,
    actions: string,
    tags: strings,
    controller_meter: optional(string),
    external_ids: strings,
    flow_desc: optional(string),
  },
  Logical_DP_Group: {
    datapaths: set(weak("Datapath_Binding")),
  },
  Address_Set: {
    name: string,
    addresses: set(string),
    options: strings,
  },
  Port_Group: {
    name: string,
    ports: set(string),
  },
  ACL_ID: {
    id: integer,
  },
  Meter: {
    name: string,
    unit: string,
    bands: set(ref("Meter_Band")),
  },
  Meter_Band: {
    action: string,
    rate: integer,
    burst_size: integer,
  },
} as const;

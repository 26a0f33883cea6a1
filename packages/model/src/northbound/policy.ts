import { boolean, integer, optional, ref, set, string, strings, weak } from "../schema/column.ts";

/** Access control and load balancing. */
export const POLICY_TABLES = {
  ACL: {
    name: optional(string),
    priority: integer,
    direction: string,
    match: string,
    action: string,
    log: boolean,
    severity: optional(string),
    meter: optional(string),
    label: integer,
    tier: integer,
    options: strings,
    external_ids: strings,
    sample_new: optional(ref("Sample")),
    sample_est: optional(ref("Sample")),
    network_function_group: optional(ref("Network_Function_Group")),
  },
  Address_Set: {
    name: string,
    addresses: set(string),
    external_ids: strings,
    options: strings,
  },
  Port_Group: {
    name: string,
    ports: set(weak("Logical_Switch_Port")),
    acls: set(ref("ACL")),
    external_ids: strings,
  },
  Load_Balancer: {
    name: string,
    vips: strings,
    protocol: optional(string),
    health_check: set(ref("Load_Balancer_Health_Check")),
    ip_port_mappings: strings,
    selection_fields: set(string),
    options: strings,
    external_ids: strings,
  },
  Load_Balancer_Group: {
    name: string,
    load_balancer: set(weak("Load_Balancer")),
  },
  Load_Balancer_Health_Check: {
    vip: string,
    options: strings,
    external_ids: strings,
  },
  Sample: {
    collectors: set(ref("Sample_Collector")),
    metadata: integer,
  },
  Sample_Collector: {
    id: integer,
    name: string,
    probability: integer,
    set_id: integer,
    external_ids: strings,
  },
  Sampling_App: {
    type: string,
    id: integer,
    external_ids: strings,
  },
} as const;

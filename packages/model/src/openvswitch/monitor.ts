import { boolean, ephemeral, integer, map, optional, ref, set, string, strings, weak } from "../schema/column.ts";

/** Mirrors and flow exporters. */
export const MONITOR_TABLES = {
  Mirror: {
    name: string,
    select_all: boolean,
    select_src_port: set(weak("Port")),
    select_dst_port: set(weak("Port")),
    select_vlan: set(integer),
    output_port: optional(weak("Port")),
    output_vlan: optional(integer),
    snaplen: optional(integer),
    statistics: ephemeral(map(string, integer)),
    external_ids: strings,
    filter: optional(string),
  },
  NetFlow: {
    targets: set(string),
    engine_type: optional(integer),
    engine_id: optional(integer),
    add_id_to_interface: boolean,
    active_timeout: integer,
    external_ids: strings,
  },
  sFlow: {
    targets: set(string),
    sampling: optional(integer),
    polling: optional(integer),
    header: optional(integer),
    agent: optional(string),
    external_ids: strings,
  },
  IPFIX: {
    targets: set(string),
    sampling: optional(integer),
    obs_domain_id: optional(integer),
    obs_point_id: optional(integer),
    cache_active_timeout: optional(integer),
    cache_max_flows: optional(integer),
    stats_interval: optional(integer),
    template_interval: optional(integer),
    other_config: strings,
    external_ids: strings,
  },
  Flow_Sample_Collector_Set: {
    id: integer,
    bridge: ref("Bridge"),
    ipfix: optional(ref("IPFIX")),
    external_ids: strings,
    local_group_id: optional(integer),
  },
} as const;

import { boolean, ephemeral, integer, optional, ref, set, string, strings } from "../schema/column.ts";

/** What holds for the whole Northbound database. */
export const GLOBAL_TABLES = {
  NB_Global: {
    name: string,
    nb_cfg: integer,
    nb_cfg_timestamp: integer,
    sb_cfg: integer,
    sb_cfg_timestamp: integer,
    hv_cfg: integer,
    hv_cfg_timestamp: integer,
    external_ids: strings,
    connections: set(ref("Connection")),
    ssl: optional(ref("SSL")),
    options: strings,
    ipsec: boolean,
  },
  Connection: {
    target: string,
    max_backoff: optional(integer),
    inactivity_probe: optional(integer),
    other_config: strings,
    external_ids: strings,
    is_connected: ephemeral(boolean),
    status: ephemeral(strings),
  },
  SSL: {
    private_key: string,
    certificate: string,
    ca_cert: string,
    bootstrap_ca_cert: boolean,
    ssl_protocols: string,
    ssl_ciphers: string,
    external_ids: strings,
    ssl_ciphersuites: string,
  },
  Copp: {
    name: string,
    meters: strings,
    external_ids: strings,
  },
  Meter: {
    name: string,
    unit: string,
    bands: set(ref("Meter_Band")),
    fair: optional(boolean),
    external_ids: strings,
  },
  Meter_Band: {
    action: string,
    rate: integer,
    burst_size: integer,
    external_ids: strings,
  },
  Chassis_Template_Var: {
    chassis: string,
    variables: strings,
    external_ids: strings,
  },
  Gateway_Chassis: {
    name: string,
    chassis_name: string,
    priority: integer,
    external_ids: strings,
    options: strings,
  },
  HA_Chassis: {
    chassis_name: string,
    priority: integer,
    external_ids: strings,
  },
  HA_Chassis_Group: {
    name: string,
    ha_chassis: set(ref("HA_Chassis")),
    external_ids: strings,
  },
} as const;

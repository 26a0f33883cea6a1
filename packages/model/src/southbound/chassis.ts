import { integer, optional, ref, set, string, strings, weak } from "../schema/column.ts";

/** Chassis, their tunnel endpoints and their rank in high availability. */
export const CHASSIS_TABLES = {
  Chassis: {
    name: string,
    hostname: string,
    encaps: set(ref("Encap")),
    vtep_logical_switches: set(string),
    nb_cfg: integer,
    external_ids: strings,
    other_config: strings,
    transport_zones: set(string),
  },
  Chassis_Private: {
    name: string,
    chassis: optional(weak("Chassis")),
    nb_cfg: integer,
    nb_cfg_timestamp: integer,
    external_ids: strings,
  },
  Encap: {
    type: string,
    options: strings,
    ip: string,
    chassis_name: string,
  },
  HA_Chassis: {
    chassis: optional(weak("Chassis")),
    priority: integer,
    external_ids: strings,
  },
  HA_Chassis_Group: {
    name: string,
    ha_chassis: set(ref("HA_Chassis")),
    ref_chassis: set(weak("Chassis")),
    external_ids: strings,
  },
  Gateway_Chassis: {
    name: string,
    chassis: optional(weak("Chassis")),
    priority: integer,
    external_ids: strings,
    options: strings,
  },
  Chassis_Template_Var: {
    chassis: string,
    variables: strings,
  },
} as const;

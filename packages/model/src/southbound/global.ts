import { boolean, ephemeral, integer, map, optional, ref, set, string, strings, weak } from "../schema/column.ts";

/** What holds for the whole Southbound database, and who may reach it. */
export const GLOBAL_TABLES = {
  SB_Global: {
    nb_cfg: integer,
    external_ids: strings,
    connections: set(ref("Connection")),
    ssl: optional(ref("SSL")),
    options: strings,
    ipsec: boolean,
    nb_cfg_timestamp: integer,
  },
  Connection: {
    target: string,
    max_backoff: optional(integer),
    inactivity_probe: optional(integer),
    read_only: boolean,
    role: string,
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
  RBAC_Role: {
    name: string,
    permissions: map(string, weak("RBAC_Permission")),
  },
  RBAC_Permission: {
    table: string,
    authorization: set(string),
    insert_delete: boolean,
    update: set(string),
  },
} as const;

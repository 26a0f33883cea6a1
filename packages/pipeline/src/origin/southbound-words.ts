import {
  type Cluster,
  type DatapathBinding,
  describeDatapath,
  type RowOf,
  type SouthboundTables,
  type Uuid,
} from "@ovn-sim/model";
import { portKind } from "../chassis/index.ts";
import { joinWords } from "./northbound-words.ts";

type TableName = keyof SouthboundTables;
type SouthboundRow<T extends TableName> = RowOf<"OVN_Southbound", T>;
type Wording = { readonly [T in TableName]?: (row: SouthboundRow<T>, cluster: Cluster) => string };

/** The words for the rows of each table (ovn-sb(5)) that flows are made from, or that people name. */
export const SOUTHBOUND_WORDS: Wording = {
  Port_Binding: (row, cluster) => describePort(row, cluster),
  Datapath_Binding: (row, cluster) => wordsOfDatapath(row.uuid, cluster),
  Multicast_Group: ({ name, datapath }, cluster) => `multicast group ${name} of ${wordsOfDatapath(datapath, cluster)}`,
  IGMP_Group: ({ address, datapath }, cluster) =>
    joinWords(`IGMP group ${address}`, datapath && `of ${wordsOfDatapath(datapath, cluster)}`),
  IP_Multicast: ({ datapath }, cluster) => `IP multicast of ${wordsOfDatapath(datapath, cluster)}`,
  MAC_Binding: ({ ip, mac, logical_port }) => `MAC binding ${ip} at ${mac} behind ${logical_port}`,
  Static_MAC_Binding: ({ ip, mac, logical_port }) => `static MAC binding ${ip} at ${mac} behind ${logical_port}`,
  FDB: ({ mac, dp_key, port_key }, { southbound }) => {
    const datapath = southbound.datapathByKey.get(dp_key);
    const port = datapath === undefined ? undefined : southbound.portByKey(datapath.uuid, port_key)?.logical_port;
    return `learned address ${mac} behind ${port ?? `port ${port_key} of datapath ${dp_key}`}`;
  },
  Load_Balancer: ({ name, uuid }) => `load balancer ${name || uuid}`,
  Chassis: ({ name }) => `chassis ${name}`,
  Chassis_Private: ({ name }) => `chassis ${name}`,
  Encap: ({ chassis_name, ip, type }) => `VTEP ${ip} (${type}) of chassis ${chassis_name}`,
  HA_Chassis_Group: ({ name }) => `HA chassis group ${name}`,
  Gateway_Chassis: ({ name }) => `gateway chassis ${name}`,
  Port_Group: ({ name }) => `port group ${name}`,
  Address_Set: ({ name }) => `address set ${name}`,
  Meter: ({ name }) => `meter ${name}`,
  Mirror: ({ name }) => `mirror ${name}`,
  DNS: ({ records }) => `DNS records of ${records.size} names`,
  DHCP_Options: ({ name, code }) => `DHCP option ${name} (${code})`,
  DHCPv6_Options: ({ name, code }) => `DHCPv6 option ${name} (${code})`,
  Service_Monitor: ({ ip, port, logical_port }) => `service monitor of ${ip}:${port} at ${logical_port}`,
  BFD: ({ dst_ip, logical_port }) => `BFD to ${dst_ip} from ${logical_port}`,
  ECMP_Nexthop: ({ nexthop }) => `ECMP next hop ${nexthop}`,
  Chassis_Template_Var: ({ chassis }) => `template variables of chassis ${chassis}`,
  Learned_Route: ({ ip_prefix, nexthop }) => `learned route ${ip_prefix} via ${nexthop}`,
  Advertised_Route: ({ ip_prefix }) => `advertised route ${ip_prefix}`,
  Logical_Flow: (row) => describeLogicalFlow(row),
  Logical_DP_Group: ({ datapaths }) => `group of ${datapaths.length} datapaths`,
  SB_Global: () => "global options",
};

/** The words for one row; a table without words of its own gives its name. */
export function southboundWords(table: string, row: { readonly uuid: string }, cluster: Cluster): string {
  // A table's entry takes the rows of that table: they are looked up under one name.
  const words = (
    SOUTHBOUND_WORDS as Readonly<Record<string, ((row: unknown, cluster: Cluster) => string) | undefined>>
  )[table];
  return words?.(row, cluster) ?? `${table} ${row.uuid.slice(0, 8)}`;
}

/** `stage ls_in_l2_lkup (northd.c:11255)`: a logical flow by the place that it has, and that it was made at. */
function describeLogicalFlow({ pipeline, table_id, external_ids }: SouthboundRow<"Logical_Flow">): string {
  const source = external_ids.get("source");
  const stage = external_ids.get("stage-name") ?? `${pipeline} table ${table_id}`;
  return joinWords("stage", stage, source && `(${source})`);
}

/** Ports of a switch and of a router go by other names in the Northbound, and a gateway port has none there. */
function describePort(row: SouthboundRow<"Port_Binding">, cluster: Cluster): string {
  const side = cluster.datapath(row.datapath)?.kind;
  const what = portKind(row) === "chassisredirect" ? "gateway" : side === "unknown" ? undefined : side;
  return joinWords(what, "port", row.logical_port);
}

function wordsOfDatapath(uuid: Uuid, cluster: Cluster): string {
  const datapath = cluster.datapath(uuid);
  return datapath === undefined ? `datapath ${uuid.slice(0, 8)}` : describeDatapath(datapath);
}

/** `switch sw1` or `router lr1`, for a datapath by its key. */
export function describeDatapathRow(row: DatapathBinding, cluster: Cluster): string {
  return wordsOfDatapath(row.uuid, cluster);
}

import type { NorthboundTables, RowOf } from "@ovn-sim/model";

/** What people call a row. */
export type Words = {
  readonly title: string;
  /** What else tells it from its like. */
  readonly detail?: string;
  /** What of that is worth saying of a row that has a name of its own. Default: all of it. */
  readonly brief?: string;
};

type TableName = keyof NorthboundTables;
type NorthboundRow<T extends TableName> = RowOf<"OVN_Northbound", T>;
type Wording = { readonly [T in TableName]?: (row: NorthboundRow<T>) => Words };

const quoted = (text: string): string => JSON.stringify(text);
const named = (what: string, name: string | undefined): Words => ({ title: joinWords(what, name) });

/** Words by one space, without those that are missing or empty. */
export function joinWords(...words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined && word !== "").join(" ");
}

/** The words for the rows of each table (ovn-nb(5)) that flows are made from, or that people name. */
export const NORTHBOUND_WORDS: Wording = {
  ACL: ({ name, direction, priority, match }) => ({
    title: joinWords("ACL", name),
    detail: `${direction} ${priority}, ${quoted(match)}`,
    ...(name === undefined || name === "" ? {} : { brief: `priority ${priority}` }),
  }),
  QoS: ({ direction, priority, match }) => ({
    title: `QoS rule ${priority}`,
    detail: `${direction}, ${quoted(match)}`,
  }),
  Logical_Switch: ({ name, uuid }) => named("switch", name || uuid),
  Logical_Router: ({ name, uuid }) => named("router", name || uuid),
  Logical_Switch_Port: ({ name }) => named("switch port", name),
  Logical_Router_Port: ({ name }) => named("router port", name),
  Load_Balancer: ({ name, uuid }) => named("load balancer", name || uuid),
  Load_Balancer_Group: ({ name }) => named("load balancer group", name),
  Load_Balancer_Health_Check: ({ vip }) => named("health check of", vip),
  Logical_Router_Static_Route: ({ ip_prefix, nexthop, policy, output_port, route_table }) => ({
    title: joinWords(
      policy === "src-ip" ? "static route from" : "static route",
      ip_prefix,
      nexthop === "discard" ? "to nowhere" : joinWords(nexthop === "" ? "" : "via", nexthop),
    ),
    ...detailOf(output_port && `out of ${output_port}`, route_table && `table ${route_table}`),
  }),
  Logical_Router_Policy: ({ priority, match, action, nexthop, nexthops }) => ({
    title: `policy ${priority}`,
    detail: `${quoted(match)} ${joinWords(action, [...nexthops, nexthop].filter(Boolean).join(", "))}`,
  }),
  NAT: ({ type, external_ip, logical_ip, match }) => ({
    title: joinWords("NAT", type, external_ip),
    ...detailOf(`inside ${logical_ip}`, match && quoted(match)),
  }),
  DHCP_Options: ({ cidr }) => named("DHCP options for", cidr),
  DHCP_Relay: ({ name }) => named("DHCP relay", name),
  DNS: ({ records }) => ({ title: "DNS records", detail: listOfSome([...records.keys()]) }),
  Forwarding_Group: ({ name, vip }) => ({ title: joinWords("forwarding group", name), detail: vip }),
  Port_Group: ({ name }) => named("port group", name),
  Address_Set: ({ name }) => named("address set", name),
  Meter: ({ name }) => named("meter", name),
  Mirror: ({ name }) => named("mirror", name),
  Mirror_Rule: ({ priority, match, action }) => ({
    title: `mirror rule ${priority}`,
    detail: `${quoted(match)} ${action}`,
  }),
  Network_Function: ({ name }) => named("network function", name),
  Network_Function_Group: ({ name }) => named("network function group", name),
  Static_MAC_Binding: ({ ip, mac, logical_port }) => ({
    title: `static MAC binding ${ip} at ${mac}`,
    detail: logical_port,
  }),
  BFD: ({ dst_ip, logical_port }) => ({ title: `BFD to ${dst_ip}`, detail: logical_port }),
  Copp: ({ name }) => named("control plane protection", name),
  HA_Chassis_Group: ({ name }) => named("HA chassis group", name),
  Gateway_Chassis: ({ name }) => named("gateway chassis", name),
  Chassis_Template_Var: ({ chassis }) => named("template variables of chassis", chassis),
  Sample: ({ metadata }) => named("sample", String(metadata)),
  NB_Global: () => ({ title: "global options" }),
};

/** The words for one row; a table without words of its own gives its name. */
export function northboundWords(table: string, row: { readonly uuid: string }): Words {
  // A table's entry takes the rows of that table: they are looked up under one name.
  const words = (NORTHBOUND_WORDS as Readonly<Record<string, ((row: unknown) => Words) | undefined>>)[table];
  return words?.(row) ?? { title: `${table} ${row.uuid.slice(0, 8)}` };
}

function detailOf(...parts: readonly (string | undefined)[]): { readonly detail?: string } {
  const told = parts.filter((part) => part !== undefined && part !== "");
  return told.length === 0 ? {} : { detail: told.join(", ") };
}

/** How many names are worth reading. */
const NAMES_SHOWN = 3;

function listOfSome(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

import { createDiagnostic, type Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Database } from "../ovsdb/value.ts";

type Tables = {
  /** Without one of these no answer about the cluster is whole. */
  readonly needed: readonly string[];
  /** What a few flows depend on. */
  readonly useful: readonly string[];
};

/** Tables that every release from 24.03 has, and that decide flows. A database file has them all; a dump may not. */
const TABLES: ReadonlyMap<string, Tables> = new Map([
  [
    "OVN_Southbound",
    {
      needed: [
        "SB_Global",
        "Chassis",
        "Encap",
        "Datapath_Binding",
        "Port_Binding",
        "Multicast_Group",
        "Logical_Flow",
        "Logical_DP_Group",
      ],
      useful: [
        "Address_Set",
        "Port_Group",
        "MAC_Binding",
        "Static_MAC_Binding",
        "FDB",
        "HA_Chassis_Group",
        "HA_Chassis",
        "Load_Balancer",
        "DHCP_Options",
        "DHCPv6_Options",
        "DNS",
        "Meter",
        "Meter_Band",
        "IP_Multicast",
        "IGMP_Group",
        "Chassis_Template_Var",
      ],
    },
  ],
  ["Open_vSwitch", { needed: ["Open_vSwitch", "Bridge", "Port", "Interface"], useful: [] }],
]);

/** Says which of the tables that flows are made of a database does not carry, as a dump of some tables may not. */
export function checkTables({ name, file, tables }: Database): readonly Diagnostic[] {
  const known = TABLES.get(name);
  if (known === undefined) return [];
  const needed = known.needed.filter((table) => !tables.has(table));
  const useful = known.useful.filter((table) => !tables.has(table));
  const hint = `add a dump of them, or of the whole database: ovsdb-client dump --format=json ${name}`;
  const describe = (missing: readonly string[]): string =>
    `${name} has no table${missing.length === 1 ? "" : "s"} ${missing.join(", ")} here`;
  const notes: Diagnostic[] = [];
  if (needed.length > 0) {
    const message = `${describe(needed)}; what depends on ${needed.length === 1 ? "it" : "them"} is missing from every answer`;
    notes.push(createDiagnostic("OVN2005", { file }, message, hint));
  }
  if (useful.length > 0) {
    const message = `${describe(useful)}; the cluster is taken to have none of ${useful.length === 1 ? "its" : "their"} rows`;
    notes.push(createDiagnostic("OVN2006", { file }, message, hint));
  }
  return notes;
}

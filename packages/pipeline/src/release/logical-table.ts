import type { ReleaseProfile } from "./profile.ts";

/** A table of a logical pipeline, as Logical_Flow has it in `pipeline` and `table_id`. */
export type LogicalTable = { readonly pipeline: "ingress" | "egress"; readonly tableId: number };

/** The logical table that an OpenFlow table is; undefined for those that are none. */
export function logicalTableOf(table: number, { tables }: ReleaseProfile): LogicalTable | undefined {
  const { logicalIngress, largePacketDetect, logicalEgress, saveInport } = tables;
  if (table >= logicalIngress && table < largePacketDetect)
    return { pipeline: "ingress", tableId: table - logicalIngress };
  if (table >= logicalEgress && table < saveInport) return { pipeline: "egress", tableId: table - logicalEgress };
  return undefined;
}

/** More than a switch has tables. */
const TABLES = 256;

/** A table of a datapath, by the datapath's tunnel key, as one number. */
export function tableKey(datapathKey: number, table: number): number {
  return datapathKey * TABLES + table;
}

import type { Uuid } from "../ovsdb/value.ts";
import type { DatapathBinding } from "../southbound/rows.ts";

export type DatapathKind = "switch" | "router" | "unknown";

/** A logical datapath with its names. */
export type ClusterDatapath = {
  readonly row: DatapathBinding;
  readonly kind: DatapathKind;
  /** `external_ids:name`, which OVN uses in the names of conntrack zones; else the row's UUID. */
  readonly name: string;
  /** `external_ids:name2`: the name that a CMS shows to people, where `name` is its own identifier. */
  readonly alias: string | undefined;
  /** The UUID of the Logical_Switch or Logical_Router of the Northbound. */
  readonly northboundUuid: Uuid | undefined;
};

const KINDS: readonly (readonly [type: string, kind: DatapathKind])[] = [
  ["logical-switch", "switch"],
  ["logical-router", "router"],
];

/** Names a datapath: by its columns `type` and `nb_uuid` (25.09 on), else by its external ids. */
export function createDatapath(row: DatapathBinding): ClusterDatapath {
  const { external_ids: ids } = row;
  const [type, kind] = KINDS.find(([key]) => row.type === key) ??
    KINDS.find(([key]) => ids.has(key)) ?? ["", "unknown"];
  const name = ids.get("name") ?? row.uuid;
  return { row, kind, name, alias: ids.get("name2"), northboundUuid: row.nb_uuid ?? ids.get(type) };
}

/** A datapath for people, such as `switch node1` or `router 3f1c… (edge)`. */
export function describeDatapath({ kind, name, alias }: ClusterDatapath): string {
  const what = kind === "unknown" ? "datapath" : kind;
  return alias === undefined || alias === name ? `${what} ${name}` : `${what} ${name} (${alias})`;
}

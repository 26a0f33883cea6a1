import type { PortBinding } from "@ovn-sim/model";

/** What a row of Port_Binding is to ovn-controller (ovn-sb(5), Port_Binding `type` and `parent_port`). */
export type PortKind =
  | "vif"
  | "container"
  | "mirror"
  | "patch"
  | "chassisredirect"
  | "l3gateway"
  | "l2gateway"
  | "localnet"
  | "localport"
  | "virtual"
  | "external"
  | "remote"
  | "vtep"
  | "unknown";

const KIND_BY_TYPE: ReadonlyMap<string, PortKind> = new Map(
  (
    [
      "mirror",
      "patch",
      "chassisredirect",
      "l3gateway",
      "l2gateway",
      "localnet",
      "localport",
      "virtual",
      "external",
      "remote",
      "vtep",
    ] as const
  ).map((type) => [type, type]),
);

/** An empty type is a VIF, or a container when the row names its parent. */
export function portKind(row: PortBinding): PortKind {
  const { type } = row;
  return kindOfType(type, type === "" ? row.parent_port : undefined);
}

/** {@link portKind} of columns at hand. */
export function kindOfType(type: string, parent: string | undefined): PortKind {
  if (type !== "") return KIND_BY_TYPE.get(type) ?? "unknown";
  return parent === undefined || parent === "" ? "vif" : "container";
}

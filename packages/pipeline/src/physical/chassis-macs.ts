import type { Action } from "../openflow/index.ts";
import type { PhysicalContext } from "./context.ts";

/** The conjunction that joins "from a MAC address of another chassis" with "by a localnet port". */
export const CHASSIS_MAC_CONJUNCTION = 100;

/** Marks a flow as one side of {@link CHASSIS_MAC_CONJUNCTION}. */
export function isClauseOf(side: "chassis" | "localnet"): Action {
  return { kind: "conjunction", id: CHASSIS_MAC_CONJUNCTION, clause: side === "chassis" ? 1 : 2, clauses: 2 };
}

/** Knows the MAC addresses that other chassis send with on physical networks (`ovn-chassis-mac-mappings`). */
export function lowerChassisMacs(context: PhysicalContext): void {
  const { view, tables } = context;
  for (const chassis of view.cluster.chassis.values()) {
    if (chassis === view.chassis) continue;
    for (const mac of chassis.macMappings.values()) {
      const match = context.match().set("dl_src", mac).build();
      const source = { table: "Chassis", uuid: chassis.row.uuid };
      context.addShared(tables.physicalToLogical, 180, match, [isClauseOf("chassis")], source);
    }
  }
}

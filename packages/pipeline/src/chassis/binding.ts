import type { ClusterChassis, PortBinding } from "@ovn-sim/model";

/** Whether a chassis may bind a port, and as what (ovn-nb(5), Logical_Switch_Port `options:requested-chassis`). */
export type BindingRight = "main" | "additional" | "none";

/**
 * What a chassis may bind a port as: the first chassis that the port requests is the main one, the others
 * are additional; a port that requests none may be bound by any.
 */
export function bindingRight(chassis: ClusterChassis, port: PortBinding): BindingRight {
  if (port.requested_chassis === chassis.row.uuid) return "main";
  if (port.requested_additional_chassis.includes(chassis.row.uuid)) return "additional";
  const requested = (port.options.get("requested-chassis") ?? "").split(",").filter((name) => name !== "");
  if (requested.length === 0) return "main";
  const place = requested.findIndex((name) => name === chassis.name || name === chassis.row.hostname);
  if (place < 0) return "none";
  return place === 0 ? "main" : "additional";
}

/** Whether a port is bound to a chassis, as its main or an additional one. */
export function isBoundTo(port: PortBinding, chassis: ClusterChassis): boolean {
  return port.chassis === chassis.row.uuid || port.additional_chassis.includes(chassis.row.uuid);
}

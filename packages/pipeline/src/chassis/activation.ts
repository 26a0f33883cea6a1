import type { ClusterChassis, ClusterPort } from "@ovn-sim/model";

/**
 * Whether a port's traffic passes on a chassis: on the one that it is bound to, and on a further one unless that waits for
 * a sign of life of it (ovn-nb(5), `options:activation-strategy`).
 */
export function isActivated({ chassis, row }: ClusterPort, on: ClusterChassis): boolean {
  if (chassis === on || (row.options.get("activation-strategy") ?? "") === "") return true;
  return (row.options.get("additional-chassis-activated") ?? "").split(",").includes(on.name);
}

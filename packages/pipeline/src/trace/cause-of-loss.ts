import type { Cluster, ClusterPort } from "@ovn-sim/model";
import { isActivated, portKind } from "../chassis/index.ts";
import type { Station } from "./station.ts";

/**
 * What the cluster lacks for a packet to reach a port at all, as far as the configuration says it; undefined when
 * nothing is lacking, and flows decided.
 */
export function causeOfLoss(
  cluster: Cluster,
  start: Station,
  source: ClusterPort | undefined,
  wanted: string,
): string | undefined {
  const to = cluster.port(wanted);
  if (to === undefined) return undefined;
  if (source?.name === to.name) return "a port does not get its own packets back";
  if (source !== undefined && !isActivated(source, start.view.chassis)) {
    const strategy = source.row.options.get("activation-strategy") ?? "";
    return `${source.name} is not active yet on ${start.name}, one of its further chassis (options:activation-strategy=${strategy})`;
  }
  const kind = portKind(to.row);
  if (to.chassis === undefined) {
    return kind === "vif" || kind === "container" ? `${to.name} is bound to no chassis` : undefined;
  }
  if (to.chassis.name === start.name) return undefined;
  if (source?.row.type === "localport") return "packets of a localport do not leave its chassis";
  const hasTunnel = start.view.usesFlowTunnels || (start.view.tunnelsTo.get(to.chassis.name)?.length ?? 0) > 0;
  return hasTunnel ? undefined : `${start.name} has no tunnel to ${to.chassis.name}`;
}

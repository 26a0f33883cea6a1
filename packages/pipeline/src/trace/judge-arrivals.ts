import type { Cluster } from "@ovn-sim/model";
import type { TraceDelivery, TraceHop, TraceTunnel } from "./types.ts";

type Way = {
  readonly hops: readonly TraceHop[];
  readonly tunnels: readonly TraceTunnel[];
  readonly deliveries: readonly TraceDelivery[];
};

/**
 * Looks at the tunnels whose destination address nothing asked for, now that it is known which interface
 * the packet was for (rule 3 of DESIGN): a port that is reached through a gateway may have a VTEP of its own
 * that the choice did not regard.
 */
export function judgeArrivals(cluster: Cluster, way: Way): readonly TraceTunnel[] {
  return way.tunnels.map((tunnel, index) =>
    tunnel.whyKind.destination === "any" ? judge(cluster, way, tunnel, index) : tunnel,
  );
}

function judge(cluster: Cluster, way: Way, tunnel: TraceTunnel, index: number): TraceTunnel {
  const hop = way.hops.findIndex((one) => one.tunnel === index);
  const delivered = way.deliveries.find((delivery) => delivery.hop === hop);
  if (hop < 0 || delivered === undefined) return tunnel;
  const own = cluster.port(delivered.logicalPort)?.encap?.ip;
  if (own === undefined) return tunnel;
  const isOwn = own === tunnel.destinationIp;
  const verdict = isOwn
    ? `it happens to be that of ${delivered.logicalPort}`
    : `the VTEP of ${delivered.logicalPort}, which the packet is for, is ${own}`;
  return {
    ...tunnel,
    why: { ...tunnel.why, destination: `${tunnel.why.destination}; ${verdict}` },
    asConfigured: tunnel.asConfigured && isOwn,
  };
}

import type { Cluster } from "@ovn-sim/model";
import type { Trace } from "../trace/types.ts";
import { checkBum, isBumKind } from "./check-bum.ts";
import { checkUnicast } from "./check-unicast.ts";
import { notJudged, type Verdict } from "./finding.ts";
import { isActive, isEndpoint, isLocalport } from "./ports.ts";

/**
 * Holds a trace against the five rules of the tunnels, stated from the configuration alone: interfaces'
 * `encap-ip`, the chassis's addresses and default, Port_Binding and Multicast_Group rows. Nothing of how a compiler
 * selects tunnels is used, so that it judges compiled flows and installed ones alike. The trace must be one
 * between two ports, or from a port to `broadcast`, `unknown` or `multicast`.
 */
export function checkTraceRules(cluster: Cluster, trace: Trace): Verdict {
  if (trace.from === undefined || trace.to === undefined) return notJudged("the trace is not one between ports");
  const source = cluster.port(trace.from);
  const home = cluster.chassis.get(trace.hops[0]?.chassis ?? "");
  if (source === undefined || home === undefined) return notJudged(`${trace.from} is no port of the cluster`);
  if (!isEndpoint(source)) return notJudged(`${source.name} is no interface (its type is ${source.row.type})`);
  if (isLocalport(source) && !isActive(cluster, source, home)) {
    return notJudged(`${home.name} has no other port of the switch of ${source.name}, and so no flows for it`);
  }
  const destination = cluster.port(trace.to);
  if (destination === undefined) {
    return isBumKind(trace.to) ? checkBum(cluster, trace, source, trace.to) : notJudged(`${trace.to} is no port`);
  }
  if (!isEndpoint(destination)) {
    return notJudged(`${destination.name} is no interface (its type is ${destination.row.type})`);
  }
  return checkUnicast(cluster, trace, { source, destination }, home);
}

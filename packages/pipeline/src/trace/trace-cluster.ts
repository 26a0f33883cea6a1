import type { Cluster, Parsed } from "@ovn-sim/model";
import type { TraceRequest } from "./request.ts";
import { createTracer, type TracerOptions } from "./tracer.ts";
import type { Trace } from "./types.ts";

/**
 * Follows one packet through a cluster. For more than one, {@link createTracer} compiles each chassis once.
 */
export function traceCluster(cluster: Cluster, request: TraceRequest, options: TracerOptions = {}): Parsed<Trace> {
  return createTracer(cluster, options).trace(request);
}

import type { Trace, TraceHop, TraceView } from "@ovn-sim/pipeline";

/** Whether a view tells of logical stages: the tracer must then be asked for them. */
export function tellsLogical(view: TraceView): boolean {
  return view === "logical" || view === "both";
}

/** A trace for programs with what a view tells of each chassis: `steps` are OpenFlow's, `logical` the logical stages. */
export function traceInView(trace: Trace, view: TraceView): object {
  const inView = (other: Trace): object => traceInView(other, view);
  const { reply, others } = trace;
  return {
    ...trace,
    hops: trace.hops.map((hop) => hopInView(hop, view)),
    controller: trace.controller.map((told) => (told.made === undefined ? told : { ...told, made: inView(told.made) })),
    ...(reply === undefined ? {} : { reply: inView(reply) }),
    ...(others === undefined ? {} : { others: others.map(inView) }),
  };
}

function hopInView({ steps, logical, ...hop }: TraceHop, view: TraceView): object {
  return {
    ...hop,
    ...(view === "openflow" || view === "both" ? { steps } : {}),
    ...(logical !== undefined && tellsLogical(view) ? { logical } : {}),
  };
}

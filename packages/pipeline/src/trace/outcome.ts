import type { Trace, TraceTunnel } from "./types.ts";

/** A sentence about how a trace ended, and whether it is good news. */
export type OutcomeLine = { readonly level: "good" | "open" | "bad"; readonly text: string };

/** How a trace ended, in sentences: what was delivered, and whether the VTEPs are those of the configuration. */
export function describeOutcome(trace: Omit<Trace, "outcome">): OutcomeLine[] {
  const refused: readonly OutcomeLine[] =
    trace.mismatch === undefined ? [] : [{ level: "bad", text: `Not taken: ${trace.mismatch}.` }];
  return [describeDelivery(trace), ...refused, ...describeVteps(trace), ...describeReply(trace)];
}

function describeDelivery(trace: Omit<Trace, "outcome">): OutcomeLine {
  const { deliveries, tunnels, to, cause } = trace;
  if (deliveries.length === 0) {
    const left = trace.departures[0];
    if (left !== undefined) {
      const where = left.toChassis === undefined ? "the overlay" : "this availability zone";
      return { level: "open", text: `Not delivered to a port: it leaves ${where}.` };
    }
    const keeper =
      trace.drops.length > 0 ? undefined : trace.controller.findLast(({ ifLargerThan }) => ifLargerThan === undefined);
    if (keeper !== undefined) {
      const by = keeper.by === undefined ? "" : `, as ${keeper.by} says`;
      return { level: "open", text: `Not delivered: ovn-controller ${keeper.text}${by}.` };
    }
    const told = cause ?? describeCulprit(trace);
    return { level: "bad", text: told === undefined ? "Not delivered." : `Not delivered: ${told}.` };
  }
  const names = deliveries.map(({ logicalPort }) => logicalPort);
  const isBum = tunnels.some(({ bum }) => bum) || to === "broadcast" || to === "unknown" || to === "multicast";
  if (!isBum && to !== undefined && !names.includes(to)) {
    return { level: "bad", text: `Not delivered to ${to}, but to ${names.join(", ")}.` };
  }
  if (names.length === 1) return { level: "good", text: "Delivered once." };
  const text = `Delivered to ${names.length} ports: ${listSome(names)}.`;
  return { level: isBum ? "good" : "open", text };
}

/** A flood may come to thousands of ports: the trace has a delivery for each. */
const MOST_NAMED = 24;

function listSome(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return names.join(", ");
  return `${names.slice(0, MOST_NAMED).join(", ")} and ${names.length - MOST_NAMED} more`;
}

function describeReply({ reply, noReply }: Omit<Trace, "outcome">): OutcomeLine[] {
  if (noReply !== undefined) return [{ level: "open", text: `No answer is traced: ${noReply}.` }];
  if (reply === undefined) return [];
  if (reply.mismatch !== undefined)
    return [{ level: "bad", text: `The answer arrives and is not taken: ${reply.mismatch}.` }];
  const { level, text } = describeDelivery(reply);
  return [{ level, text: `The answer: ${text.charAt(0).toLowerCase()}${text.slice(1)}` }];
}

/** Who dropped the packet, when its last copy was dropped by something that has a name. */
function describeCulprit({ drops }: Omit<Trace, "outcome">): string | undefined {
  const by = drops.at(-1)?.by;
  return by === undefined ? undefined : `dropped by ${by}`;
}

function describeVteps(trace: Omit<Trace, "outcome">): OutcomeLine[] {
  if (trace.tunnels.length === 0) {
    const arrived = trace.deliveries.length > 0 || trace.departures.length > 0;
    return arrived ? [{ level: "good", text: "No tunnel was needed." }] : [];
  }
  const judged = trace.tunnels.filter(({ bum }) => !bum);
  if (judged.length === 0) return [{ level: "good", text: "BUM: any VTEP may be used." }];
  if (judged.length === 1) return [describeCrossing(judged[0]!, "")];
  return judged.map((tunnel) => describeCrossing(tunnel, ` (${tunnel.fromChassis} to ${tunnel.toChassis})`));
}

function describeCrossing(tunnel: TraceTunnel, which: string): OutcomeLine {
  const { source, destination } = tunnel.whyKind;
  const pair = `${tunnel.sourceIp} ==> ${tunnel.destinationIp}`;
  if (source === "fallback" || destination === "fallback") {
    return { level: "bad", text: `OVN fell back silently to ${pair}${which}: no tunnel has the configured pair.` };
  }
  if (source === "passed-over") {
    const text = `OVN passed over the tunnel of the configured pair silently: ${pair} was taken${which}.`;
    return { level: "bad", text };
  }
  if (!tunnel.asConfigured)
    return { level: "bad", text: `The VTEPs ${pair}${which} are not those of the configuration.` };
  if (!tunnel.determined) {
    return {
      level: "open",
      text: `Allowed${which}, but OVN chose ${tunnel.destinationIp} silently: the configuration asks for no VTEP there.`,
    };
  }
  if (source === "unread-key") {
    const text = `The source's VTEP stands under a key that nobody reads, so ${tunnel.sourceIp} was used${which}.`;
    return { level: "bad", text };
  }
  if (source === "first-of-list") {
    return {
      level: "open",
      text: `Allowed${which}: the source has no VTEP of its own, and ${tunnel.sourceIp} comes first on ${tunnel.fromChassis}.`,
    };
  }
  return { level: "good", text: `Both VTEPs are the configured ones${which}.` };
}

import type { ClusterPort } from "@ovn-sim/model";
import type { FlowKey } from "../openflow/index.ts";
import { answerPacket } from "./answer-packet.ts";
import { BackendChooser } from "./backend-choice.ts";
import { describeEnd } from "./describe-packet.ts";
import type { Landing } from "./follow.ts";
import { finishTrace, type Journey, type JourneyOptions, traceJourney } from "./journey.ts";
import type { Trace } from "./types.ts";
import { enterChassis } from "./wire.ts";

/** The answer's trace, or why there is none. */
export type Reply = Pick<Trace, "reply" | "noReply"> & { readonly notes: Journey["notes"] };

/**
 * Traces the answer from who got the packet, with the connections that the packet has left on each chassis. Of several
 * who got it, the first answers.
 */
export function traceReply(
  journey: Journey,
  asked: FlowKey,
  asker: ClusterPort | undefined,
  options: JourneyOptions,
): Reply {
  const { landings } = journey.followed;
  const landing = landings.find(({ port }) => port?.name === journey.trace.to) ?? landings[0];
  if (landing === undefined) return { noReply: "nobody got the packet", notes: [] };
  const key = answerPacket(landing.key);
  if (typeof key === "string") return { noReply: key, notes: [] };
  const { station, ofPort, port } = landing;
  const start = {
    station,
    key: enterChassis(key, ofPort),
    tunnel: undefined,
    source: port,
    ...(port === undefined ? { cameBy: "came from outside the overlay" } : {}),
  };
  const title = {
    ends: { from: port?.name ?? station.portName(ofPort), ...(asker === undefined ? {} : { to: asker.name }) },
    assumptions: assumptionsOf(landings),
  };
  const answered = traceJourney(start, title, { ...options, isKnown: true, chooser: new BackendChooser({}) });
  const arrived = answered.followed.landings.find((end) => end.port?.name === asker?.name && end.port !== undefined);
  const mismatch = arrived === undefined ? undefined : describeMismatch(asked, arrived.key);
  const trace = mismatch === undefined ? answered.trace : { ...answered.trace, mismatch };
  return { reply: finishTrace(trace), notes: answered.notes };
}

/** Who asks takes an answer only from where it sent the packet to: translated back on its way, that is. */
function describeMismatch(asked: FlowKey, answer: FlowKey): string | undefined {
  const wanted = describeEnd(asked, "destination");
  const found = describeEnd(answer, "source");
  return wanted === found ? undefined : `it comes from ${found}, and ${wanted} was asked`;
}

function assumptionsOf(landings: readonly Landing[]): readonly string[] {
  return [
    "conntrack knows only what the first packet left on each chassis",
    ...(landings.length > 1 ? [`${landings.length} copies arrived, and one answer is traced`] : []),
  ];
}

import type { Diagnostic } from "@ovn-sim/model";
import { BackendChooser, describeFreeChoices } from "./backend-choice.ts";
import { runAhead } from "./controller/run-ahead.ts";
import { describePacket } from "./describe-packet.ts";
import { type Arrival, type Followed, type FollowGround, followPacket, type FollowOptions } from "./follow.ts";
import { describeOutcome } from "./outcome.ts";
import { joinTrace, type ToldTrace } from "./told-forms.ts";
import type { Trace } from "./types.ts";

/** Packets of ovn-controller's that cause another are followed this far. */
const MOST_MADE = 4;

/** What a packet's journey is told with, besides what becomes of it. */
export type JourneyTitle = {
  /** Whose packet it is, and for whom. */
  readonly ends: Pick<Trace, "from" | "to">;
  readonly cause?: string | undefined;
  readonly assumptions: readonly string[];
};

/** What is the same for every journey of a tracer's packets. */
export type JourneyGround = FollowGround & {
  /** What is predicted of the chassis that a packet has come to. */
  readonly predictionsOf: (chassis: readonly string[]) => readonly string[];
};

export type JourneyOptions = Omit<FollowOptions, "chooser" | "outline" | "ground"> & {
  readonly ground: JourneyGround;
  readonly chooser: BackendChooser | undefined;
};

/** Of a packet that ovn-controller makes. */
const UNTITLED: JourneyTitle = { ends: {}, assumptions: [] };

/** A packet's whole journey, and what is left of it for who goes on. */
export type Journey = {
  readonly trace: ToldTrace;
  readonly followed: Followed;
  readonly notes: readonly Diagnostic[];
};

/** Follows a packet, and the packets that ovn-controller makes of it, and tells of them. */
export function traceJourney(start: Arrival, title: JourneyTitle, options: JourneyOptions, made = 0): Journey {
  const notes: Diagnostic[] = [];
  const traceMade = (next: Arrival): Trace => {
    const chooser = options.chooser === undefined ? undefined : new BackendChooser({});
    const journey = traceJourney(next, UNTITLED, { ...options, chooser }, made + 1);
    notes.push(...journey.notes);
    return finishTrace(journey.trace);
  };
  const followed = followPacket(start, options, made < MOST_MADE ? traceMade : undefined);
  notes.push(...followed.notes);
  const choices = options.chooser?.choices ?? [];
  const { hops, tunnels, deliveries, departures, drops, controller, ties } = followed;
  const summary = describePacket(
    start.start?.actions === undefined ? start.key : runAhead(start.key, start.start.actions),
  );
  const { packet } = hops[0]!;
  const assumptions = [
    ...title.assumptions,
    ...options.ground.predictionsOf(hops.map((hop) => hop.chassis)),
    ...followed.assumptions,
    ...describeFreeChoices(choices),
  ];
  const way = { summary, packet, hops, tunnels, deliveries, departures, drops, controller, choices, ties, assumptions };
  return { trace: joinTrace(title.ends, title.cause, way), followed, notes };
}

/** Adds how it ended, to the trace itself: nobody has it yet. */
export function finishTrace(trace: ToldTrace): Trace {
  const finished: { -readonly [K in keyof Trace]?: Trace[K] } = trace;
  finished.outcome = describeOutcome(trace).map(({ text }) => text);
  return finished as Trace;
}

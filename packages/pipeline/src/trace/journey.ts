import type { Diagnostic } from "@ovn-sim/model";
import { BackendChooser, describeFreeChoices } from "./backend-choice.ts";
import { runAhead } from "./controller/run-ahead.ts";
import { describePacket } from "./describe-packet.ts";
import { type Arrival, type Followed, followPacket, type FollowOptions } from "./follow.ts";
import { describeOutcome } from "./outcome.ts";
import type { Trace } from "./types.ts";

/** Packets of ovn-controller's that cause another are followed this far. */
const MOST_MADE = 4;

/** What a packet's journey is told with, besides what becomes of it. */
export type JourneyTitle = {
  readonly from?: string;
  readonly to?: string;
  readonly cause?: string | undefined;
  readonly assumptions?: readonly string[];
};

export type JourneyOptions = Omit<FollowOptions, "traceMade" | "chooser" | "outline"> & {
  readonly chooser: BackendChooser | undefined;
  /** What is predicted of the chassis that a packet has come to. */
  readonly predictionsOf: (chassis: readonly string[]) => readonly string[];
};

/** A packet's whole journey, and what is left of it for who goes on. */
export type Journey = {
  readonly trace: Omit<Trace, "outcome">;
  readonly followed: Followed;
  readonly notes: readonly Diagnostic[];
};

/** Follows a packet, and the packets that ovn-controller makes of it, and tells of them. */
export function traceJourney(start: Arrival, title: JourneyTitle, options: JourneyOptions, made = 0): Journey {
  const notes: Diagnostic[] = [];
  const traceMade = (next: Arrival): Trace => {
    const chooser = options.chooser === undefined ? undefined : new BackendChooser({});
    const journey = traceJourney(next, {}, { ...options, chooser }, made + 1);
    notes.push(...journey.notes);
    return finishTrace(journey.trace);
  };
  const followed = followPacket(start, made < MOST_MADE ? { ...options, traceMade } : options);
  notes.push(...followed.notes);
  const { from, to, cause, assumptions = [] } = title;
  const choices = options.chooser?.choices ?? [];
  const trace: Omit<Trace, "outcome"> = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    summary: describePacket(start.start?.actions === undefined ? start.key : runAhead(start.key, start.start.actions)),
    packet: followed.hops[0]!.packet,
    hops: followed.hops,
    tunnels: followed.tunnels,
    deliveries: followed.deliveries,
    departures: followed.departures,
    drops: followed.drops,
    controller: followed.controller,
    choices,
    ties: followed.ties,
    ...(cause === undefined ? {} : { cause }),
    assumptions: [
      ...assumptions,
      ...options.predictionsOf(followed.hops.map((hop) => hop.chassis)),
      ...followed.assumptions,
      ...describeFreeChoices(choices),
    ],
  };
  return { trace, followed, notes };
}

/** Adds how it ended. */
export function finishTrace(trace: Omit<Trace, "outcome">): Trace {
  return { ...trace, outcome: describeOutcome(trace).map(({ text }) => text) };
}

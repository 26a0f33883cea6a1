import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { ConntrackState, LearnedFlows } from "../machine/index.ts";
import { BackendChooser, type Wish } from "./backend-choice.ts";
import { CtSteps, parseCtStates } from "./ct-states.ts";
import type { Arrival, ChassisMemory } from "./follow.ts";
import { finishTrace, type JourneyOptions, type JourneyTitle, traceJourney } from "./journey.ts";
import { traceReply } from "./reply.ts";
import type { TraceVariations } from "./request.ts";
import type { Trace } from "./types.ts";

/** More ways than this through the groups are not traced. */
const MOST_WAYS = 256;
const EVERY = "all";

/** Traces a packet as its variations ask: with given states of conntrack, its answer, the members of groups. */
export function traceVariations(
  start: Arrival,
  title: JourneyTitle,
  variations: TraceVariations,
  { ground, oneHop }: Pick<JourneyOptions, "ground" | "oneHop">,
): Parsed<Trace> {
  const { ct, reply = false, lbBackend } = variations;
  if (reply && ct !== undefined && ct.length > 0)
    return failed(
      "OVN6513",
      "conntrack's states cannot be given when the answer is traced",
      "leave out --ct or --reply",
    );
  if (reply && oneHop)
    return failed("OVN6513", "a packet that stops at one chassis has no answer", "leave out --one-hop or --reply");
  const states = parseCtStates(ct ?? []);
  if (!states.ok) return states;
  const notes = new Set<Diagnostic>();
  const traceWay = (chooser: BackendChooser | undefined): Trace => {
    const options: JourneyOptions = {
      ground,
      oneHop,
      chooser,
      ct: states.value.length === 0 ? undefined : new CtSteps(states.value),
      memoryOf: oneHop ? undefined : createMemories(),
    };
    const journey = traceJourney(start, title, options);
    for (const note of journey.notes) notes.add(note);
    const unused = options.ct?.left.length ?? 0;
    const used =
      unused === 0
        ? journey.trace
        : { ...journey.trace, assumptions: [...journey.trace.assumptions, tellUnused(states.value.length, unused)] };
    if (!reply) return finishTrace(used);
    const { notes: more, ...answered } = traceReply(journey, start.key, start.source, options);
    for (const note of more) notes.add(note);
    return finishTrace({ ...used, ...answered });
  };
  if (lbBackend === EVERY) {
    const [first, ...others] = everyWay(traceWay);
    return { ok: true, value: others.length === 0 ? first! : { ...first!, others }, notes: [...notes] };
  }
  const chooser = oneHop && lbBackend === undefined ? undefined : new BackendChooser({ member: lbBackend });
  const trace = traceWay(chooser);
  if (chooser?.isFound === false) return failed("OVN6512", describeMissing(lbBackend!, chooser), HINT);
  return { ok: true, value: trace, notes: [...notes] };
}

/** One trace for each combination of members of the groups on the way. */
function everyWay(traceWay: (chooser: BackendChooser) => Trace): Trace[] {
  const traces: Trace[] = [];
  let wish: Wish | undefined = { script: [] };
  while (wish !== undefined) {
    const chooser = new BackendChooser(wish);
    const trace = traceWay(chooser);
    const next = chooser.nextScript();
    const isLast = traces.length === MOST_WAYS - 1;
    const cut = `the packet has more ways than ${MOST_WAYS} through the groups that it meets; the others are left out`;
    traces.push(isLast && next !== undefined ? { ...trace, assumptions: [...trace.assumptions, cut] } : trace);
    wish = next === undefined || isLast ? undefined : { script: next };
  }
  return traces;
}

function createMemories(): (chassis: string) => ChassisMemory {
  const memories = new Map<string, ChassisMemory>();
  return (chassis) => {
    let memory = memories.get(chassis);
    if (memory === undefined)
      memories.set(chassis, (memory = { conntrack: new ConntrackState(), learned: new LearnedFlows() }));
    return memory;
  };
}

function tellUnused(given: number, unused: number): string {
  const [states, steps] = [plural(given, "state"), plural(given - unused, "ct step")];
  return `${states} of conntrack given, and the packet meets no more than ${steps}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const NO_GROUP = "the packet meets no load balancer and no ECMP group";
const HINT = "name one of them, or all";

function describeMissing(wanted: string, { choices }: BackendChooser): string {
  if (choices.length === 0) return `${NO_GROUP}, so there is no member ${JSON.stringify(wanted)} to take`;
  const members = new Set(choices.flatMap((choice) => choice.members));
  return `no group that the packet meets has the member ${JSON.stringify(wanted)}, expected one of ${[...members].join(", ")}`;
}

function failed(code: "OVN6512" | "OVN6513", message: string, hint: string): Parsed<Trace> {
  return { ok: false, errors: [createDiagnostic(code, {}, message, hint)] };
}

import type { RunResult } from "../machine/index.ts";
import { type FlowKey, formatMicroflow } from "../openflow/index.ts";
import type { StepRecorder } from "./recorder.ts";
import type { Station } from "./station.ts";
import type { TraceHop, TraceOutput, TraceStep } from "./types.ts";

const NOTHING: readonly never[] = Object.freeze([]);

/** What left by which ports, by their names. */
export function tellOutputs({ outputs }: RunResult, station: Station): readonly TraceOutput[] {
  return outputs.map(({ ofPort }) => ({ ofPort, port: station.portName(ofPort) }));
}

/** A packet at the door of a chassis, and the index of the tunnel that it came by. */
type Door = { readonly station: Station; readonly key: FlowKey; readonly tunnel: number | undefined };

/** A run that was listened to. */
type Listened = { readonly recorder: StepRecorder; readonly run: RunResult };

/** A hop of which nothing is told but where it was; what else there is of it is put in words when it is asked for. */
export class OutlinedHop implements TraceHop {
  readonly #arrival: Door;
  readonly #listened: Listened | undefined;
  readonly ofPort: number;
  readonly tunnel?: number;

  constructor(arrival: Door, ofPort: number, listened: Listened | undefined) {
    this.#arrival = arrival;
    this.#listened = listened;
    this.ofPort = ofPort;
    if (arrival.tunnel !== undefined) this.tunnel = arrival.tunnel;
  }

  get chassis(): string {
    return this.#arrival.station.name;
  }

  get inPort(): string {
    return this.#arrival.station.portName(this.ofPort);
  }

  get packet(): string {
    return formatMicroflow(this.#arrival.key);
  }

  get steps(): readonly TraceStep[] {
    return this.#listened?.recorder.finish() ?? NOTHING;
  }

  get outputs(): readonly TraceOutput[] {
    return this.#listened === undefined ? NOTHING : tellOutputs(this.#listened.run, this.#arrival.station);
  }

  get finalPacket(): string {
    const final = this.#listened?.recorder.finalKey;
    return final === undefined ? "" : formatMicroflow(final);
  }

  get key(): FlowKey {
    return this.#arrival.key;
  }
}

/** The packet of an outlined hop as it came in, for who would else read it from its text; absent of any other hop. */
export function keyOfHop(hop: TraceHop): FlowKey | undefined {
  return hop instanceof OutlinedHop ? hop.key : undefined;
}

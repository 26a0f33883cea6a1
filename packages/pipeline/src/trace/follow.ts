import { type Cluster, type ClusterPort, createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import {
  ASSUMPTIONS,
  type ConntrackState,
  type ControllerPunt,
  CT_STATE,
  type Drop,
  DROP_REASONS,
  type LearnedFlows,
  type Output,
  type RunOptions,
  type StepSink,
  runPacket,
  type Where,
  type RunResult,
} from "../machine/index.ts";
import { FIELDS, type Flow, type FlowKey, formatActions, formatMicroflow, readField } from "../openflow/index.ts";
import type { Origins } from "../origin/index.ts";
import { isMulticastMatch } from "../physical/index.ts";
import type { BackendChooser } from "./backend-choice.ts";
import { explainPunt } from "./controller/explain-punt.ts";
import type { Sent } from "./controller/punt.ts";
import type { CtSteps } from "./ct-states.ts";
import {
  type Crossing,
  destinationOf,
  encapIdOf,
  explainDestination,
  explainSource,
  type Verdict,
} from "./crossing.ts";
import { culpritOf } from "./culprit.ts";
import type { HeardStep } from "./heard-step.ts";
import { judgeArrivals } from "./judge-arrivals.ts";
import type { LogicalStages } from "./logical-stages.ts";
import { logicalSteps } from "./logical-view/logical-steps.ts";
import { datapathName } from "./names.ts";
import { OutlinedHop, tellOutputs } from "./outlined-hop.ts";
import { StepRecorder } from "./recorder.ts";
import { joinHop } from "./told-forms.ts";
import type { PortEnd, Station } from "./station.ts";
import type { StepWords } from "./step-words.ts";
import type {
  Trace,
  TraceController,
  TraceDelivery,
  TraceDeparture,
  TraceDrop,
  TraceHop,
  TraceTie,
  TraceTunnel,
} from "./types.ts";
import { carryOverWire, ownerOf, tunnelInPort, tunnelKeyOf, type Wire, wireOf } from "./wire.ts";

/** A copy that was forwarded this often between chassis goes round in a loop. */
const MOST_IN_A_ROW = 128;

/** All copies together visit no more chassis than this, or a flood of a large cluster's each so often: they would double for ever. */
const MOST_HOPS = 1024;
const MOST_VISITS = 16;

/** A packet at the door of a chassis. */
export type Arrival = {
  readonly station: Station;
  readonly key: FlowKey;
  /** Index of the tunnel that it came by. */
  readonly tunnel: number | undefined;
  /** The logical port that it came in by, when it came by no tunnel. */
  readonly source: ClusterPort | undefined;
  /** How it came, in words, when it came neither by a logical port nor by a tunnel. */
  readonly cameBy?: string;
  /** Where the run begins, when it does not begin in table 0. */
  readonly start?: Pick<RunOptions, "actions" | "rest">;
  /** The packet is one of ovn-controller's. */
  readonly isMade?: boolean;
};

type Waiting = {
  readonly arrival: Arrival;
  /** How many hops lie before it. */
  readonly before: number;
  /** The hop that sent it. */
  readonly from: number;
};

/** What conntrack and learning flows have left behind on one chassis. */
export type ChassisMemory = { readonly conntrack: ConntrackState; readonly learned: LearnedFlows };

/** Where a copy of the packet left the simulated network: what an answer starts from. */
export type Landing = {
  readonly station: Station;
  readonly ofPort: number;
  readonly key: FlowKey;
  /** The logical port that got it; undefined for a bridge of the host. */
  readonly port: ClusterPort | undefined;
};

/** What is the same for every packet of a tracer. */
export type FollowGround = {
  readonly cluster: Cluster;
  readonly stationOf: (chassis: string) => Parsed<Station>;
  readonly stages: LogicalStages;
  readonly origins: Origins;
  readonly words: StepWords;
  /** Tell each hop's logical stages as well. */
  readonly logical: boolean;
  /** See {@link StationOptions.prefer}. */
  readonly prefer: ReadonlySet<bigint> | undefined;
};

export type FollowOptions = {
  readonly ground: FollowGround;
  /** Stop at the outputs of the first chassis. */
  readonly oneHop: boolean;
  /** What earlier packets have left behind, and where this one leaves its own. */
  readonly memoryOf?: ((chassis: string) => ChassisMemory) | undefined;
  /** The packet is not the first that conntrack sees. */
  readonly isKnown?: boolean;
  readonly ct?: CtSteps | undefined;
  /** Takes the members of groups; without one, the switch does. */
  readonly chooser?: BackendChooser | undefined;
  /**
   * Follow without telling of reasons, for who follows very many packets: `bare` without steps too, `heard` with steps that
   * are told when they are asked for.
   */
  readonly outline?: "bare" | "heard";
};

/** What became of a packet and of all its copies. */
export type Followed = {
  readonly hops: readonly TraceHop[];
  readonly tunnels: readonly TraceTunnel[];
  readonly deliveries: readonly TraceDelivery[];
  readonly departures: readonly TraceDeparture[];
  readonly drops: readonly TraceDrop[];
  readonly controller: readonly TraceController[];
  readonly ties: readonly TraceTie[];
  readonly landings: readonly Landing[];
  readonly assumptions: ReadonlySet<string>;
  readonly notes: readonly Diagnostic[];
};

/** Traces a packet that ovn-controller makes. */
export type TraceMade = (start: Arrival) => Trace;

/**
 * Follows a packet and all its copies from where it enters the first chassis to the ends of their ways. Without `traceMade`,
 * packets that ovn-controller makes are told of alone.
 */
export function followPacket(first: Arrival, options: FollowOptions, traceMade?: TraceMade): Followed {
  const follower = new Follower(options, traceMade);
  follower.follow(first);
  return follower.finish();
}

class Follower {
  readonly hops: TraceHop[] = [];
  readonly tunnels: TraceTunnel[] = [];
  readonly deliveries: TraceDelivery[] = [];
  readonly departures: TraceDeparture[] = [];
  readonly drops: TraceDrop[] = [];
  readonly controller: TraceController[] = [];
  readonly ties: TraceTie[] = [];
  readonly landings: Landing[] = [];
  readonly assumptions = new Set<string>();
  readonly notes: Diagnostic[] = [];
  readonly #options: FollowOptions;
  readonly #ground: FollowGround;
  readonly #traceMade: TraceMade | undefined;
  readonly #waiting: Waiting[] = [];
  /** How many hops lie before each hop on the way of its copy. */
  readonly #before: number[] = [];

  constructor(options: FollowOptions, traceMade: TraceMade | undefined) {
    this.#options = options;
    this.#traceMade = traceMade;
    this.#ground = options.ground;
  }

  follow(first: Arrival): void {
    this.#waiting.push({ arrival: first, before: 0, from: 0 });
    const most = Math.max(MOST_HOPS, MOST_VISITS * this.#ground.cluster.chassis.size);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { arrival, before, from } = next;
      const { name: chassis } = arrival.station;
      if (before >= MOST_IN_A_ROW) {
        const reason = `the packet goes round in a loop (${MOST_IN_A_ROW} hops)`;
        this.drops.push({ hop: from, chassis, table: 0, reason });
      } else if (this.hops.length >= most) {
        const reason = `copies of the packet go round in a loop (${most} hops): the others are left out`;
        this.drops.push({ hop: from, chassis, table: 0, reason });
        return;
      } else {
        this.#before[this.hops.length] = before;
        this.#runHop(arrival);
      }
    }
  }

  /** Has a copy wait that a hop has sent. */
  #wait(arrival: Arrival, from: number): void {
    this.#waiting.push({ arrival, before: this.#before[from]! + 1, from });
  }

  finish(): Followed {
    const { hops, deliveries, departures, drops, controller, ties, landings, assumptions, notes } = this;
    const tunnels = this.#options.outline !== undefined ? this.tunnels : judgeArrivals(this.#ground.cluster, this);
    return { hops, tunnels, deliveries, departures, drops, controller, ties, landings, assumptions, notes };
  }

  #runHop(arrival: Arrival): void {
    const { station, key } = arrival;
    const { words } = this.#ground;
    const hop = this.hops.length;
    const ofPort = readField(key, FIELDS.in_port);
    if (this.#options.outline === "bare") {
      const run = runPacket(station.bridge, key, this.#runOptions(hop, arrival, undefined));
      this.hops.push(new OutlinedHop(arrival, ofPort, undefined));
      return this.#take(hop, arrival, run, undefined);
    }
    const recorder = new StepRecorder({ profile: station.view.profile, words, portName: station.portName });
    const run = runPacket(station.bridge, key, this.#runOptions(hop, arrival, recorder));
    const isOutlined = this.#options.outline === "heard";
    this.hops.push(
      isOutlined ? new OutlinedHop(arrival, ofPort, { recorder, run }) : this.#tell(arrival, ofPort, recorder, run),
    );
    this.#take(hop, arrival, run, recorder);
  }

  #tell(arrival: Arrival, ofPort: number, recorder: StepRecorder, run: RunResult): TraceHop {
    const { cluster, stages, origins, logical } = this.#ground;
    const { station, key, tunnel, start, isMade } = arrival;
    const packet = formatMicroflow(key);
    return joinHop({
      chassis: station.name,
      inPort: station.portName(ofPort),
      ofPort,
      packet,
      tunnel,
      madeBy: isMade === true ? "ovn-controller" : undefined,
      resumed: start?.rest === undefined ? undefined : true,
      steps: recorder.finish(),
      logical: logical ? logicalSteps(recorder.heard, { cluster, stages, origins }) : undefined,
      outputs: tellOutputs(run, station),
      finalPacket: recorder.finalKey === undefined ? packet : formatMicroflow(recorder.finalKey),
    });
  }

  /** Notes what a run has led to, and follows its outputs; without a recorder nobody knows by which steps. */
  #take(hop: number, arrival: Arrival, run: RunResult, recorder: StepRecorder | undefined): void {
    const { station } = arrival;
    this.#noteAssumptions(station, run);
    this.#noteUnsupported(station, run);
    this.#noteTies(hop, station, run);
    const isGone = this.#handOver(hop, arrival, run, recorder?.heard ?? []);
    this.#noteDrops(hop, station, run, recorder?.heard ?? [], isGone);
    const steps = recorder?.outputSteps((pass) => run.passes[pass]?.discarded !== undefined) ?? [];
    run.outputs.forEach((output, index) => {
      this.#leave(hop, arrival, { output, step: steps[index] ?? 0 }, station.endOf(output.ofPort));
    });
  }

  #runOptions(hop: number, { station, start }: Arrival, sink: StepSink | undefined): RunOptions {
    const { memoryOf, ct, chooser } = this.#options;
    const { prefer } = this.#ground;
    const options: { -readonly [K in keyof RunOptions]: RunOptions[K] } = { ...start };
    if (memoryOf !== undefined) {
      const { conntrack, learned } = memoryOf(station.name);
      options.conntrack = conntrack;
      options.learned = learned;
    }
    if (prefer !== undefined) options.prefer = prefer;
    if (ct !== undefined) options.ctNext = ct.left;
    if (chooser !== undefined) options.selectBucket = chooser.selectorFor(hop, station.name);
    if (sink !== undefined) options.sink = sink;
    return options;
  }

  /** Tells what ovn-controller does with what it gets, and sends on what it sends; true when it keeps the packet. */
  #handOver(hop: number, arrival: Arrival, run: RunResult, heard: readonly HeardStep[]): boolean {
    const { oneHop } = this.#options;
    const { cluster } = this.#ground;
    const { station } = arrival;
    let isGone = false;
    for (const punt of run.controllers) {
      const { what, text, sent, assumption, isNotice } = explainPunt(cluster, punt);
      const { ifLargerThan } = punt;
      if (isNotice !== true && ifLargerThan === undefined) isGone = true;
      const next =
        sent === undefined || oneHop || ifLargerThan !== undefined ? undefined : arrivalOf(arrival, sent, punt);
      const isOwn = next?.isMade !== true;
      if (next !== undefined && assumption !== undefined) this.assumptions.add(`${station.name}: ${assumption}`);
      if (next !== undefined && isOwn) this.#wait(next, hop);
      const made = next === undefined || isOwn ? undefined : this.#traceMade?.(next);
      const by = what === "reject" ? this.#culpritAt(heard, punt) : undefined;
      this.controller.push({
        hop,
        chassis: station.name,
        table: punt.table,
        action: formatActions([{ kind: "controller", args: punt.args }]),
        what,
        text,
        ...(ifLargerThan === undefined ? {} : { ifLargerThan }),
        ...(made === undefined ? {} : { made }),
        ...(by === undefined ? {} : { by }),
      });
    }
    return isGone;
  }

  /** Who decided what became of the packet at a place of a run, by a name that people know. */
  #culpritAt(heard: readonly HeardStep[], { table, flow }: Where): string | undefined {
    const at = heard.findLastIndex((step) => step.table === table && step.flow === flow);
    return at < 0 ? undefined : culpritOf(heard, at, this.#ground);
  }

  #noteAssumptions(station: Station, run: RunResult): void {
    for (const { kind, subject } of run.assumptions) {
      const about = subject === 0 ? "" : ` (${station.portName(subject)})`;
      this.assumptions.add(`${station.name}: ${ASSUMPTIONS[kind]}${about}`);
    }
    const { ct, isKnown } = this.#options;
    const tracked = run.passes.filter(({ resumed }) => resumed !== undefined);
    const found = tracked.slice(ct?.left.length ?? 0);
    ct?.take(tracked.length);
    if (isKnown !== true && found.some(({ resumed }) => (resumed!.ctState & CT_STATE.new) !== 0)) {
      const why =
        ct === undefined
          ? "conntrack knows no connection of this packet, so each ct step finds it new"
          : `the states of ct steps are given for the first ${ct.given} alone: others find the packet new`;
      this.assumptions.add(`${station.name}: ${why}`);
    }
  }

  #noteTies(hop: number, station: Station, run: RunResult): void {
    for (const { table, flows, taken } of run.ties) {
      const cookies = flows.map(({ cookie }) => `0x${cookie.toString(16)}`);
      const cookie = `0x${taken.cookie.toString(16)}`;
      this.ties.push({ hop, chassis: station.name, table, priority: taken.priority, cookies, taken: cookie });
      const text = `table ${table}: flows of equal priority select the packet (cookies ${cookies.join(", ")}): a switch takes any; ${cookie} is taken (--prefer takes another)`;
      this.assumptions.add(`${station.name}: ${text}`);
    }
  }

  #noteUnsupported(station: Station, run: RunResult): void {
    for (const { action, table } of run.unsupported) {
      const message = `table ${table}: the machine does not know the action ${action}`;
      const hint = UNSUPPORTED_HINTS.get(action) ?? "the trace may be wrong after this step";
      this.notes.push(createDiagnostic("OVN6508", { chassis: station.name }, message, hint));
    }
  }

  /** A whole pass that was discarded is told always; the end of the packet itself only when nothing left the chassis. */
  #noteDrops(hop: number, station: Station, run: RunResult, heard: readonly HeardStep[], isGone: boolean): void {
    for (const { discarded, table } of run.passes) {
      if (discarded !== undefined) this.#drop(hop, station, table, DROP_REASONS[discarded].text, undefined, undefined);
    }
    if (run.outputs.length > 0 || isGone) return;
    const whole = run.drops.filter((drop) => !drop.copy);
    const last = (whole.length > 0 ? whole : run.drops).at(-1) ?? afterNotices(heard);
    if (last === undefined) return;
    const at = heard.findLastIndex((step) => step.table === last.table && step.flow === last.flow);
    const by = at < 0 ? undefined : culpritOf(heard, at, this.#ground);
    const what = last.action === undefined ? "" : ` ${last.action}`;
    this.#drop(hop, station, last.table, `${DROP_REASONS[last.reason].text}${what}`, last.flow, by);
  }

  #drop(
    hop: number,
    station: Station,
    table: number,
    reason: string,
    flow: Flow | undefined,
    by: string | undefined,
  ): void {
    const { cluster, stages } = this.#ground;
    const datapath = metadataOf(flow);
    const stage = stages.stageOf(table, datapath)?.stage;
    this.drops.push({
      hop,
      chassis: station.name,
      table,
      reason,
      ...(datapath === 0 ? {} : { datapath: datapathName(cluster, datapath) }),
      ...(stage === undefined ? {} : { stage }),
      ...(by === undefined ? {} : { by }),
    });
  }

  #leave(hop: number, arrival: Arrival, { output, step }: Leaving, end: PortEnd): void {
    const { cluster } = this.#ground;
    const chassis = arrival.station.name;
    const { ofPort } = output;
    switch (end.kind) {
      case "interface": {
        const named = destinationOf(cluster, output.key);
        const logicalPort = named !== undefined && isCarriedBy(named, end.logicalPort) ? named.name : end.logicalPort;
        this.deliveries.push({ hop, step, chassis, logicalPort, interface: end.name, ofPort });
        this.landings.push({ station: arrival.station, ofPort, key: output.key, port: cluster.port(logicalPort) });
        return;
      }
      case "bridge": {
        const network = cluster.southbound.portByName.get(end.localnet)?.options.get("network_name");
        this.departures.push({ hop, step, chassis, port: end.name, ofPort, network });
        this.landings.push({ station: arrival.station, ofPort, key: output.key, port: undefined });
        return;
      }
      case "other":
        this.departures.push({ hop, step, chassis, port: end.name, ofPort, network: undefined });
        return;
      case "tunnel":
      case "flow-tunnel": {
        const { wire, assumption } = wireOf(end, output.key, arrival.station);
        if (assumption !== undefined) this.assumptions.add(assumption);
        this.#cross(hop, arrival, { output, step }, wire);
      }
    }
  }

  #cross(hop: number, arrival: Arrival, { output, step }: Leaving, wire: Wire): void {
    const { cluster } = this.#ground;
    const { station } = arrival;
    const to = ownerOf(cluster, wire.destinationIp);
    const bum = output.flow !== undefined && isMulticastMatch(output.flow.match);
    const encapId = encapIdOf(output.key);
    let source: Verdict = UNTOLD;
    let destination: Verdict = UNTOLD;
    if (this.#options.outline === undefined) {
      const crossing: Crossing = {
        from: station.view.chassis,
        to,
        sourceIp: wire.sourceIp,
        destinationIp: wire.destinationIp,
        encapId,
        bum,
        source: arrival.source,
        cameBy: arrival.cameBy ?? "came by a tunnel",
        destination: bum ? undefined : destinationOf(cluster, output.key),
        hasTunnel: (local, remote) =>
          station.view.tunnels.some(
            (one) =>
              one.localIp === local && (remote === undefined ? one.chassis === to?.name : one.remoteIp === remote),
          ),
      };
      source = explainSource(crossing);
      destination = explainDestination(crossing);
    }
    const tunnel = this.tunnels.length;
    this.tunnels.push({
      hop,
      step,
      fromChassis: station.name,
      toChassis: to?.name ?? "",
      type: wire.type,
      port: wire.port,
      ofPort: output.ofPort,
      sourceIp: wire.sourceIp,
      destinationIp: wire.destinationIp,
      encapId,
      tunnelKey: tunnelKeyOf(output.key),
      bum,
      why: { source: source.text, destination: destination.text },
      whyKind: { source: source.kind, destination: destination.kind },
      asConfigured: source.asConfigured && destination.asConfigured,
      determined: bum || destination.kind !== "any",
    });
    if (this.#options.oneHop) return;
    if (to === undefined) {
      const reason = `no chassis of the snapshot has the VTEP ${wire.destinationIp}`;
      this.drops.push({ hop, chassis: station.name, table: output.table, reason });
    } else if (to.isRemote) {
      const { ofPort } = output;
      this.departures.push({
        hop,
        step,
        chassis: station.name,
        port: wire.port,
        ofPort,
        network: undefined,
        toChassis: to.name,
      });
    } else this.#arrive(hop, to.name, wire, output.key, tunnel);
  }

  #arrive(hop: number, chassis: string, wire: Wire, sent: FlowKey, tunnel: number): void {
    const station = this.#ground.stationOf(chassis);
    if (!station.ok) {
      this.notes.push(...station.errors);
      return;
    }
    const inPort = tunnelInPort(station.value, wire);
    if (inPort === undefined) {
      const reason = `${chassis} has no ${wire.type} tunnel port for ${wire.sourceIp} ==> ${wire.destinationIp}`;
      this.drops.push({ hop, chassis, table: 0, reason });
      return;
    }
    const key = carryOverWire(sent, wire, inPort);
    this.#wait({ station: station.value, key, tunnel, source: undefined }, hop);
  }
}

/** The packet that ovn-controller sends, at the switch's door. */
function arrivalOf({ station, source, cameBy }: Arrival, sent: Sent, punt: ControllerPunt): Arrival | undefined {
  const { key, isAnother } = sent;
  if (sent.kind === "resume" && punt.rest === undefined) return undefined;
  const start = sent.kind === "resume" ? { rest: punt.rest! } : { actions: sent.actions };
  if (!isAnother)
    return { station, key, tunnel: undefined, source, start, ...(cameBy === undefined ? {} : { cameBy }) };
  return { station, key, tunnel: undefined, source: undefined, cameBy: "made by ovn-controller", start, isMade: true };
}

/** Where a packet ended of which ovn-controller has only had notice. */
function afterNotices(heard: readonly HeardStep[]): Pick<Drop, "table" | "flow" | "reason" | "action"> | undefined {
  const last = heard.at(-1);
  if (last === undefined) return undefined;
  return { table: last.table, flow: last.flow, reason: last.flow === undefined ? "no-match" : "no-output" };
}

/** What a switch does where the machine cannot. */
const UNSUPPORTED_HINTS: ReadonlyMap<string, string> = new Map([
  ["output:NORMAL", "the switch forwards it by the MAC addresses that it has learned, which a snapshot does not hold"],
  ["bundle(hrw)", "the switch chooses one of several live members by a hash of the packet"],
]);

const UNTOLD = { kind: "unknown", text: "", asConfigured: true } as const;

/** An output, and the index of the step that made it. */
type Leaving = { readonly output: Output; readonly step: number };

/** The datapath that a flow matches on, 0 when it matches on none. */
function metadataOf(flow: Flow | undefined): number {
  if (flow === undefined) return 0;
  const low = FIELDS.metadata.word + FIELDS.metadata.words - 1;
  const at = flow.match.shape.words.indexOf(low);
  return at < 0 ? 0 : flow.match.values[at]!;
}

/** Whether the interface that is one logical port also carries another: itself, or a nested container's. */
function isCarriedBy(port: ClusterPort, interfacePort: string): boolean {
  return port.name === interfacePort || port.parent?.logical_port === interfacePort;
}

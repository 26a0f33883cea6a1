import {
  createBridge,
  createTracer,
  type FlowKey,
  parseMicroflow,
  runPacket,
  type Trace,
  type TraceHop,
  type Tracer,
  type TraceStep,
} from "@ovn-sim/pipeline";
import type { BenchCase, BenchSuite, Scale } from "../bench-case.ts";
import { describeShape, flatShape, kubeShape, peersShape, routedShape, type Shape } from "../generate/shape.ts";
import { compile, must, snapshotOf } from "../snapshot.ts";

const DIFFERENT_PACKETS = 100;
const MOST_TRIED = 2000;
const RUNS_OF_EACH = 10;

type Packet = {
  readonly from: string;
  readonly to: string;
  readonly chassis: string;
  readonly flow: string;
  readonly key: FlowKey;
};

/**
 * Packets from the chassis's own ports to those of one other, as the tracer itself would send them: each further chassis
 * would have to be compiled first.
 */
function packetsOf(shape: Shape, tracer: Tracer): readonly Packet[] {
  const { chassis, localPorts, neighbourPorts } = snapshotOf(shape).files;
  const packets: Packet[] = [];
  for (let i = 0; packets.length < DIFFERENT_PACKETS && i < MOST_TRIED; i++) {
    const from = localPorts[i % localPorts.length]!;
    const to = neighbourPorts[(i * 7 + Math.floor(i / localPorts.length)) % neighbourPorts.length]!;
    const trace = must(tracer.trace({ kind: "ports", from, to }));
    // A policy lets through a part of the ports only.
    if (trace.deliveries.length !== 1) continue;
    const flow = trace.hops[0]!.packet;
    packets.push({ from, to, chassis, flow, key: must(parseMicroflow(flow)) });
  }
  if (packets.length === 0) throw new Error(`no port of ${chassis} reaches the next chassis`);
  return packets;
}

/** Reads a text to its end: what V8 has only noted as the sum of others is put together. */
function readText(text: string | undefined): number {
  return text === undefined || text === "" ? 0 : text.length + text.charCodeAt(text.length - 1);
}

/** Reads every member that a step may have: what is only made when it is read counts. */
function readSteps(steps: readonly TraceStep[]): number {
  let read = 0;
  for (const {
    table,
    depth,
    parent = 0,
    flow,
    datapath,
    pipeline,
    stage,
    logicalMatch,
    northbound,
    effects,
  } of steps) {
    read += table + depth + parent;
    if (flow !== undefined)
      read += flow.priority + readText(flow.cookie) + readText(flow.match) + readText(flow.actions);
    read += readText(datapath) + readText(pipeline) + readText(stage) + readText(logicalMatch);
    read += readText(northbound?.text);
    for (const effect of effects) read += readText(effect);
  }
  return read;
}

/** Every word of every hop, with its packets as they came and as they went. */
function readHops({ packet, hops, outcome }: Trace): number {
  let read = readText(packet);
  for (const hop of hops) read += readHop(hop);
  for (const sentence of outcome) read += readText(sentence);
  return read;
}

function readHop({ chassis, inPort, packet, steps, finalPacket }: TraceHop): number {
  return readText(chassis) + readText(inPort) + readText(packet) + readSteps(steps) + readText(finalPacket);
}

function casesOf(shape: Shape): readonly BenchCase[] {
  const machine = (run: (bridge: ReturnType<typeof createBridge>, keys: readonly Uint32Array[]) => void) => () => {
    const snapshot = snapshotOf(shape);
    const { flows, groups, meters } = compile(snapshot, snapshot.cluster, shape);
    const packets = packetsOf(shape, createTracer(snapshot.cluster));
    const keys = packets.map(({ key }) => key);
    const bridge = createBridge({ flows, groups, meters });
    return { run: () => run(bridge, keys), amount: keys.length * RUNS_OF_EACH };
  };
  const tracer = (run: (traced: Tracer, packet: Packet) => number) => () => {
    const traced = createTracer(snapshotOf(shape).cluster);
    const packets = packetsOf(shape, traced);
    return {
      run: () => {
        let read = 0;
        for (let i = 0; i < RUNS_OF_EACH; i++) for (const packet of packets) read += run(traced, packet);
        return read;
      },
      amount: packets.length * RUNS_OF_EACH,
    };
  };
  const size = describeShape(shape);
  const fastest = `runPacket, no steps, ${size}`;
  return [
    {
      name: fastest,
      unit: "traces",
      prepare: machine((bridge, keys) => {
        for (let i = 0; i < RUNS_OF_EACH; i++) for (const key of keys) runPacket(bridge, key);
      }),
    },
    {
      name: `runPacket, steps counted, ${size}`,
      unit: "traces",
      prepare: machine((bridge, keys) => {
        let steps = 0;
        const sink = { step: () => void steps++ };
        for (let i = 0; i < RUNS_OF_EACH; i++) for (const key of keys) runPacket(bridge, key, { sink });
      }),
      against: fastest,
    },
    {
      name: `outline, one hop, no steps, ${size}`,
      unit: "traces",
      prepare: tracer((traced, { chassis, key }) => {
        return must(traced.outline({ kind: "key", chassis, key, oneHop: true })).hops.length;
      }),
      against: fastest,
    },
    {
      name: `outline, one hop, every step read, ${size}`,
      unit: "traces",
      prepare: tracer((traced, { chassis, key }) => {
        const { hops } = must(traced.outline({ kind: "key", chassis, key, oneHop: true }, { steps: true }));
        return readSteps(hops[0]!.steps);
      }),
      against: fastest,
    },
    {
      name: `outline, one hop, every word of every step and both packets, ${size}`,
      unit: "traces",
      prepare: tracer((traced, { chassis, key }) => {
        return readHop(must(traced.outline({ kind: "key", chassis, key, oneHop: true }, { steps: true })).hops[0]!);
      }),
      against: fastest,
    },
    {
      name: `tracer, one hop of a microflow, every word read, ${size}`,
      unit: "traces",
      prepare: tracer((traced, { chassis, flow }) => {
        return readHops(must(traced.trace({ kind: "flow", chassis, flow, oneHop: true })));
      }),
      against: fastest,
    },
    {
      name: `tracer, port to port over two chassis, every word read, ${size}`,
      unit: "traces",
      prepare: tracer((traced, { from, to }) => readHops(must(traced.trace({ kind: "ports", from, to })))),
      against: fastest,
    },
  ];
}

/** Of full ones: about 10,000 flows; a router and IPv6; policies and services; what real OVN was measured on. */
const SHAPES: Readonly<Record<Scale, readonly Shape[]>> = {
  quick: [flatShape(10, 2, 100)],
  full: [flatShape(50, 2, 1100), routedShape(20, 2, 20, 500), kubeShape(20, 2, 500), peersShape()],
  large: [peersShape(), peersShape(100_000)],
};

export const TRACES: BenchSuite = {
  name: "traces",
  about: "packets through the flows of one chassis: the bare machine, one listener, outlines, the tracer in words",
  cases: (scale) => SHAPES[scale].flatMap(casesOf),
};

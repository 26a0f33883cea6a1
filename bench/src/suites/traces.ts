import { createBridge, createTracer, parseMicroflow, runPacket, type Tracer } from "@ovn-sim/pipeline";
import type { BenchCase, BenchSuite, Scale } from "../bench-case.ts";
import { describeShape, flatShape, kubeShape, peersShape, routedShape, type Shape } from "../generate/shape.ts";
import { compile, must, snapshotOf } from "../snapshot.ts";

const DIFFERENT_PACKETS = 100;
const MOST_TRIED = 2000;
const RUNS_OF_EACH = 10;

type Packet = { readonly from: string; readonly to: string; readonly chassis: string; readonly flow: string };

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
    if (trace.deliveries.length === 1) packets.push({ from, to, chassis, flow: trace.hops[0]!.packet });
  }
  if (packets.length === 0) throw new Error(`no port of ${chassis} reaches the next chassis`);
  return packets;
}

function casesOf(shape: Shape): readonly BenchCase[] {
  const machine = (run: (bridge: ReturnType<typeof createBridge>, keys: readonly Uint32Array[]) => void) => () => {
    const snapshot = snapshotOf(shape);
    const { flows, groups, meters } = compile(snapshot, snapshot.cluster, shape);
    const packets = packetsOf(shape, createTracer(snapshot.cluster));
    const keys = packets.map(({ flow }) => must(parseMicroflow(flow)));
    const bridge = createBridge({ flows, groups, meters });
    return { run: () => run(bridge, keys), amount: keys.length * RUNS_OF_EACH };
  };
  const tracer = (run: (traced: Tracer, packet: Packet) => unknown) => () => {
    const traced = createTracer(snapshotOf(shape).cluster);
    const packets = packetsOf(shape, traced);
    return { run: () => packets.forEach((packet) => run(traced, packet)), amount: packets.length };
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
      name: `tracer, one hop of a microflow, ${size}`,
      unit: "traces",
      prepare: tracer((traced, { chassis, flow }) => must(traced.trace({ kind: "flow", chassis, flow, oneHop: true }))),
      against: fastest,
    },
    {
      name: `tracer, port to port over two chassis, ${size}`,
      unit: "traces",
      prepare: tracer((traced, { from, to }) => must(traced.trace({ kind: "ports", from, to }))),
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
  about: "packets through the flows of one chassis: the bare machine, one listener, the tracer with every step",
  cases: (scale) => SHAPES[scale].flatMap(casesOf),
};

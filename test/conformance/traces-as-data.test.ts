import { createTracer, parseMicroflow, type Trace } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { listRecordings } from "../recordings/index.ts";
import { recordedCluster } from "./recorded-cluster.ts";

const PORTS = 4;

/** What is told of a hop besides its texts, and its tables with what the flows there did. */
function wayOf({ hops, tunnels, deliveries, departures, drops }: Trace): unknown {
  return {
    hops: hops.map(({ chassis, inPort, ofPort, packet, tunnel, steps, outputs, finalPacket }) => {
      return { chassis, inPort, ofPort, packet, tunnel, steps, outputs, finalPacket };
    }),
    tunnels: tunnels.map(({ hop, step, sourceIp, destinationIp }) => ({ hop, step, sourceIp, destinationIp })),
    deliveries,
    departures,
    drops: drops.map(({ hop, table, reason }) => ({ hop, table, reason })),
  };
}

describe.each(listRecordings().map((recording) => [recording.name, recording] as const))("%s", (_, recording) => {
  const cluster = recordedCluster(recording);
  const names = [...cluster.southbound.portByName.keys()];
  const some = names.filter((_name, i) => i % Math.ceil(names.length / PORTS) === 0);

  test("traces are plain data to who reads them, and outlines tell the same steps", () => {
    const tracer = createTracer(cluster);
    for (const from of some) {
      for (const to of some) {
        const whole = tracer.trace({ kind: "ports", from, to });
        if (!whole.ok) continue;
        const { value } = whole;
        expect(structuredClone(value)).toEqual(value);
        expect(JSON.parse(JSON.stringify(value))).toEqual(value);
        expect(value.hops.map((hop) => Object.keys(hop).includes("finalPacket"))).not.toContain(false);
        const { chassis, packet } = value.hops[0]!;
        const flow = { kind: "flow", chassis, flow: packet, oneHop: true } as const;
        const [hop, outline] = [tracer.trace(flow), tracer.outline(flow, { steps: true })];
        if (!hop.ok || !outline.ok) throw new Error("the packet's own text is no packet");
        expect(wayOf(outline.value)).toEqual(wayOf(hop.value));
      }
    }
  });

  test("a packed packet that is changed afterwards changes no trace", () => {
    const tracer = createTracer(cluster);
    const traced = some
      .map((from) => tracer.trace({ kind: "ports", from, to: some[0]! }))
      .find((one) => one.ok && one.value.hops.length > 0);
    if (traced === undefined || !traced.ok) return;
    const { chassis, packet } = traced.value.hops[0]!;
    const key = parseMicroflow(packet);
    if (!key.ok) throw new Error("the packet's own text is no packet");
    const after = tracer.trace({ kind: "key", chassis, key: key.value, oneHop: true });
    key.value.fill(0);
    const before = tracer.trace({ kind: "flow", chassis, flow: packet, oneHop: true });
    if (!after.ok || !before.ok) throw new Error("the packet is not traced");
    expect(after.value).toEqual(before.value);
  });
});

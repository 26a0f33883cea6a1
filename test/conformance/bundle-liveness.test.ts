import { createTracer } from "@ovn-sim/pipeline";
import { loadSnapshot, readInstalledPorts } from "ovn-sim";
import { describe, expect, test } from "vitest";
import { listRecordings, recordedTraces } from "../recordings/index.ts";
import { databaseFiles, recordedFlows, valueOf } from "./recorded-cluster.ts";

/** The recorded packets of a cluster with a bundle whose members' BFD sessions are all down. */
const recording = listRecordings().find(({ scenario }) => scenario === "gateway-pair")!;
const silent = recordedTraces(recording).filter(({ outputs }) => outputs.length === 0);

function ask(paths: readonly string[]) {
  const { snapshot } = loadSnapshot(paths);
  const tracer = createTracer(snapshot!.cluster, { ports: readInstalledPorts(snapshot!) });
  return silent.map(({ chassis, flow }) => valueOf(tracer.trace({ kind: "flow", chassis, flow, oneHop: true })));
}

describe("a bundle over tunnels whose ports are down", () => {
  test("is there", () => {
    const bundles = recording.chassis.flatMap((chassis) =>
      recordedFlows(recording, chassis).flows.filter(({ actions }) => actions.some(({ kind }) => kind === "bundle")),
    );
    expect(bundles.length).toBeGreaterThan(0);
    expect(silent.length).toBeGreaterThan(0);
  });

  test("outputs nothing when the dump of the ports says that they are down", () => {
    for (const trace of ask([recording.path])) {
      expect(trace.hops[0]!.outputs).toEqual([]);
      expect(trace.drops.map(({ reason }) => reason)).toEqual(["no member of the bundle is alive"]);
      expect(trace.assumptions).toEqual([]);
    }
  });

  test("takes its first member when nothing is known, and the trace says so", () => {
    for (const trace of ask(databaseFiles(recording))) {
      const [output] = trace.hops[0]!.outputs;
      expect(trace.assumptions).toContain(
        `${trace.hops[0]!.chassis}: the port is alive: its state was not given (${output!.port})`,
      );
    }
  });
});

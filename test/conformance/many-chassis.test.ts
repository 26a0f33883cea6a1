import { createCluster, readDatabase } from "@ovn-sim/model";
import { BUM_TARGETS, createTracer, parseFlow, verifyCluster } from "@ovn-sim/pipeline";
import { expect, test } from "vitest";
import { generateCluster } from "../../bench/src/generate/cluster.ts";
import { flatShape } from "../../bench/src/generate/shape.ts";
import { valueOf } from "./recorded-cluster.ts";

const CHASSIS = 150;

/** A switch with a port on each of many chassis. */
function createLarge(chassis: number) {
  const { southbound, localPorts } = generateCluster(flatShape(chassis, 1, chassis));
  const cluster = valueOf(createCluster([valueOf(readDatabase(southbound.backup(), { file: "sb.db" }))]));
  return { cluster, from: localPorts[0]! };
}

test("a flood comes to every chassis of a large cluster, and goes round in no loop", () => {
  const { cluster, from } = createLarge(CHASSIS);
  const tracer = createTracer(cluster);
  for (const to of BUM_TARGETS) {
    if (to === "unknown") continue;
    const { deliveries, drops, hops, outcome } = valueOf(tracer.trace({ kind: "ports", from, to }));
    expect(hops).toHaveLength(CHASSIS);
    expect(new Set(deliveries.map(({ logicalPort }) => logicalPort)).size).toBe(CHASSIS - 1);
    expect(outcome[0]).toMatch(/^Delivered to 149 ports: (?:[\w-]+, ){23}[\w-]+ and 125 more\.$/);
    expect(drops.filter(({ reason }) => reason.includes("loop"))).toEqual([]);
  }
  expect(
    valueOf(verifyCluster(cluster, { rules: ["bum-exactly-once"], shard: { index: 0, count: 15 } })).findings,
  ).toEqual([]);
}, 120_000);

test.each([
  ["back to where it came from", "actions=IN_PORT", "the packet goes round in a loop (128 hops)"],
  ["twice to where it came from", "actions=IN_PORT,IN_PORT", "copies of the packet go round in a loop (1024 hops)"],
])("what each chassis sends %s is followed no further than that is plain", (_, actions, words) => {
  const { cluster, from } = createLarge(2);
  const { hops, tunnels } = valueOf(createTracer(cluster).trace({ kind: "ports", from, to: "broadcast" }));
  const texts = [
    `table=0,priority=1,${actions}`,
    `table=0,priority=2,in_port=${hops[0]!.ofPort},actions=output:${tunnels[0]!.ofPort}`,
  ];
  const flows = texts.map((text) => valueOf(parseFlow(text)));
  const tracer = createTracer(cluster, {
    installed: () => ({ ok: true, value: { flows, groups: [], meters: [] }, notes: [] }),
  });
  const { drops } = valueOf(tracer.trace({ kind: "ports", from, to: "broadcast" }));
  expect(drops.map(({ reason }) => reason).join("\n")).toContain(words);
});

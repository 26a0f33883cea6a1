import { fileURLToPath } from "node:url";
import { loadSnapshot } from "ovn-sim";
import "ovn-sim/vitest";
import { describe, expect, test } from "vitest";

const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
const RIGHT = example("two-nodes");
const MISTAKEN = example("two-nodes-mistaken");

/** What a failed expectation says. */
function failure(body: () => void): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
}

describe("toSelectVtepsByInterface", () => {
  test("holds of a right cluster, given as paths, a snapshot or a cluster", () => {
    const { snapshot } = loadSnapshot([RIGHT]);
    for (const subject of [RIGHT, [RIGHT], snapshot, snapshot!.cluster]) expect(subject).toSelectVtepsByInterface();
  });

  test("fails with the findings and the commands that show them", () => {
    const said = failure(() => expect(MISTAKEN).toSelectVtepsByInterface());
    expect(said).toMatch(/^expected that the cluster selects VTEPs by interface: \d+ findings\n/);
    expect(said).toContain("interface pod-a has ovn-encap-ip=10.20.0.1, which nobody reads");
    expect(said).toContain("hint: ovs-vsctl set Interface pod-a external_ids:encap-ip=10.20.0.1");
    expect(said).toMatch(new RegExp(`see: {2}ovn-sim trace ${MISTAKEN} --from \\S+ --to \\S+`));
    expect(MISTAKEN).not.toSelectVtepsByInterface();
  });

  test("a right cluster that must not be right is told", () => {
    const said = failure(() => expect(RIGHT).not.toSelectVtepsByInterface());
    expect(said).toContain("it selects VTEPs by interface (2 chassis, 6 ports, ");
  });
});

describe("toHaveNoFindings", () => {
  test("holds of single rules", () => {
    expect(RIGHT).toHaveNoFindings();
    expect(MISTAKEN).toHaveNoFindings({ rules: ["vtep-unique", "encap-stale"] });
    expect(MISTAKEN).not.toHaveNoFindings({ rules: ["encap-ip-key"] });
  });

  test("shows no more findings than it is told to", () => {
    const said = failure(() => expect(MISTAKEN).toHaveNoFindings({ shown: 1 }));
    expect(said.match(/^(?:error|warning) /gm)).toHaveLength(1);
    expect(said).toMatch(/^… and \d+ more$/m);
  });
});

describe("packets", () => {
  test("toDeliver", () => {
    expect(RIGHT).toDeliver({ from: "pod-a", to: "pod-b", proto: "tcp", port: 8080 });
    const said = failure(() => expect(RIGHT).not.toDeliver({ from: "pod-a", to: "pod-b", proto: "tcp", port: 8080 }));
    expect(said).toContain("expected the cluster not to deliver once from pod-a to pod-b");
    expect(said).toContain("delivered to pod-b");
    expect(said).toContain(`see:  ovn-sim trace ${RIGHT} --from pod-a --to pod-b --proto tcp --port 8080`);
  });

  test("toUseVteps", () => {
    const packet = { from: "pod-a", to: "disk-b" };
    expect(RIGHT).toUseVteps({ ...packet, source: "10.20.0.1", destination: "10.30.0.2" });
    expect(RIGHT).toUseVteps({ ...packet, destination: "10.30.0.2" });
    expect(RIGHT).not.toUseVteps({ ...packet, source: "10.10.0.1" });
    expect(MISTAKEN).not.toUseVteps({ ...packet, source: "10.20.0.1" });
  });

  test("of a port that does not exist, and of what is no cluster, are faults of the test", () => {
    expect(failure(() => expect(RIGHT).toDeliver({ from: "pod-x", to: "pod-b" }))).toContain("pod-x");
    expect(failure(() => expect(7).toDeliver({ from: "pod-a", to: "pod-b" }))).toContain("expected a Cluster");
    expect(failure(() => expect("/nowhere").toHaveNoFindings())).toContain("OVN8001");
  });
});

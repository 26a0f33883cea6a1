import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openRecording, readRecorded, recordedTraces } from "../recordings/index.ts";
import { startCluster } from "./cluster.ts";
import { labProcesses } from "./processes.ts";
import { recordCluster } from "./record.ts";
import { RELEASES } from "./release.ts";
import { findRoot, whyNoRoot } from "./root.ts";
import { createSandbox, listSandboxes, runAt, withSandbox } from "./sandbox.ts";
import type { Scenario } from "./scenario.ts";
import { RECORDED, SCENARIOS } from "./scenarios/index.ts";
import { everyPair, port } from "./topology.ts";

const RECORDINGS = fileURLToPath(new URL("../recordings", import.meta.url));

describe("scenarios", () => {
  test("have names of their own", () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(SCENARIOS)("$name: ports lie on its chassis, at addresses of their own", ({ chassis, ports }) => {
    const places = new Set(chassis.map(({ name }) => name));
    expect(ports.flatMap(({ on }) => on).filter((name) => !places.has(name))).toEqual([]);
    const macs = ports.map(({ mac }) => mac).filter((mac) => mac !== "unknown");
    expect(new Set(macs).size).toBe(macs.length);
    expect(new Set(ports.map(({ name }) => name)).size).toBe(ports.length);
  });

  test.each(RECORDED)("$name: each release that can run it is recorded", ({ name, releases }) => {
    const missing = (releases ?? RELEASES).filter((release) => {
      const path = join(RECORDINGS, release, name);
      return openRecording(path)?.name !== `${release}/${name}`;
    });
    expect(missing).toEqual([]);
  });
});

const PORTS = [port("net", "near", 1, "one", "192.0.2.1"), port("net", "far", 2, "two", "192.0.2.2")];

const SMALLEST: Scenario = {
  name: "smallest",
  says: "two chassis with a port each",
  chassis: [
    { name: "one", vteps: ["192.0.2.1"] },
    { name: "two", vteps: ["192.0.2.2"] },
  ],
  networks: [["ls-add", "net"]],
  ports: PORTS,
  packets: everyPair(PORTS),
};

describe.each(RELEASES)("a cluster of OVN %s", (release) => {
  const why = whyNoRoot(release);
  if (why !== undefined) console.warn(`SKIPPED, the lab of ${release} is not tested: ${why}`);

  test.skipIf(why !== undefined)("is recorded, and leaves nothing behind", { timeout: 120_000 }, async () => {
    const out = mkdtempSync(join(tmpdir(), "ovn-sim-recording-"));
    const sandbox = createSandbox(findRoot(release)!, SMALLEST.name);
    try {
      await withSandbox(sandbox, async () => {
        await startCluster(sandbox, SMALLEST);
        // Central has two databases and northd; a chassis has its database, its switch and its controller.
        expect(labProcesses(sandbox.work)).toHaveLength(3 + 2 * 3);
        await recordCluster(sandbox, SMALLEST, out);
      });
      const recording = openRecording(out)!;
      expect(recording.release).toBe(release);
      const tunnel = /^ (\d+)\(ovn-two-0\)/m.exec(readRecorded(recording, "one/ports.txt"))![1];
      expect(recordedTraces(recording)[0]!.outputs).toEqual([Number(tunnel)]);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
    expect(labProcesses(sandbox.work)).toEqual([]);
    expect(listSandboxes().map(({ work }) => work)).not.toContain(sandbox.work);
  });

  test.skipIf(why !== undefined)("leaves nothing behind when it fails", { timeout: 120_000 }, async () => {
    const sandbox = createSandbox(findRoot(release)!, SMALLEST.name);
    const broken: Scenario = { ...SMALLEST, networks: [["ls-add", "net"], ["no-such-command"]] };
    await expect(withSandbox(sandbox, () => startCluster(sandbox, broken))).rejects.toThrow(/no-such-command/);
    expect(labProcesses(sandbox.work)).toEqual([]);
    await expect(runAt(sandbox, "one", ["ls", sandbox.work])).rejects.toThrow(/No such file/);
  });
});

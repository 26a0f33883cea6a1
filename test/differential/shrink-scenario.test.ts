import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { Command, Port, Scenario } from "../lab/scenario.ts";
import type { Different, Run } from "./run-scenario.ts";
import { scenarioArbitrary } from "./scenario-arbitrary.ts";
import { shrinkScenario } from "./shrink-scenario.ts";

const made: string[] = [];

function different(): Different {
  const recording = mkdtempSync(join(tmpdir(), "ovn-sim-shrink-"));
  writeFileSync(join(recording, "recording.json"), "{}");
  made.push(recording);
  return { kind: "different", told: ["planted"], recording };
}

afterEach(() => made.splice(0).forEach((path) => rmSync(path, { recursive: true, force: true })));

/** Shrinks with a judge that runs nothing: a scenario differs when it has what is planted. */
async function shrink(scenario: Scenario, isPlanted: (scenario: Scenario) => boolean) {
  const asked: Scenario[] = [];
  const judge = async (smaller: Scenario): Promise<Run> => {
    asked.push(smaller);
    return isPlanted(smaller) ? different() : { kind: "same" };
  };
  return { ...(await shrinkScenario(scenario, different(), judge)), asked };
}

const port = (name: string, on: string, more: Partial<Port> = {}): Port => ({
  ...{ name, network: "red", mac: "02:ac:10:00:00:01", addresses: [], on: [on] },
  ...more,
});
const command = (name: string): Command => ["set", "NB_Global", ".", `options:${name}=1`];

const BIG: Scenario = {
  name: "big",
  says: "to be made smaller",
  chassis: ["a", "b", "c"].map((name) => ({ name, vteps: ["192.0.2.1"] })),
  networks: [
    ["ls-add", "red"],
    ["ls-add", "blue"],
    ["lr-add", "core"],
  ],
  ports: [
    port("p1", "a"),
    port("p2", "b"),
    port("p3", "b"),
    port("p4", "c"),
    port("in", "", { on: [], inside: { parent: "p1", tag: 5 } }),
  ],
  policies: ["one", "two", "three", "four", "five"].map(command),
  learned: [command("six")],
  packets: ["p1", "p2", "p3", "p4"].map((name, index) => ({
    chassis: ["a", "b", "b", "c"][index]!,
    flow: `in_port=${name},ip`,
  })),
};

const hasPort = ({ ports }: Scenario, name: string): boolean => ports.some((one) => one.name === name);
const hasPolicy = ({ policies = [] }: Scenario, name: string): boolean =>
  policies.some((one) => one.includes(`options:${name}=1`));

describe("shrinkScenario", () => {
  test("leaves what the difference needs and nothing else", async () => {
    const { scenario, run } = await shrink(
      BIG,
      (one) => hasPort(one, "p3") && hasPolicy(one, "four") && one.packets.some(({ flow }) => flow.includes("p3")),
    );
    expect(scenario).toEqual({
      ...BIG,
      chassis: [BIG.chassis[1]],
      networks: [],
      ports: [BIG.ports[2]],
      policies: [command("four")],
      learned: [],
      packets: [BIG.packets[2]],
    });
    expect(run.told).toEqual(["planted"]);
  });

  test("finds two things that are needed together", async () => {
    const { scenario } = await shrink(BIG, (one) => hasPolicy(one, "one") && hasPolicy(one, "five"));
    expect(scenario.policies).toEqual([command("one"), command("five")]);
  });

  test("takes a container with its parent", async () => {
    const { scenario, asked } = await shrink(BIG, (one) => hasPort(one, "p4"));
    expect(scenario.ports.map(({ name }) => name)).toEqual(["p4"]);
    expect(asked.filter((one) => hasPort(one, "in") && !hasPort(one, "p1"))).toEqual([]);
  });

  test("keeps one recording, that of the smallest", async () => {
    const { run } = await shrink(BIG, (one) => hasPort(one, "p2"));
    expect(made.filter((path) => existsSync(path))).toEqual([run.recording]);
  });

  test("keeps all of one that no part can be left out of, and does not run for ever", async () => {
    const { scenario, runs } = await shrink(BIG, (one) => one === BIG);
    expect(scenario).toBe(BIG);
    expect(runs).toBeLessThanOrEqual(80);
  });

  test("makes no generated cluster bigger, and every one that it gives differs", async () => {
    const size = (one: Scenario): number => JSON.stringify(one).length;
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary("26.03"), async (generated) => {
        const wanted = generated.ports[0]!.name;
        const { scenario } = await shrink(generated, (one) => hasPort(one, wanted));
        expect(size(scenario)).toBeLessThanOrEqual(size(generated));
        expect(hasPort(scenario, wanted)).toBe(true);
        expect(scenario.ports.length).toBeLessThanOrEqual(generated.ports.length);
      }),
      { seed: 5001, numRuns: 20 },
    );
  });
});

import process from "node:process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RELEASES } from "../lab/release.ts";
import { whyNoRoot } from "../lab/root.ts";
import { runScenario } from "./run-scenario.ts";
import { scenarioArbitrary } from "./scenario-arbitrary.ts";

const FIXED_SEED = 5001;
const FIXED_CLUSTERS = 3;

/** Clusters of a seed; `npm run differential -- --seed SEED` runs the same, in the same order. */
function clustersOf(release: string, seed: number, count: number) {
  return fc.sample(scenarioArbitrary(release), { seed, numRuns: count }).map((scenario, index) => ({
    label: `cluster ${index + 1} of seed ${seed}`,
    scenario,
  }));
}

describe.each(RELEASES)("generated clusters of OVN %s", (release) => {
  const why = whyNoRoot(release);
  const skipped = why === undefined ? "" : ` (skipped: ${why})`;
  if (why !== undefined) {
    process.stderr.write(`SKIPPED, no generated cluster is compared with real OVN ${release}: ${why}\n`);
  }
  const clusters = clustersOf(release, FIXED_SEED, FIXED_CLUSTERS);

  test.skipIf(why !== undefined).each(clusters)(
    `$label is what real OVN makes of it${skipped}`,
    { timeout: 120_000 },
    async ({ label, scenario }) => {
      const run = await runScenario(release, scenario);
      if (run.kind === "crashed") process.stderr.write(`NOT COMPARED, real OVN ${release} crashed on ${label}\n`);
      else if (run.kind === "left-to-chance")
        process.stderr.write(`NOT COMPARED, ${label} of ${release}: ${run.why}\n`);
      else expect(run).toEqual({ kind: "same" });
    },
  );
});

describe("generated clusters", () => {
  const scenarios = RELEASES.map((release) => scenarioArbitrary(release));

  test.each(scenarios)("have ports on their own chassis and packets from their own ports", (scenario) => {
    fc.assert(
      fc.property(scenario, ({ chassis, ports, packets }) => {
        const places = new Set(chassis.map(({ name }) => name));
        expect(ports.flatMap(({ on }) => on).filter((name) => !places.has(name))).toEqual([]);
        expect(new Set(ports.map(({ mac }) => mac)).size).toBe(ports.length);
        const onSomeChassis = new Set(ports.flatMap(({ name, on }) => on.map((place) => `${place} ${name}`)));
        const strays = packets.filter(
          ({ chassis: place, flow }) => !onSomeChassis.has(`${place} ${/\bin_port=([^,]+)/.exec(flow)?.[1]}`),
        );
        expect(strays).toEqual([]);
      }),
      { seed: FIXED_SEED, numRuns: 200 },
    );
  });
});

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { RELEASES } from "../lab/release.ts";
import { whyNoRoot } from "../lab/root.ts";
import type { Scenario } from "../lab/scenario.ts";
import { runScenario, type Run } from "./run-scenario.ts";
import { scenarioArbitrary } from "./scenario-arbitrary.ts";
import { shrinkScenario } from "./shrink-scenario.ts";

const USAGE = `usage: pnpm differential [--release X.Y] [--runs N] [--seed N] [--first N] [--minutes N]
       [--shrink] [--keep DIR]

Generates clusters, runs each on real OVN in the lab, and compares: compiled flows with installed ones, and the
outputs of packets with those of ofproto/trace.
  --release X.Y   only this release (default: ${RELEASES.join(" and ")})
  --runs N        clusters for each release (default: 20)
  --seed N        the seed of the generator (default: of the clock; it is printed)
  --first N       start at the Nth cluster of the seed (default: 1): runs a single one again with --runs 1
  --minutes N     stop after so many minutes
  --shrink        leave out of a cluster that differs whatever it differs without
  --keep DIR      keep the recordings of clusters that differ (default: .lab/differences)
Exit: 0 no difference, 1 differences, 2 wrong usage, 3 nothing could be run.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Says how a cluster went, and keeps the recording and the scenario of one that differs. */
async function runAndTell(
  release: string,
  scenario: Scenario,
  label: string,
  options: { readonly keep: string; readonly shrink: boolean },
): Promise<Run["kind"]> {
  let run = await runScenario(release, scenario);
  if (run.kind === "same") return "same";
  if (run.kind === "crashed") {
    say(`${label}: real OVN crashed`);
    return "crashed";
  }
  if (run.kind !== "different") {
    const what = { "not-run": "could not be run", "left-to-chance": "real OVN leaves it to chance" }[run.kind];
    say(`${label}: ${what}: ${run.why.slice(0, 600)}`);
    return run.kind;
  }
  say(`${label}: DIFFERENT`);
  for (const line of run.told) say(`  ${line}`);
  let smallest = scenario;
  if (options.shrink) {
    const shrunk = await shrinkScenario(scenario, run, (smaller) => runScenario(release, smaller));
    smallest = shrunk.scenario;
    run = shrunk.run;
    say(`  after ${shrunk.runs} more clusters the smallest that differs:`);
    for (const line of run.told) say(`    ${line}`);
  }
  const kept = join(resolve(options.keep), label.replace(/[^\w.]+/g, "-"));
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(resolve(options.keep), { recursive: true });
  renameSync(run.recording, kept);
  writeFileSync(join(kept, "scenario.json"), JSON.stringify(smallest, undefined, 1));
  say(`  kept in ${kept}; npm run parity -- ${kept} --differences 20`);
  return "different";
}

function whole(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`${JSON.stringify(text)} is no whole number`);
  return value;
}

async function main(args: readonly string[]): Promise<number> {
  const option = { type: "string" } as const;
  const options = { release: option, runs: option, seed: option, first: option, minutes: option, keep: option };
  const flags = { shrink: { type: "boolean" } } as const;
  const { values } = parseArgs({ args: [...args], options: { ...options, ...flags } });
  const seed = whole(values.seed, Date.now() & 0x7fff_ffff);
  const runs = whole(values.runs, 20);
  const first = whole(values.first, 1);
  if (first === 0) throw new RangeError("--first counts clusters from 1");
  const deadline = Date.now() + whole(values.minutes, 10_000) * 60_000;
  const counts = { same: 0, different: 0, "not-run": 0, crashed: 0, "left-to-chance": 0 };
  for (const release of values.release === undefined ? RELEASES : [values.release]) {
    const why = whyNoRoot(release);
    if (why !== undefined) {
      say(`SKIPPED: no cluster of ${release} was run: ${why}`);
      continue;
    }
    say(`${release}: ${runs} clusters of seed ${seed}`);
    const scenarios = fc.sample(scenarioArbitrary(release), { seed, numRuns: first - 1 + runs }).slice(first - 1);
    for (const [index, scenario] of scenarios.entries()) {
      if (Date.now() > deadline) break;
      const kind = await runAndTell(release, scenario, `${release} seed ${seed} cluster ${first + index}`, {
        keep: values.keep ?? ".lab/differences",
        shrink: values.shrink === true,
      });
      counts[kind]++;
      if ((index + 1) % 10 === 0)
        say(
          `${release}: ${index + 1} done; same ${counts.same}, different ${counts.different}, not run ${counts["not-run"]}`,
        );
    }
  }
  say(
    `same ${counts.same}, different ${counts.different}, not run ${counts["not-run"]}, crashed ${counts.crashed}, left to chance ${counts["left-to-chance"]} (seed ${seed})`,
  );
  if (counts.different > 0) return 1;
  return counts.same === 0 ? 3 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}

import { mkdtempSync, renameSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { formatFlow } from "@ovn-sim/pipeline";
import fc from "fast-check";
import { startCluster } from "../lab/cluster.ts";
import { recordCluster } from "../lab/record.ts";
import { RELEASES } from "../lab/release.ts";
import { findRoot, whyNoRoot } from "../lab/root.ts";
import { createSandbox, withSandbox } from "../lab/sandbox.ts";
import type { Scenario } from "../lab/scenario.ts";
import { compareRecording, type RecordingResult } from "../parity/compare-recording.ts";
import { scenarioArbitrary } from "./scenario-arbitrary.ts";

const USAGE = `usage: pnpm differential [--release X.Y] [--runs N] [--seed N] [--first N] [--minutes N] [--keep DIR]

Generates clusters, runs each on real OVN in the lab, and compares: compiled flows with installed ones, and the
outputs of packets with those of ofproto/trace.
  --release X.Y   only this release (default: ${RELEASES.join(" and ")})
  --runs N        clusters for each release (default: 20)
  --seed N        the seed of the generator (default: of the clock; it is printed)
  --first N       start at the Nth cluster of the seed (default: 1): runs a single one again with --runs 1
  --minutes N     stop after so many minutes
  --keep DIR      keep the recordings of clusters that differ (default: .lab/differences)
Exit: 0 no difference, 1 differences, 2 wrong usage, 3 nothing could be run.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

type Outcome = "same" | "different" | "not-run";

async function runOne(release: string, scenario: Scenario, label: string, keep: string): Promise<Outcome> {
  const out = mkdtempSync(join(tmpdir(), "ovn-sim-differential-"));
  const recording = join(out, "recording");
  try {
    const sandbox = createSandbox(findRoot(release)!, "generated");
    try {
      await withSandbox(sandbox, async () => {
        await startCluster(sandbox, scenario);
        await recordCluster(sandbox, scenario, recording);
      });
    } catch (error) {
      say(`${label}: could not be run: ${String(error).slice(0, 600)}`);
      return "not-run";
    }
    const result = compareRecording(recording, { traces: true });
    const told = describe(result);
    if (told.length === 0) return "same";
    say(`${label}: DIFFERENT`);
    for (const line of told) say(`  ${line}`);
    const kept = join(resolve(keep), label.replace(/[^\w.]+/g, "-"));
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(resolve(keep), { recursive: true });
    renameSync(recording, kept);
    writeFileSync(join(kept, "scenario.json"), JSON.stringify(scenario, undefined, 1));
    say(`  kept in ${kept}; npm run parity -- ${kept} --differences 20`);
    return "different";
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function describe(result: RecordingResult): string[] {
  const lines = result.errors.map(({ code, message }) => `${code} ${message}`);
  for (const chassis of result.chassis) {
    if (chassis.kind === "failed")
      lines.push(...chassis.errors.map(({ code, message }) => `${chassis.chassis}: ${code} ${message}`));
    else {
      for (const difference of chassis.diff.differences.slice(0, 6)) {
        if ("installed" in difference)
          lines.push(`${chassis.chassis} ${difference.kind} installed${formatFlow(difference.installed)}`);
        if ("compiled" in difference)
          lines.push(`${chassis.chassis} ${difference.kind} compiled ${formatFlow(difference.compiled)}`);
      }
      const more = chassis.diff.differences.length - 6;
      if (more > 0) lines.push(`${chassis.chassis}: and ${more} more differing flows`);
    }
  }
  for (const { flows, trace, got } of result.mismatches.slice(0, 6)) {
    lines.push(`${flows}: ${trace.chassis} ${trace.flow}: ${got}, recorded ${trace.outputs.join(",") || "none"}`);
  }
  return lines;
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
  const { values } = parseArgs({ args: [...args], options });
  const seed = whole(values.seed, Date.now() & 0x7fff_ffff);
  const runs = whole(values.runs, 20);
  const first = whole(values.first, 1);
  const deadline = Date.now() + whole(values.minutes, 10_000) * 60_000;
  const counts = { same: 0, different: 0, "not-run": 0 };
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
      counts[
        await runOne(
          release,
          scenario,
          `${release} seed ${seed} cluster ${first + index}`,
          values.keep ?? ".lab/differences",
        )
      ]++;
      if ((index + 1) % 10 === 0)
        say(
          `${release}: ${index + 1} done; same ${counts.same}, different ${counts.different}, not run ${counts["not-run"]}`,
        );
    }
  }
  say(`same ${counts.same}, different ${counts.different}, not run ${counts["not-run"]} (seed ${seed})`);
  if (counts.different > 0) return 1;
  return counts.same === 0 ? 3 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}

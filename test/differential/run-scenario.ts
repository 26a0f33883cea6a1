import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatFlow } from "@ovn-sim/pipeline";
import { startCluster } from "../lab/cluster.ts";
import { recordCluster } from "../lab/record.ts";
import { labProcesses } from "../lab/processes.ts";
import { findRoot } from "../lab/root.ts";
import { createSandbox, type Sandbox, withSandbox } from "../lab/sandbox.ts";
import type { Scenario } from "../lab/scenario.ts";
import { compareRecording, type RecordingResult } from "../parity/compare-recording.ts";
import { leftToChance } from "./left-to-chance.ts";

/** How a cluster went on real OVN. */
export type Run =
  | { readonly kind: "same" }
  /** What differs, in lines; the recording is the caller's to remove. */
  | Different
  /** A controller of real OVN ended by itself: there is nothing to compare with. */
  | { readonly kind: "crashed" }
  /** It differs in each of several runs, of which each left something to chance: what, in lines. */
  | { readonly kind: "left-to-chance"; readonly why: string }
  /** Real OVN would not have it. */
  | { readonly kind: "not-run"; readonly why: string };

export type Different = { readonly kind: "different"; readonly told: readonly string[]; readonly recording: string };

/** Runs of one scenario, while each of them leaves something to chance: another run has other UUIDs, which may decide. */
const TRIES = 4;

/** Runs a scenario on real OVN and compares its flows and its packets with ours. */
export async function runScenario(release: string, scenario: Scenario): Promise<Run> {
  let chances: readonly string[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const run = await runOnce(release, scenario);
    if (run.kind !== "different") return run;
    chances = leftToChance(run.recording);
    if (chances.length === 0) return run;
    rmSync(run.recording, { recursive: true, force: true });
  }
  return { kind: "left-to-chance", why: chances.join("; ") };
}

async function runOnce(release: string, scenario: Scenario): Promise<Run> {
  const recording = mkdtempSync(join(tmpdir(), "ovn-sim-differential-"));
  const sandbox = createSandbox(findRoot(release)!, scenario.name);
  let crashed = false;
  try {
    await withSandbox(sandbox, async () => {
      try {
        await startCluster(sandbox, scenario);
        await recordCluster(sandbox, scenario, recording);
      } catch (error) {
        crashed = hasCrashed(sandbox, scenario);
        throw error;
      }
    });
  } catch (error) {
    rmSync(recording, { recursive: true, force: true });
    return crashed ? { kind: "crashed" } : { kind: "not-run", why: String(error) };
  }
  const told = describe(compareRecording(recording, { traces: true }));
  if (told.length > 0) return { kind: "different", told, recording };
  rmSync(recording, { recursive: true, force: true });
  return { kind: "same" };
}

/** Whether every chassis was started and the controller of one is gone. */
function hasCrashed({ folder, work }: Sandbox, { chassis }: Scenario): boolean {
  const started = chassis.every(({ name }) => existsSync(join(folder, name, "ovn-controller.log")));
  return started && labProcesses(work).length < 3 + 3 * chassis.length;
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

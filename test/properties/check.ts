import process from "node:process";
import type { Flow } from "@ovn-sim/pipeline";
import fc from "fast-check";
import type { Scenario } from "ovn-sim/arbitraries";
import { writeSnapshot } from "../arbitraries/snapshot.ts";
import { FIXED_SEED, SEED } from "../seed.ts";

/** Why a property does not hold of a value, and what a person needs to see it happen. */
export type Failure = {
  readonly message: string;
  readonly scenario?: Scenario;
  /** Flows that stand in for the compiled ones, by chassis. */
  readonly flows?: ReadonlyMap<string, readonly Flow[]>;
  readonly trace?: { readonly from: string; readonly to: string };
};

/** FC_RUNS scales how often each property is tried: 0.2 for a short look, 20 for a night. */
const SCALE = Number(process.env["FC_RUNS"] ?? 1);

/** For one seed; a slow machine tries less often, but no less than {@link FEWEST_RUNS}. */
const MOST_MS = 20_000 * Math.max(1, SCALE);
const FEWEST_RUNS = 3;

/** What a test of several properties may take at most; it ends by itself long before. */
export const TIMEOUT_MS = 6 * MOST_MS;

/** Tries a property with the fixed seed, or with the one that is hunted with. */
export function checkProperty<T>(
  arbitrary: fc.Arbitrary<T>,
  runs: number,
  check: (value: T) => Failure | undefined,
): void {
  checkWithSeed(SEED, arbitrary, Math.max(FEWEST_RUNS, Math.round(runs * SCALE)), check, MOST_MS);
}

/** Tries a property with the fixed seed alone, and so often whatever the scale: for counts that must not change by chance. */
export function checkFixed<T>(
  arbitrary: fc.Arbitrary<T>,
  runs: number,
  check: (value: T) => Failure | undefined,
): void {
  checkWithSeed(FIXED_SEED, arbitrary, runs, check);
}

function checkWithSeed<T>(
  seed: number,
  arbitrary: fc.Arbitrary<T>,
  runs: number,
  check: (value: T) => Failure | undefined,
  mostMs?: number,
): void {
  const property = fc.property(arbitrary, (value) => check(value) === undefined);
  const details = fc.check(property, {
    seed,
    numRuns: runs,
    ...(mostMs !== undefined && { interruptAfterTimeLimit: mostMs, markInterruptAsFailure: false }),
  });
  if (!details.failed) {
    if (details.numRuns < Math.min(FEWEST_RUNS, runs)) throw new Error(`only ${details.numRuns} runs in time`);
    return;
  }
  const where = `seed ${seed} (FC_SEED tries it again), path "${details.counterexamplePath ?? ""}", run ${details.numRuns}, shrunk ${details.numShrinks} times`;
  if (details.counterexample === null) throw new Error(`the property could not be tried (${where})`);
  const [value] = details.counterexample;
  throw new Error(describe(where, value, details.errorInstance ?? undefined, check));
}

function describe<T>(where: string, value: T, thrown: unknown, check: (value: T) => Failure | undefined): string {
  let failure: Failure | undefined;
  try {
    failure = check(value);
  } catch (error) {
    failure = { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const lines = [failure?.message ?? `the check failed once and not again: ${String(thrown)}`, `found with ${where}`];
  const { scenario, flows, trace } = failure ?? {};
  lines.push(`value: ${fc.stringify(scenario ?? value)}`);
  if (scenario !== undefined) {
    const folder = writeSnapshot(scenario, flows);
    const how = flows === undefined ? "" : " --flows installed";
    const what =
      trace === undefined ? `show ${folder}` : `trace ${folder} --from ${trace.from} --to ${trace.to}${how} --detailed`;
    lines.push(`replay: pnpm exec ovn-sim ${what}`);
  }
  return lines.join("\n");
}

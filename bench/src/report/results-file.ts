import { existsSync, readdirSync, readFileSync } from "node:fs";
import { RESULTS } from "../results.ts";

/** One measured case, as results.ts writes it. */
export type ResultCase = {
  readonly name: string;
  readonly unit: string;
  readonly amount: number;
  /** Seconds. */
  readonly best: number;
  readonly median: number;
  readonly marginPercent: number;
  readonly samples: number;
  readonly perSecond: number;
  readonly heldBytes?: number;
  readonly ratio?: number;
  readonly against?: string;
  readonly sweep?: { readonly name: string; readonly size: number };
  readonly growth?: { readonly perDoubling: number };
};

export type ResultFile = {
  readonly suite: string;
  readonly scale: string;
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly clock: string;
  readonly cases: readonly ResultCase[];
};

/** What the suites have measured so far, in the order of `suites`; and what is beside them. */
export function readResults(suites: readonly string[]): readonly ResultFile[] {
  if (!existsSync(RESULTS)) return [];
  const present = new Set(readdirSync(RESULTS));
  return suites
    .filter((suite) => present.has(`${suite}.json`))
    .map((suite) => JSON.parse(readFileSync(`${RESULTS}${suite}.json`, "utf8")) as ResultFile);
}

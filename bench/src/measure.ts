import "./clock.ts";
import b from "benny";
import type { BenchCase, Scale } from "./bench-case.ts";

/** One case, measured. Times are of one run, in seconds. */
export type Measurement = {
  readonly case: BenchCase;
  readonly amount: number;
  /** Of all samples: what else the machine does only ever adds, so ratios are made of this. */
  readonly best: number;
  readonly median: number;
  /** Half the 95 % confidence interval of the mean, as a percentage of it. */
  readonly marginPercent: number;
  readonly samples: number;
  readonly note?: string;
};

/** Seconds and samples that benchmark.js spends on a case, at least. */
const EFFORT = {
  quick: { maxTime: 0.1, minSamples: 2, minTime: 0.02 },
  full: { maxTime: 2, minSamples: 5, minTime: 0.05 },
} as const satisfies Record<Scale, object>;

/** Measures a case by benny, alone: what it holds is freed before the next. */
export async function measure(benchCase: BenchCase, scale: Scale): Promise<Measurement> {
  const { run, amount, note } = benchCase.prepare();
  globalThis.gc?.();
  const summary = await quietly(() =>
    b.suite(
      benchCase.name,
      b.add(benchCase.name, () => void run(), EFFORT[scale]),
    ),
  );
  const [result] = summary.results;
  if (result === undefined || !result.completed) throw new Error(`${benchCase.name} was not measured`);
  const { min, median } = result.details;
  const figures = { amount, best: min, median, marginPercent: result.margin, samples: result.samples };
  return { case: benchCase, ...figures, ...(note === undefined ? {} : { note }) };
}

/** benny says on the console that it starts; the table says more. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = () => {};
  try {
    return await work();
  } finally {
    console.log = log;
  }
}

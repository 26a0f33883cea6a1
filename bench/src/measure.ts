import "./clock.ts";
import process from "node:process";
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
  /** Bytes on the heap that the outcome of one run holds, for each unit of work. */
  readonly heldBytes?: number;
  readonly note?: string;
};

/** Seconds and samples that benchmark.js spends on a case, at least. */
const EFFORT = {
  quick: { maxTime: 0.1, minSamples: 2, minTime: 0.02 },
  full: { maxTime: 2, minSamples: 5, minTime: 0.05 },
} as const satisfies Record<Exclude<Scale, "large">, object>;

/** Measures a case, alone: what it holds is freed before the next. */
export async function measure(benchCase: BenchCase, scale: Scale): Promise<Measurement> {
  const { run, amount, note, hold } = benchCase.prepare();
  const held = hold === undefined ? undefined : weigh(hold);
  globalThis.gc?.();
  const figures = scale === "large" ? measureFew(run) : await measureByBenny(benchCase.name, run, EFFORT[scale]);
  return {
    case: benchCase,
    amount,
    ...figures,
    ...(held === undefined ? {} : { heldBytes: held / amount }),
    ...(note === undefined ? {} : { note }),
  };
}

type Figures = Pick<Measurement, "best" | "median" | "marginPercent" | "samples">;

async function measureByBenny(name: string, run: () => unknown, effort: object): Promise<Figures> {
  const summary = await quietly(() =>
    b.suite(
      name,
      b.add(name, () => void run(), effort),
    ),
  );
  const [result] = summary.results;
  if (result === undefined || !result.completed) throw new Error(`${name} was not measured`);
  const { min, median } = result.details;
  return { best: min, median, marginPercent: result.margin, samples: result.samples };
}

/** As long as this, and as often after one run that is not counted, what takes seconds is run again and again. */
const FEW_MS = 3000;
const FEW_SAMPLES = 3;

/**
 * For what takes so long that benny's trial runs alone would take minutes. The heap is not cleaned between runs: with each
 * cleaning V8 forgets some of what makes them fast.
 */
function measureFew(run: () => unknown): Figures {
  const start = performance.now();
  run();
  const times: number[] = [];
  do {
    const [seconds, nanoseconds] = process.hrtime();
    run();
    const [later, laterNanoseconds] = process.hrtime();
    times.push(later - seconds + (laterNanoseconds - nanoseconds) / 1e9);
  } while (times.length < FEW_SAMPLES || performance.now() - start < FEW_MS);
  times.sort((x, y) => x - y);
  const median = times[times.length >> 1]!;
  const marginPercent = (100 * (times.at(-1)! - times[0]!)) / 2 / median;
  return { best: times[0]!, median, marginPercent, samples: times.length };
}

/** Bytes on the heap that something holds, after what it has let go of is gone. */
function weigh(make: () => unknown): number {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("memory is only told with --expose-gc");
  const heap = (): number => {
    // What one has found to be garbage outside the heap, the next gives back; and strings hold on to some for one more.
    for (let i = 0; i < 3; i++) gc();
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  };
  const before = heap();
  const held = make();
  const after = heap();
  return held === undefined ? 0 : after - before;
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

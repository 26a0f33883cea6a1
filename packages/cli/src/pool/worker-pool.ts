import process from "node:process";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import type { Parsed } from "@ovn-sim/model";
import type { Progress } from "../commands/verify-progress.ts";
import { WorkCounter } from "./work-counter.ts";

/** How often the progress of the workers is looked at. */
const LOOK_MS = 100;

export type PoolOptions = {
  /** URL of the module that the program was started from: a worker finds its function there. */
  readonly program: string;
  readonly jobs: number;
  readonly progress: Progress | undefined;
};

/** A task for a worker, with the counter that it tells its progress by. */
export type Counted<Task> = Task & { readonly counter: SharedArrayBuffer };

/**
 * Has tasks done by worker threads, several at a time, and gives their results in the order of the tasks. `name` is the
 * function of the program that does one. The first task that fails ends all; a worker that dies is told, too.
 */
export async function runInPool<Result>(
  name: string,
  tasks: readonly object[],
  { program, jobs, progress }: PoolOptions,
): Promise<Parsed<readonly Result[]>> {
  // What few runs need is not loaded by the others.
  const { Piscina } = await import("piscina");
  const counter = new WorkCounter();
  const pool = new Piscina({ filename: program, name, minThreads: jobs, maxThreads: jobs, recordTiming: false });
  // Tasks that are given up with the pool say so once more, to nobody.
  const died = new Promise<never>((_, reject) => void pool.on("error", reject));
  const watch = setInterval(() => progress?.onProgress(...counter.read()), LOOK_MS);
  try {
    const done = tasks.map(async (task): Promise<Done<Result>> => {
      const counted: Counted<object> = { ...task, counter: counter.memory };
      return throwErrors((await pool.run(counted)) as Parsed<Result>);
    });
    const parsed = await Promise.race([Promise.all(done), died]);
    return { ok: true, value: parsed.map(({ value }) => value), notes: parsed[0]?.notes ?? [] };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, errors: error.errors };
    return { ok: false, errors: [workerFailed(error)] };
  } finally {
    clearInterval(watch);
    await pool.destroy();
  }
}

class Refusal extends Error {
  readonly errors: readonly [Diagnostic, ...Diagnostic[]];

  constructor(errors: readonly [Diagnostic, ...Diagnostic[]]) {
    super(errors[0].message);
    this.errors = errors;
  }
}

type Done<Result> = Extract<Parsed<Result>, { readonly ok: true }>;

/** So that the first task that fails is enough to know. */
function throwErrors<Result>(parsed: Parsed<Result>): Done<Result> {
  if (!parsed.ok) throw new Refusal(parsed.errors);
  return parsed;
}

function workerFailed(error: unknown): Diagnostic {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_WORKER_OUT_OF_MEMORY") {
    const hint =
      "take fewer --jobs: each holds the whole snapshot; or NODE_OPTIONS=--max-old-space-size=<MiB> for more";
    return createDiagnostic("OVN8019", {}, "a worker had too little memory", hint);
  }
  const message = error instanceof Error ? error.message : String(error);
  if ((process.env["OVN_SIM_DEBUG"] ?? "") !== "") throw error;
  return createDiagnostic("OVN8019", {}, `a worker failed: ${message}`, "--jobs 1 does the same without workers");
}

import type { Parsed } from "@ovn-sim/model";
import { mergeVerifyReports, type VerifyReport, type WorkShard } from "@ovn-sim/pipeline";
import type { VerifyTask } from "./verify-part.ts";
import { type PoolOptions, runInPool } from "./worker-pool.ts";

export type PoolWork = Omit<VerifyTask, "shard"> & {
  /** The part of the work that is shared out; absent: all of it. */
  readonly shard: WorkShard | undefined;
  readonly parts: number;
};

/** Verifies a cluster by several workers; the report is that of one run. */
export async function verifyInPool(
  { shard, parts, ...task }: PoolWork,
  options: PoolOptions,
): Promise<Parsed<VerifyReport>> {
  const { index, count } = shard ?? { index: 0, count: 1 };
  const tasks = Array.from({ length: parts }, (_, at): VerifyTask => {
    return { ...task, shard: { index: index * parts + at, count: count * parts } };
  });
  const done = await runInPool<VerifyReport>("verifyPart", tasks, options);
  if (!done.ok) return done;
  const [first, ...others] = done.value;
  return { ...done, value: mergeVerifyReports([first!, ...others], { asPart: shard !== undefined }) };
}

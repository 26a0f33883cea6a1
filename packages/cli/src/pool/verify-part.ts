import type { Parsed } from "@ovn-sim/model";
import {
  type PairSelection,
  prepareVerification,
  type RuleId,
  type UnderlayByChassis,
  type Verification,
  type VerifyReport,
  type WorkShard,
} from "@ovn-sim/pipeline";
import type { FlowSource } from "../config/config-schema.ts";
import { tracerOptionsOf } from "../commands/flow-source.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";
import { readUnderlays } from "../snapshot/underlay.ts";
import { openOnce, type SnapshotFiles } from "./snapshot-files.ts";
import { WorkCounter } from "./work-counter.ts";
import type { Counted } from "./worker-pool.ts";

/** What is verified of a snapshot. */
export type VerifyWork = {
  readonly release: string | undefined;
  readonly flows: FlowSource;
  readonly rules: readonly RuleId[];
  readonly pairs: PairSelection;
};

export type VerifyTask = {
  readonly files: SnapshotFiles;
  readonly work: VerifyWork;
  /** How many packets and chassis all tasks together look at. */
  readonly total: number;
  readonly shard: WorkShard;
};

export function prepareWork(
  snapshot: Snapshot,
  { release, flows, rules, pairs }: VerifyWork,
  underlay: UnderlayByChassis,
): Parsed<Verification> {
  return prepareVerification(snapshot.cluster, {
    ...tracerOptionsOf({ release }, snapshot, flows),
    rules,
    pairs,
    underlay,
  });
}

const open = openOnce((snapshot, work: VerifyWork) => prepareWork(snapshot, work, readUnderlays(snapshot).underlays));

/** Verifies one part of the work in a worker, which reads the snapshot and makes the flows with its first part. */
export function verifyPart({ files, work, total, shard, counter }: Counted<VerifyTask>): Parsed<VerifyReport> {
  const prepared = open(files, work);
  if (!prepared.ok) return prepared;
  const count = new WorkCounter(counter);
  count.setTotal(total);
  let before = 0;
  const onProgress = (done: number): void => {
    count.add(done - before);
    before = done;
  };
  return { ...prepared, value: prepared.value.verifyPart({ shard, onProgress }) };
}

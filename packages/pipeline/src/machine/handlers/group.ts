import { RESERVED_PORTS } from "../../openflow/port-text.ts";
import { type Frame, saveKey } from "../frame.ts";
import type { BridgeBucket, BridgeGroup } from "../group.ts";
import { DP_HASH_WORD } from "../layout.ts";
import { assume, endList, type Machine, stop } from "../machine.ts";
import type { Operations } from "../operation.ts";
import { bucketScore, hashSelection, type SelectionFields } from "../select-fields.ts";
import { isAlive } from "./output.ts";
import { enter, mayResubmit } from "./table.ts";

/** How far a bucket's liveness may depend on another group's, and that on another's. */
const MOST_WATCHED_GROUPS = 128;

/** Runs the buckets that the group's type selects, each on a copy of the packet. */
export function group(m: Machine, { group: id }: Operations["group"]): void {
  if (!mayResubmit(m)) return;
  const found = m.bridge.groups.get(id);
  if (found === undefined) {
    stop(m, "no-such-group");
    return endList(m);
  }
  const buckets = selectBuckets(m, found);
  if (buckets.length === 0) return;
  const frame = enter(m, "buckets", buckets[0]!.actions.program(m.lowering));
  frame.buckets = buckets;
  frame.group = id;
  frame.translated = m.translated;
  frame.connection = m.connection;
  saveKey(frame, m.key);
  m.depth++;
  startBucket(m, frame);
}

/** Makes the bucket that the frame's phase counts the running one. */
export function startBucket(m: Machine, frame: Frame): void {
  const bucket = frame.buckets[frame.phase]!;
  frame.program = bucket.actions.program(m.lowering);
  frame.pc = 0;
  frame.produced = m.produced;
  if (m.sink !== undefined) m.sink.step({ kind: "bucket", depth: m.top, group: frame.group, bucket: bucket.id }, m.key);
  if (frame.program.codes.length === 0) stop(m, "explicit-drop");
}

const NONE: readonly BridgeBucket[] = [];

function selectBuckets(m: Machine, found: BridgeGroup): readonly BridgeBucket[] {
  switch (found.type) {
    case "all":
    case "indirect":
      return found.buckets;
    case "ff":
      return orNone(
        m,
        found.buckets.find((bucket) => isBucketAlive(m, found, bucket, 0)),
      );
    case "select":
      return selectOne(m, found);
  }
}

function orNone(m: Machine, bucket: BridgeBucket | undefined): readonly BridgeBucket[] {
  if (bucket !== undefined) return [bucket];
  stop(m, "no-live-bucket");
  return NONE;
}

/**
 * By the datapath's hash when the group goes by it. Without a hash the way ends there, as a trace of
 * `ofproto/trace` does: the real packet would go round once more to have its hash taken.
 */
function selectOne(m: Machine, found: BridgeGroup): readonly BridgeBucket[] {
  const alive = found.buckets.filter((bucket) => isBucketAlive(m, found, bucket, 0));
  const [first] = alive;
  const isHashed = found.bucketByHash === undefined || m.ints[DP_HASH_WORD] !== 0;
  if (first === undefined && isHashed) return orNone(m, undefined);
  const byHash = (): BridgeBucket | undefined => selectByHash(m, found, alive);
  const told =
    first === undefined
      ? undefined
      : m.selectBucket?.({ group: found.id, buckets: [first, ...alive.slice(1)], byHash });
  const chosen = told ?? byHash();
  if (chosen !== undefined) return [chosen];
  stop(m, "hash-unknown");
  if (found.bucketByHash !== undefined) {
    m.exit = true;
    m.freezing = true;
  }
  return NONE;
}

/** The bucket of the packet's hash, which is the switch's own or the datapath's; undefined when that is not known. */
function selectByHash(m: Machine, found: BridgeGroup, alive: readonly BridgeBucket[]): BridgeBucket | undefined {
  const { bucketByHash, selection } = found;
  if (bucketByHash === undefined) {
    if (alive.length === 1) return alive[0];
    return selection === undefined ? undefined : bestOf(m, alive, selection);
  }
  const hash = m.ints[DP_HASH_WORD]!;
  if (hash === 0) return undefined;
  const last = bucketByHash.length - 1;
  for (let i = 0; i <= last; i++) {
    const bucket = bucketByHash[(hash + i) & last]!;
    if (alive.includes(bucket)) return bucket;
  }
  return undefined;
}

function bestOf(m: Machine, alive: readonly BridgeBucket[], selection: SelectionFields): BridgeBucket {
  assume(m, "slow-hash", 0);
  const hash = hashSelection(m, selection);
  let best = alive[0]!;
  for (const bucket of alive) if (bucketScore(bucket, hash) >= bucketScore(best, hash)) best = bucket;
  return best;
}

function isBucketAlive(m: Machine, { type }: BridgeGroup, bucket: BridgeBucket, depth: number): boolean {
  if (depth >= MOST_WATCHED_GROUPS) return false;
  if (type === "select" && bucket.weight === 0) return false;
  const { watchPort, watchGroup } = bucket;
  if (watchPort === undefined && watchGroup === undefined) return true;
  if (watchPort === RESERVED_PORTS.CONTROLLER) return true;
  if (watchPort !== undefined && isAlive(m, watchPort)) return true;
  const watched = watchGroup === undefined ? undefined : m.bridge.groups.get(watchGroup);
  return watched !== undefined && watched.buckets.some((other) => isBucketAlive(m, watched, other, depth + 1));
}

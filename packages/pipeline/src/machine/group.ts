import type { Action } from "../openflow/action.ts";
import type { Bucket, Group } from "../openflow/flow.ts";
import { type PortNames, portToNumber, RESERVED_PORTS } from "../openflow/port-text.ts";
import { listActionSet } from "./action-set.ts";
import { LoweredActions } from "./lowered-actions.ts";
import { parseSelectionFields, type SelectionFields } from "./select-fields.ts";
import { spreadHash } from "./select-hash.ts";

/** A bucket of a group. */
export type BridgeBucket = {
  readonly id: number;
  readonly weight: number;
  /** The port that must be alive; undefined for a bucket that watches none. */
  readonly watchPort: number | undefined;
  readonly watchGroup: number | undefined;
  /** Its actions are a set, so they are in the order of a set. */
  readonly list: readonly Action[];
  readonly actions: LoweredActions;
};

export type BridgeGroup = {
  readonly id: number;
  readonly type: Group["type"];
  readonly buckets: readonly BridgeBucket[];
  /** For a `select` group that goes by the datapath's hash: the bucket of each value of the hash, less its upper bits. */
  readonly bucketByHash: readonly BridgeBucket[] | undefined;
  /** For a `select` group that hashes fields of the packet in the switch itself: which. */
  readonly selection: SelectionFields | undefined;
};

/** A `select` group that a packet has come to, with the buckets of which one is to be taken. */
export type BucketChoice = {
  readonly group: number;
  /** Those that are alive, in the order of the group; at least one. */
  readonly buckets: readonly [BridgeBucket, ...BridgeBucket[]];
  /** The bucket that the switch takes; undefined when that depends on a hash that is not known. */
  readonly byHash: () => BridgeBucket | undefined;
};

/** Takes a bucket; undefined leaves it to the switch. */
export type BucketSelector = (choice: BucketChoice) => BridgeBucket | undefined;

/** OFPG_ANY: a bucket that watches no group. */
const NO_GROUP = 0xffff_ffff;

export function createBridgeGroup(group: Group, names: PortNames | undefined): BridgeGroup {
  const buckets = group.buckets.map((bucket, index) => createBucket(bucket, index, names));
  return {
    id: group.id,
    type: group.type,
    buckets,
    bucketByHash: hashTableOf(group, buckets),
    selection: selectionOf(group),
  };
}

function createBucket(bucket: Bucket, index: number, names: PortNames | undefined): BridgeBucket {
  const watched = bucket.watchPort === undefined ? undefined : portToNumber(bucket.watchPort, names);
  const list = listActionSet(bucket.actions);
  return {
    id: bucket.id ?? index,
    weight: bucket.weight ?? 1,
    watchPort: watched === RESERVED_PORTS.ANY ? undefined : watched,
    watchGroup: bucket.watchGroup === NO_GROUP ? undefined : bucket.watchGroup,
    list,
    actions: new LoweredActions(list),
  };
}

function selectionOf(group: Group): SelectionFields | undefined {
  return group.type === "select" && group.selectionMethod === "hash" ? parseSelectionFields(group) : undefined;
}

/** A group goes by the datapath's hash when it says so, or says nothing; `hash` over fields it does not. */
function hashTableOf(group: Group, buckets: readonly BridgeBucket[]): readonly BridgeBucket[] | undefined {
  if (group.type !== "select" || group.selectionMethod === "hash") return undefined;
  const spread = spreadHash(buckets.map(({ weight }) => weight));
  return spread?.map((index) => buckets[index]!);
}

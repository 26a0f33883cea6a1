import { type ChassisView, tableSize } from "../chassis/index.ts";

/**
 * Tells which of two logical flows ovn-controller reads later: it goes over its copy of Logical_Flow, a hash table whose
 * hash of a row is the first word of the UUID, and that holds the flows of local datapaths alone. Two in one bucket
 * have an order that the databases do not tell: neither is later.
 */
export function createReadingOrder(view: ChassisView): (uuid: string, than: string) => boolean {
  let buckets: number | undefined;
  const bucketOf = (uuid: string): number => {
    buckets ??= tableSize(countLocal(view));
    return Number.parseInt(uuid.slice(0, 8), 16) % buckets;
  };
  return (uuid, than) => bucketOf(uuid) > bucketOf(than);
}

function countLocal({ cluster: { southbound }, localDatapaths }: ChassisView): number {
  const localGroups = new Set(
    [...southbound.tables.Logical_DP_Group.values()]
      .filter(({ datapaths }) => datapaths.some((uuid) => localDatapaths.has(uuid)))
      .map(({ uuid }) => uuid),
  );
  let count = 0;
  for (const { logical_datapath: own, logical_dp_group: group } of southbound.tables.Logical_Flow.values()) {
    if ((own !== undefined && localDatapaths.has(own)) || (group !== undefined && localGroups.has(group))) count++;
  }
  return count;
}

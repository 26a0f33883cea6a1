import type { ChassisView } from "../chassis/index.ts";

/** How many logical flows ovn-controller has a copy of: those on a local datapath (ovn-controller(8), `ovn-monitor-all`). */
export function countLocalFlows({ cluster: { southbound }, localDatapaths }: ChassisView): number {
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

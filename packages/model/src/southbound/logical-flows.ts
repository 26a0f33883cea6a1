import type { Uuid } from "../ovsdb/value.ts";
import type { LogicalDpGroup, LogicalFlow, SouthboundTables } from "./rows.ts";

/** Finds logical flows by their datapath: its own, and those of every Logical_DP_Group that holds it, in the order of the file. */
export type LogicalFlowIndex = {
  of(datapath: Uuid): readonly LogicalFlow[];
  in(datapath: Uuid, isIngress: boolean, tableId: number): readonly LogicalFlow[];
};

/** The numbers of rows by their logical table. */
type Places = Map<number, number[]>;

/**
 * Every row is looked at once, by four of its columns, and stands once for all datapaths of a group: groups have thousands
 * of datapaths, of which a chassis has few.
 */
export function indexLogicalFlows(tables: SouthboundTables): LogicalFlowIndex {
  const { Logical_Flow: rows } = tables;
  const datapathOf = rows.readerOf("logical_datapath");
  const groupOf = rows.readerOf("logical_dp_group");
  const pipelineOf = rows.readerOf("pipeline");
  const tableOf = rows.readerOf("table_id");
  const byHolder = new Map<Uuid, Places>();
  const groups = new Map<Uuid, LogicalDpGroup>();
  rows.forEachNumber((nth) => {
    const own = datapathOf(nth);
    // No flow has both: ovn-controller aborts where one does.
    const shared = own === undefined ? groupOf(nth) : undefined;
    if (shared !== undefined && !groups.has(shared)) groups.set(shared, tables.Logical_DP_Group.get(shared)!);
    const holder = own ?? shared;
    if (holder !== undefined) note(byHolder, holder, placeOf(pipelineOf(nth) === "ingress", tableOf(nth)), nth);
  });
  const holders = new Map<Uuid, readonly Places[]>();
  const holdersOf = (datapath: Uuid): readonly Places[] => {
    let found = holders.get(datapath);
    if (found === undefined) {
      const holding = [...groups.values()].filter(({ datapaths }) => datapaths.includes(datapath));
      found = [datapath, ...holding.map(({ uuid }) => uuid)].flatMap((uuid) => byHolder.get(uuid) ?? []);
      holders.set(datapath, found);
    }
    return found;
  };
  const byPlace = new Map<readonly Places[], Map<number, readonly LogicalFlow[]>>();
  const take = (numbers: number[]): readonly LogicalFlow[] => numbers.sort((a, b) => a - b).map((nth) => rows.at(nth));
  return {
    of: (datapath) => take(holdersOf(datapath).flatMap((places) => [...places.values()].flat())),
    in: (datapath, isIngress, tableId) => {
      const place = placeOf(isIngress, tableId);
      const holding = holdersOf(datapath);
      let known = byPlace.get(holding);
      if (known === undefined) byPlace.set(holding, (known = new Map<number, readonly LogicalFlow[]>()));
      let flows = known.get(place);
      if (flows === undefined) known.set(place, (flows = take(holding.flatMap((places) => places.get(place) ?? []))));
      return flows;
    },
  };
}

function note(byHolder: Map<Uuid, Places>, holder: Uuid, place: number, nth: number): void {
  let places = byHolder.get(holder);
  if (places === undefined) byHolder.set(holder, (places = new Map<number, number[]>()));
  const numbers = places.get(place);
  if (numbers === undefined) places.set(place, [nth]);
  else numbers.push(nth);
}

/** The pipeline and the table as one number. */
function placeOf(isIngress: boolean, tableId: number): number {
  return tableId * 2 + (isIngress ? 0 : 1);
}

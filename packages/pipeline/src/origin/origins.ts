import type { Cluster, LogicalFlow, SouthboundTables, Uuid } from "@ovn-sim/model";
import type { Flow } from "../openflow/index.ts";
import { logicalTableOf, type ReleaseProfile } from "../release/index.ts";
import { indexCookies, type RowPlace } from "./cookies.ts";
import { DATAPATHS, type NorthboundName, NorthboundNames } from "./northbound-names.ts";
import { southboundWords } from "./southbound-words.ts";

/** A row of the Southbound that flows were made from, in the words of people. */
export type Origin = {
  readonly table: string;
  readonly uuid: Uuid;
  /** Its name in a few words: that of the Northbound row that it stands for, when that is known. */
  readonly name: string;
  /** The same with what tells it from its like. */
  readonly text: string;
  /** The Northbound rows that it may stand for: one, or none where nothing says so. */
  readonly northbound: readonly NorthboundName[];
  /** Where ovn-northd made a logical flow: file and line of its source. */
  readonly source?: string;
};

/** Names what flows come from. */
export type Origins = {
  /** A row of the Southbound or of the Northbound; undefined when there is none. */
  ofRow(table: string, uuid: Uuid): Origin | undefined;
  /**
   * The Northbound row that a logical flow stands for in one of its datapaths, given by its tunnel key; undefined when
   * none is known, and where it would only repeat the datapath.
   */
  ofLogicalFlow(flow: LogicalFlow, datapathKey: number): NorthboundName | undefined;
  /** A compiled flow says which row it is from; of an installed one the cookie is asked. */
  ofFlow(flow: Flow): Origin | undefined;
  /**
   * The row that a cookie stands for: the first 32 bits of its UUID. `table` is the OpenFlow table of the flow, which
   * tells rows apart that begin alike. Undefined for cookie 0, and when no row or more than one fits.
   */
  ofCookie(cookie: number | bigint, table?: number): Origin | undefined;
};

/** Indexes are built when they are first asked for. */
export function createOrigins(cluster: Cluster, profile?: ReleaseProfile): Origins {
  const names = new NorthboundNames(cluster.northbound);
  const known = new Map<string, Origin | undefined>();
  let byCookie: ReadonlyMap<number, readonly RowPlace[]> | undefined;

  const ofRow = (table: string, uuid: Uuid): Origin | undefined => {
    const key = `${table} ${uuid}`;
    if (known.has(key)) return known.get(key);
    const origin = describe(table, uuid, cluster, names);
    known.set(key, origin);
    return origin;
  };
  const named = new WeakMap<LogicalFlow, Map<number, NorthboundName | undefined>>();
  const ofLogicalFlow = (flow: LogicalFlow, datapathKey: number): NorthboundName | undefined => {
    let inDatapaths = named.get(flow);
    if (inDatapaths === undefined) named.set(flow, (inDatapaths = new Map<number, NorthboundName | undefined>()));
    if (!inDatapaths.has(datapathKey)) inDatapaths.set(datapathKey, nameIn(flow, datapathKey));
    return inDatapaths.get(datapathKey);
  };
  const nameIn = (flow: LogicalFlow, datapathKey: number): NorthboundName | undefined => {
    const [hinted, ...others] = names.ofHint(flow.external_ids.get("stage-hint") ?? "");
    if (hinted === undefined || others.length > 0 || DATAPATHS.has(hinted.table)) return undefined;
    if (flow.logical_dp_group === undefined) return hinted;
    const row = cluster.southbound.datapathByKey.get(datapathKey);
    const datapath = row === undefined ? undefined : cluster.datapath(row.uuid)?.northboundUuid;
    return datapath === undefined ? hinted : names.twinIn(hinted, datapath);
  };
  const ofCookie = (cookie: number | bigint, table?: number): Origin | undefined => {
    if (Number(cookie) === 0) return undefined;
    byCookie ??= indexCookies(cluster.southbound);
    const places = byCookie.get(Number(cookie));
    if (places === undefined) return undefined;
    const fitting = places.filter((place) => fitsTable(place, table, cluster, profile));
    return fitting.length === 1 ? ofRow(fitting[0]!.table, fitting[0]!.uuid) : undefined;
  };
  const ofFlow = ({ origin, cookie, table }: Flow): Origin | undefined =>
    origin === undefined ? ofCookie(cookie, table) : ofRow(origin.table, origin.uuid);
  return { ofRow, ofLogicalFlow, ofFlow, ofCookie };
}

/** Whether a flow of an OpenFlow table can be made from a row: the logical stages hold logical flows and nothing else. */
function fitsTable(
  { table, uuid }: RowPlace,
  openflow: number | undefined,
  { southbound }: Cluster,
  profile: ReleaseProfile | undefined,
): boolean {
  if (openflow === undefined || profile === undefined) return true;
  const stage = logicalTableOf(openflow, profile);
  if (table !== "Logical_Flow") return stage === undefined;
  const row = southbound.tables.Logical_Flow.get(uuid)!;
  return stage !== undefined && row.pipeline === stage.pipeline && row.table_id === stage.tableId;
}

function describe(table: string, uuid: Uuid, cluster: Cluster, names: NorthboundNames): Origin | undefined {
  if (!Object.hasOwn(cluster.southbound.tables, table)) return ofNorthbound(names.ofRow(table, uuid));
  const row = cluster.southbound.tables[table as keyof SouthboundTables].get(uuid);
  if (row === undefined) return ofNorthbound(names.ofRow(table, uuid));
  const own = southboundWords(table, row, cluster);
  if (table !== "Logical_Flow") return { table, uuid, name: own, text: own, northbound: [] };
  const { external_ids: ids, logical_dp_group: group } = row as LogicalFlow;
  const hinted = names.ofHint(ids.get("stage-hint") ?? "");
  // Of several datapaths with one flow the hint names one.
  const northbound = group === undefined ? hinted : hinted.filter((one) => !DATAPATHS.has(one.table));
  const source = ids.get("source");
  const join = (told: (one: NorthboundName) => string): string =>
    northbound.length === 0 ? own : northbound.map(told).join(" or ");
  return {
    table,
    uuid,
    name: join((one) => one.name),
    text: join((one) => one.text),
    northbound,
    ...(source === undefined ? {} : { source }),
  };
}

function ofNorthbound(named: NorthboundName | undefined): Origin | undefined {
  if (named === undefined) return undefined;
  const { table, uuid, name, text } = named;
  return { table, uuid, name, text, northbound: [named] };
}

import type { Cluster, LogicalFlow, Southbound } from "@ovn-sim/model";
import { cookieOf } from "../chassis/index.ts";
import type { Flow } from "../openflow/index.ts";
import { type LogicalTable, logicalTableOf, type ReleaseProfile, tableKey } from "../release/index.ts";

/** The logical stage that an OpenFlow table is, for a datapath. */
export type LogicalStage = LogicalTable & { readonly stage: string | undefined };

/**
 * Finds logical flows and stage names for OpenFlow tables and cookies. The names are those that
 * ovn-northd left in `Logical_Flow.external_ids:stage-name`.
 */
export class LogicalStages {
  readonly #cluster: Cluster;
  readonly #profile: ReleaseProfile;
  #byCookie: CookieIndex | undefined;
  #names: ReadonlyMap<string, string> | undefined;
  /** What {@link stageOf} has been asked, by datapath and table. */
  readonly #stages = new Map<number, LogicalStage | undefined>();

  constructor(cluster: Cluster, profile: ReleaseProfile) {
    this.#cluster = cluster;
    this.#profile = profile;
  }

  /** The stage of a table, when it is one of the logical pipelines'. */
  stageOf(table: number, datapathKey: number): LogicalStage | undefined {
    const asked = tableKey(datapathKey, table);
    const known = this.#stages.get(asked);
    if (known !== undefined || this.#stages.has(asked)) return known;
    const stage = this.#findStage(table, datapathKey);
    this.#stages.set(asked, stage);
    return stage;
  }

  #findStage(table: number, datapathKey: number): LogicalStage | undefined {
    const place = logicalTableOf(table, this.#profile);
    if (place === undefined) return undefined;
    const { southbound } = this.#cluster;
    const row = southbound.datapathByKey.get(datapathKey);
    const kind = row === undefined ? undefined : this.#cluster.datapath(row.uuid)?.kind;
    const prefix = kind === "router" ? "lr" : "ls";
    const own = row && southbound.flowsIn(row.uuid, place.pipeline === "ingress", place.tableId)[0];
    const name = own?.external_ids.get(STAGE_NAME);
    if (name?.startsWith(prefix)) return { ...place, stage: name };
    this.#names ??= readStageNames(southbound);
    return { ...place, stage: this.#names.get(`${prefix} ${place.pipeline} ${place.tableId}`) };
  }

  /** Whether a table is one between the logical pipelines, where it is decided which chassis's egress pipeline comes next. */
  isOutput(table: number): boolean {
    const { largePacketDetect, logicalEgress } = this.#profile.tables;
    return table >= largePacketDetect && table < logicalEgress;
  }

  /** Whether a table is one beside the pipelines, which logical actions ask: of MAC bindings, port security, and so on. */
  isSideTable(table: number): boolean {
    return table > this.#profile.tables.logicalToPhysical;
  }

  /** The logical flow that an OpenFlow flow of a logical table was made from. */
  logicalFlow({ cookie, origin }: Pick<Flow, "cookie" | "origin">, place: LogicalTable): LogicalFlow | undefined {
    const { southbound } = this.#cluster;
    const isIt = (flow: LogicalFlow): boolean => flow.pipeline === place.pipeline && flow.table_id === place.tableId;
    const own = origin?.table === "Logical_Flow" ? southbound.tables.Logical_Flow.get(origin.uuid) : undefined;
    if (own !== undefined && cookieOf(own.uuid) === Number(cookie) && isIt(own)) return own;
    this.#byCookie ??= indexByCookie(southbound);
    const twins = this.#byCookie.get(Number(cookie));
    if (Array.isArray(twins)) return twins.find(isIt);
    return twins !== undefined && isIt(twins) ? twins : undefined;
  }
}

const STAGE_NAME = "stage-name";

/** The names by kind of datapath, pipeline and table. */
function readStageNames({ tables }: Southbound): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { external_ids, pipeline, table_id } of tables.Logical_Flow.values()) {
    const name = external_ids.get(STAGE_NAME);
    if (name !== undefined) names.set(`${name.slice(0, 2)} ${pipeline} ${table_id}`, name);
  }
  return names;
}

/** Few rows have the cookie of another: an array of its own for each would take as much memory as all else here. */
type CookieIndex = ReadonlyMap<number, LogicalFlow | LogicalFlow[]>;

function indexByCookie({ tables }: Southbound): CookieIndex {
  const index = new Map<number, LogicalFlow | LogicalFlow[]>();
  for (const flow of tables.Logical_Flow.values()) {
    const cookie = cookieOf(flow.uuid);
    const twins = index.get(cookie);
    if (twins === undefined) index.set(cookie, flow);
    else if (Array.isArray(twins)) twins.push(flow);
    else index.set(cookie, [twins, flow]);
  }
  return index;
}

import type { Cluster, LogicalFlow } from "@ovn-sim/model";
import { cookieOfUuid, type LogicalTable, logicalTableOf } from "../origin/index.ts";
import type { ReleaseProfile } from "../release/index.ts";

/** The logical stage that an OpenFlow table is, for a datapath. */
export type LogicalStage = LogicalTable & { readonly stage: string | undefined };

/** More than there are tables, so that a datapath's key and a table make one number. */
const TABLES = 256;

/**
 * Finds logical flows and stage names for OpenFlow tables and cookies. The names are those that
 * ovn-northd left in `Logical_Flow.external_ids:stage-name`.
 */
export class LogicalStages {
  readonly #cluster: Cluster;
  readonly #profile: ReleaseProfile;
  /** Few rows have the cookie of another: an array of its own for each would take as much memory as all else here. */
  readonly #byCookie = new Map<number, LogicalFlow | LogicalFlow[]>();
  readonly #names = new Map<string, string>();
  /** What {@link stageOf} has been asked, by datapath and table. */
  readonly #stages = new Map<number, LogicalStage | undefined>();

  constructor(cluster: Cluster, profile: ReleaseProfile) {
    this.#cluster = cluster;
    this.#profile = profile;
    for (const flow of cluster.southbound.tables.Logical_Flow.values()) {
      const cookie = cookieOfUuid(flow.uuid);
      const twins = this.#byCookie.get(cookie);
      if (twins === undefined) this.#byCookie.set(cookie, flow);
      else if (Array.isArray(twins)) twins.push(flow);
      else this.#byCookie.set(cookie, [twins, flow]);
      const name = flow.external_ids.get("stage-name");
      const kind = name?.slice(0, 2);
      if (name !== undefined && kind !== undefined) this.#names.set(`${kind} ${flow.pipeline} ${flow.table_id}`, name);
    }
  }

  /** The stage of a table, when it is one of the logical pipelines'. */
  stageOf(table: number, datapathKey: number): LogicalStage | undefined {
    const asked = datapathKey * TABLES + table;
    const known = this.#stages.get(asked);
    if (known !== undefined || this.#stages.has(asked)) return known;
    const stage = this.#findStage(table, datapathKey);
    this.#stages.set(asked, stage);
    return stage;
  }

  #findStage(table: number, datapathKey: number): LogicalStage | undefined {
    const place = logicalTableOf(table, this.#profile);
    if (place === undefined) return undefined;
    const row = this.#cluster.southbound.datapathByKey.get(datapathKey);
    const kind = row === undefined ? undefined : this.#cluster.datapath(row.uuid)?.kind;
    const prefix = kind === "router" ? "lr" : "ls";
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
  logicalFlow(cookie: number | bigint, { pipeline, tableId }: LogicalTable): LogicalFlow | undefined {
    const twins = this.#byCookie.get(Number(cookie));
    const isIt = (flow: LogicalFlow): boolean => flow.pipeline === pipeline && flow.table_id === tableId;
    if (Array.isArray(twins)) return twins.find(isIt);
    return twins !== undefined && isIt(twins) ? twins : undefined;
  }
}

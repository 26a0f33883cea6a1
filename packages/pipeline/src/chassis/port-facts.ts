import type { Cluster, ClusterChassis, ClusterPort, HaChassisGroup, Uuid } from "@ovn-sim/model";
import { cookieOf } from "./cookie.ts";
import { kindOfType, type PortKind } from "./port-kind.ts";

/** What a port's facts are read from. */
type PortColumns = ReturnType<typeof portColumns>;

export function portColumns(cluster: Cluster) {
  const { Encap: encaps, Port_Binding: rows, HA_Chassis_Group: groups } = cluster.southbound.tables;
  return {
    cluster,
    rows,
    groups,
    encaps,
    type: rows.readerOf("type"),
    name: rows.readerOf("logical_port"),
    key: rows.readerOf("tunnel_key"),
    datapath: rows.readerOf("datapath"),
    parent: rows.readerOf("parent_port"),
    chassis: rows.readerOf("chassis"),
    others: rows.readerOf("additional_chassis"),
    encap: rows.readerOf("encap"),
    group: rows.readerOf("ha_chassis_group"),
    options: rows.readerOf("options"),
  };
}

/**
 * What is asked of a port again and again, each column read once: a row decodes a column each time. It holds for every
 * chassis, and so do the parts that all flows of the port share. Neither the row nor its port are made before somebody asks
 * for them.
 */
export class PortFacts {
  /** The number of its row: ports are numbered in the order of the file. */
  readonly number: number;
  readonly kind: PortKind;
  readonly name: string;
  /** The tunnel key. */
  readonly key: number;
  readonly datapath: Uuid;
  /** The port whose interface it shares; absent when it has its own. */
  readonly parent: string | undefined;
  /** The main chassis that it is bound to. */
  readonly chassis: ClusterChassis | undefined;
  readonly haChassisGroup: HaChassisGroup | undefined;
  /** Every chassis that it is bound to, the main one in front. */
  readonly bound: readonly ClusterChassis[];
  /** The row has `additional_chassis`. */
  readonly isMultichassis: boolean;
  /** The address of the VTEP that it was given. */
  readonly encapIp: string | undefined;
  readonly isNetworkFunction: boolean;
  /** `options:redirect-type` is `bridged`. */
  readonly isBridged: boolean;
  /** Where its flows come from, and their cookie: the first 32 bits of the row's UUID. */
  readonly source: { readonly table: "Port_Binding"; readonly uuid: Uuid };
  readonly cookie: number;
  readonly #columns: PortColumns;

  constructor(columns: PortColumns, number: number) {
    const { chassisByUuid } = columns.cluster;
    const uuid = columns.rows.uuidOf(number);
    const main = columns.chassis(number);
    const others = columns.others(number);
    const encap = columns.encap(number);
    const group = columns.group(number);
    const options = columns.options(number);
    const further = others.length === 0 ? NOWHERE : others.flatMap((other) => chassisByUuid.get(other) ?? []);
    this.number = number;
    this.parent = columns.parent(number) || undefined;
    this.kind = kindOfType(columns.type(number), this.parent);
    this.name = columns.name(number);
    this.key = columns.key(number);
    this.datapath = columns.datapath(number);
    this.chassis = main === undefined ? undefined : chassisByUuid.get(main);
    this.haChassisGroup = group === undefined ? undefined : columns.groups.get(group);
    this.bound = this.chassis === undefined ? further : [this.chassis, ...further];
    this.isMultichassis = others.length > 0;
    this.encapIp = encap === undefined ? undefined : columns.encaps.get(encap)?.ip;
    this.isNetworkFunction = options.get("is-nf") === "true";
    this.isBridged = options.get("redirect-type")?.toLowerCase() === "bridged";
    this.source = { table: "Port_Binding", uuid };
    this.cookie = cookieOf(uuid);
    this.#columns = columns;
  }

  get port(): ClusterPort {
    return this.#columns.cluster.portOf(this.#columns.rows.at(this.number));
  }
}

const NOWHERE: readonly ClusterChassis[] = [];

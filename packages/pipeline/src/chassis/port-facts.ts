import type { Cluster, ClusterChassis, ClusterPort, HaChassisGroup, Uuid } from "@ovn-sim/model";
import { cookieOf } from "./cookie.ts";
import { kindOfType, type PortKind } from "./port-kind.ts";

/**
 * The facts of every port of a cluster, in the order of the file, and the ways to find them. Nearly all ports are plain: VIFs
 * of no further chassis. What looks for anything else passes over them by `special`.
 */
export type PortBook = {
  readonly all: readonly PortFacts[];
  /** Those that are not plain. */
  readonly special: readonly PortFacts[];
  readonly byDatapath: ReadonlyMap<Uuid, DatapathPorts>;
  byUuid(uuid: Uuid): PortFacts | undefined;
  of(port: ClusterPort): PortFacts;
  /** By `Port_Binding.logical_port`. */
  named(name: string): PortFacts | undefined;
  /** The ports of a datapath; none for an unknown one. */
  onDatapath(datapath: Uuid): DatapathPorts;
};

export type DatapathPorts = { readonly all: readonly PortFacts[]; readonly special: readonly PortFacts[] };

const books = new WeakMap<Cluster, PortBook>();

/** One book for each cluster, which does not change: every chassis that is compiled reads the same. */
export function portBook(cluster: Cluster): PortBook {
  const known = books.get(cluster);
  if (known !== undefined) return known;
  const made = createBook(cluster);
  books.set(cluster, made);
  return made;
}

function createBook(cluster: Cluster): PortBook {
  const { portByName, tables } = cluster.southbound;
  const rows = tables.Port_Binding;
  const all: PortFacts[] = [];
  const byNumber: PortFacts[] = [];
  const special: PortFacts[] = [];
  const byDatapath = new Map<Uuid, { readonly uuid: Uuid; readonly all: PortFacts[]; readonly special: PortFacts[] }>();
  const columns = portColumns(cluster);
  rows.forEachNumber((number) => {
    const datapath = columns.datapath(number);
    let neighbours = byDatapath.get(datapath);
    if (neighbours === undefined) byDatapath.set(datapath, (neighbours = { uuid: datapath, all: [], special: [] }));
    const facts = new PortFacts(columns, number, all.length, neighbours.uuid);
    all.push(facts);
    byNumber[number] = facts;
    neighbours.all.push(facts);
    if (facts.kind === "vif" && !facts.isMultichassis) return;
    neighbours.special.push(facts);
    special.push(facts);
  });
  const byUuid = (uuid: Uuid): PortFacts | undefined => byNumber[rows.numberOf(uuid)];
  return {
    all,
    special,
    byUuid,
    byDatapath,
    of: ({ row }) => byUuid(row.uuid)!,
    named: (name) => {
      const row = portByName.get(name);
      return row && byUuid(row.uuid);
    },
    onDatapath: (datapath) => byDatapath.get(datapath) ?? NONE,
  };
}

const NONE: DatapathPorts = { all: [], special: [] };

/** What a port's facts are read from. */
type PortColumns = ReturnType<typeof portColumns>;

function portColumns(cluster: Cluster) {
  const { Encap, Port_Binding: rows, HA_Chassis_Group: groups } = cluster.southbound.tables;
  return {
    cluster,
    rows,
    groups,
    ips: new Map(Array.from(Encap.values(), ({ uuid, ip }) => [uuid, ip])),
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
  /** Dense number of the port within its cluster, in the order of the file. */
  readonly nth: number;
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
  readonly #number: number;

  /** `datapath` is one text for all ports of a datapath: it is compared faster than one text each. */
  constructor(columns: PortColumns, number: number, nth: number, datapath: Uuid) {
    const { chassisByUuid } = columns.cluster;
    const uuid = columns.rows.uuidOf(number);
    const main = columns.chassis(number);
    const others = columns.others(number);
    const encap = columns.encap(number);
    const group = columns.group(number);
    const options = columns.options(number);
    const further = others.length === 0 ? NOWHERE : others.flatMap((other) => chassisByUuid.get(other) ?? []);
    this.nth = nth;
    this.parent = columns.parent(number) || undefined;
    this.kind = kindOfType(columns.type(number), this.parent);
    this.name = columns.name(number);
    this.key = columns.key(number);
    this.datapath = datapath;
    this.chassis = main === undefined ? undefined : chassisByUuid.get(main);
    this.haChassisGroup = group === undefined ? undefined : columns.groups.get(group);
    this.bound = this.chassis === undefined ? further : [this.chassis, ...further];
    this.isMultichassis = others.length > 0;
    this.encapIp = encap === undefined ? undefined : columns.ips.get(encap);
    this.isNetworkFunction = options.get("is-nf") === "true";
    this.isBridged = options.get("redirect-type")?.toLowerCase() === "bridged";
    this.source = { table: "Port_Binding", uuid };
    this.cookie = cookieOf(uuid);
    this.#columns = columns;
    this.#number = number;
  }

  get port(): ClusterPort {
    return this.#columns.cluster.portOf(this.#columns.rows.at(this.#number));
  }
}

const NOWHERE: readonly ClusterChassis[] = [];

/**
 * The ports that a chassis may claim, in the order of the file: it claims a plain one by an interface of its own alone, so
 * of those it looks at the ones that its `interfaces` name.
 */
export function claimable(cluster: Cluster, interfaces: Iterable<string>): readonly PortFacts[] {
  const book = portBook(cluster);
  const found = new Set(book.special);
  for (const name of interfaces) {
    const facts = book.named(name);
    if (facts !== undefined) found.add(facts);
  }
  return [...found].sort((a, b) => a.nth - b.nth);
}

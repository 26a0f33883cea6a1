import type { Cluster, ClusterChassis, ClusterPort, HaChassisGroup, PortBinding, Uuid } from "@ovn-sim/model";
import { kindOfType, type PortKind } from "./port-kind.ts";

/**
 * What is asked of a port again and again, each column read once: a row decodes a column each time. It holds for every
 * chassis, and so do the parts that all flows of the port share.
 */
export type PortFacts = {
  readonly port: ClusterPort;
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
};

/**
 * The facts of every port of a cluster, in the order of the file, and the ways to find them. Nearly all ports are plain: VIFs
 * of no further chassis. What looks for anything else passes over them by `special`.
 */
export type PortBook = {
  readonly all: readonly PortFacts[];
  /** Those that are not plain. */
  readonly special: readonly PortFacts[];
  readonly byDatapath: ReadonlyMap<Uuid, DatapathPorts>;
  readonly byUuid: ReadonlyMap<Uuid, PortFacts>;
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
  const all: PortFacts[] = [];
  const byUuid = new Map<Uuid, PortFacts>();
  const special: PortFacts[] = [];
  const byDatapath = new Map<Uuid, { readonly uuid: Uuid; readonly all: PortFacts[]; readonly special: PortFacts[] }>();
  for (const row of tables.Port_Binding.values()) {
    const { datapath } = row;
    let neighbours = byDatapath.get(datapath);
    if (neighbours === undefined) byDatapath.set(datapath, (neighbours = { uuid: datapath, all: [], special: [] }));
    const facts = readFacts(cluster, row, all.length, neighbours.uuid);
    all.push(facts);
    byUuid.set(facts.source.uuid, facts);
    neighbours.all.push(facts);
    if (facts.kind === "vif" && !facts.isMultichassis) continue;
    neighbours.special.push(facts);
    special.push(facts);
  }
  return {
    all,
    special,
    byUuid,
    byDatapath,
    of: ({ row }) => byUuid.get(row.uuid)!,
    named: (name) => {
      const row = portByName.get(name);
      return row && byUuid.get(row.uuid);
    },
    onDatapath: (datapath) => byDatapath.get(datapath) ?? NONE,
  };
}

const NONE: DatapathPorts = { all: [], special: [] };

/** `datapath` is one text for all ports of a datapath: it is compared faster than one text each. */
function readFacts(cluster: Cluster, row: PortBinding, nth: number, datapath: Uuid): PortFacts {
  const { chassisByUuid } = cluster;
  const { tables } = cluster.southbound;
  const { options, uuid, chassis: main, additional_chassis: others, encap, ha_chassis_group: group } = row;
  const parent = row.parent_port || undefined;
  const chassis = main === undefined ? undefined : chassisByUuid.get(main);
  const additional = others.length === 0 ? NOWHERE : others.flatMap((other) => chassisByUuid.get(other) ?? []);
  return {
    port: cluster.portOf(row),
    nth,
    kind: kindOfType(row.type, parent),
    name: row.logical_port,
    key: row.tunnel_key,
    datapath,
    parent,
    chassis,
    haChassisGroup: group === undefined ? undefined : tables.HA_Chassis_Group.get(group),
    bound: chassis === undefined ? additional : [chassis, ...additional],
    isMultichassis: others.length > 0,
    encapIp: encap === undefined ? undefined : tables.Encap.get(encap)?.ip,
    isNetworkFunction: options.get("is-nf") === "true",
    isBridged: options.get("redirect-type")?.toLowerCase() === "bridged",
    source: { table: "Port_Binding", uuid },
    cookie: Number.parseInt(uuid.slice(0, 8), 16),
  };
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

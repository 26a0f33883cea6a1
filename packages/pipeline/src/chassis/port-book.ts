import type { Cluster, ClusterChassis, ClusterPort, PortBinding, TypedTable, Uuid } from "@ovn-sim/model";
import { PortFacts, portColumns } from "./port-facts.ts";

/** Keys of `options` that mean something to a chassis which has nothing else to do with the port. */
const TELLING_OPTIONS = ["is-nf", "redirect-type", "l2gateway-chassis", "l3gateway-chassis"];

/** Where flows of a port come from. */
type PortSource = { readonly table: "Port_Binding"; readonly uuid: Uuid };

/**
 * Every port of a cluster by the number of its row, and the ways to find one. Nearly all ports are plain: VIFs of no more
 * than one chassis, of which no chassis but that one, and no chassis that has an interface of that name, has to know more
 * than the columns here. They are read column by column. What looks for anything else passes over plain ports by `special`.
 */
export class PortBook {
  readonly rows: TypedTable<PortBinding>;
  /** Tunnel keys. */
  readonly keys: readonly number[];
  /** The number of the datapath of each port, of the chassis that it is bound to, and of the Encap that it was given; -1 for none. */
  readonly datapaths: Int32Array;
  readonly homes: Int32Array;
  readonly encaps: Int32Array;
  /** The cookies of their flows: the first 32 bits of the UUIDs. */
  readonly cookies: Uint32Array;
  /** 1 for each plain port. */
  readonly plain: Uint8Array;
  /** Those that are not plain, in the order of the file. */
  readonly special: readonly PortFacts[];
  readonly byDatapath: ReadonlyMap<Uuid, DatapathPorts>;
  readonly #cluster: Cluster;
  readonly #columns: ReturnType<typeof portColumns>;
  readonly #facts: (PortFacts | undefined)[];
  #sources: readonly PortSource[] | undefined;
  readonly #chassis: readonly (ClusterChassis | undefined)[];
  readonly #chassisNumbers: ReadonlyMap<ClusterChassis, number>;
  #requested: Int32Array | undefined;

  constructor(cluster: Cluster) {
    const { Port_Binding: rows, Chassis, Datapath_Binding, Encap } = cluster.southbound.tables;
    this.#cluster = cluster;
    this.rows = rows;
    this.keys = rows.integersOf("tunnel_key");
    this.datapaths = rows.referencesOf("datapath", Datapath_Binding);
    this.homes = rows.referencesOf("chassis", Chassis);
    this.encaps = rows.referencesOf("encap", Encap);
    this.cookies = rows.uuidWords();
    this.plain = findPlain(cluster);
    this.#columns = portColumns(cluster);
    this.#facts = new Array<PortFacts | undefined>(rows.count).fill(undefined);
    const all = [...cluster.chassis.values()];
    this.#chassisNumbers = new Map(all.map((chassis) => [chassis, Chassis.numberOf(chassis.row.uuid)]));
    const chassis = new Array<ClusterChassis | undefined>(Chassis.count).fill(undefined);
    for (const [one, number] of this.#chassisNumbers) chassis[number] = one;
    this.#chassis = chassis;

    const special: PortFacts[] = [];
    const byNumber: (DatapathPorts | undefined)[] = new Array<undefined>(Datapath_Binding.count).fill(undefined);
    const byDatapath = new Map<Uuid, DatapathPorts>();
    rows.forEachNumber((number) => {
      const datapath = this.datapaths[number]!;
      let ports = byNumber[datapath];
      if (ports === undefined) {
        byNumber[datapath] = ports = new DatapathPorts(this, Datapath_Binding.uuidOf(datapath));
        byDatapath.set(ports.uuid, ports);
      }
      ports.numbers.push(number);
      if (this.plain[number] === 1) return;
      const facts = this.at(number);
      ports.special.push(facts);
      special.push(facts);
    });
    this.special = special;
    this.byDatapath = byDatapath;
  }

  /** How many ports there are. */
  get size(): number {
    return this.rows.size;
  }

  /** Where the flows of the ports come from. */
  get sources(): readonly PortSource[] {
    return (this.#sources ??= this.rows.uuids().map((uuid) => ({ table: "Port_Binding", uuid })));
  }

  /** The number of the chassis that each port requests; -1 for none. */
  get requested(): Int32Array {
    return (this.#requested ??= this.rows.referencesOf("requested_chassis", this.#cluster.southbound.tables.Chassis));
  }

  /** The facts of a port. */
  at(number: number): PortFacts {
    return (this.#facts[number] ??= new PortFacts(this.#columns, number));
  }

  of({ row }: ClusterPort): PortFacts {
    return this.at(this.rows.numberOf(row.uuid));
  }

  /** By `Port_Binding.logical_port`. */
  named(name: string): PortFacts | undefined {
    const number = this.numberNamed(name);
    return number < 0 ? undefined : this.at(number);
  }

  /** The same; -1 when there is none. */
  numberNamed(name: string): number {
    return this.#cluster.southbound.portByName.numberOf(name);
  }

  /** The ports of a datapath; none for an unknown one. */
  onDatapath(datapath: Uuid): DatapathPorts {
    return this.byDatapath.get(datapath) ?? new DatapathPorts(this, datapath);
  }

  /** The chassis of a number of `homes`. */
  chassisOf(home: number): ClusterChassis | undefined {
    return home < 0 ? undefined : this.#chassis[home];
  }

  /** The address of a number of `encaps`. */
  ipOf(encap: number): string | undefined {
    return encap < 0 ? undefined : this.#cluster.southbound.tables.Encap.at(encap).ip;
  }

  numberOfDatapath(datapath: Uuid): number {
    return this.#cluster.southbound.tables.Datapath_Binding.numberOf(datapath);
  }

  numberOfChassis(chassis: ClusterChassis): number {
    return this.#chassisNumbers.get(chassis)!;
  }
}

/** The ports of a datapath. */
export class DatapathPorts {
  readonly uuid: Uuid;
  /** In the order of the file, as all that follow. */
  readonly numbers: number[] = [];
  /** Those that are not plain. */
  readonly special: PortFacts[] = [];
  readonly #book: PortBook;

  constructor(book: PortBook, uuid: Uuid) {
    this.#book = book;
    this.uuid = uuid;
  }

  get all(): readonly PortFacts[] {
    return this.numbers.map((number) => this.#book.at(number));
  }
}

/** Marks the plain ports. Where two have one name, which ovsdb-server forbids, none is: a name then tells no port from another. */
function findPlain({ southbound }: Cluster): Uint8Array {
  const { portByName, tables } = southbound;
  const rows = tables.Port_Binding;
  const plain = new Uint8Array(rows.count);
  if (portByName.size < rows.size) return plain;
  plain.fill(1);
  for (const column of ["type", "parent_port", "additional_chassis", "ha_chassis_group"] as const) {
    for (const number of rows.filledIn(column)) plain[number] = 0;
  }
  for (const number of rows.holdersOf("options", TELLING_OPTIONS)) plain[number] = 0;
  return plain;
}

const books = new WeakMap<Cluster, PortBook>();

/** One book for each cluster, which does not change: every chassis that is compiled reads the same. */
export function portBook(cluster: Cluster): PortBook {
  let book = books.get(cluster);
  if (book === undefined) books.set(cluster, (book = new PortBook(cluster)));
  return book;
}

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
  return [...found].sort((a, b) => a.number - b.number);
}

import { type Cluster, createCluster, type Database, type Datum, readDatabase } from "@ovn-sim/model";

/** Columns of one row; a plain object stands for a map of strings. */
export type RowSpec = Readonly<Record<string, Datum | Readonly<Record<string, string>>>>;

/** Rows by UUID; short ones such as `e1` are made long by {@link longUuid}. */
export type TableSpecs = Readonly<Record<string, Readonly<Record<string, RowSpec>>>>;

/** A UUID for a name: its first eight digits spell the first letters, which makes cookies readable. */
export function longUuid(name: string): string {
  let hash = 0;
  const hex = Array.from(name, (character) => {
    const code = character.codePointAt(0)!;
    hash = (Math.imul(hash, 31) + code) >>> 0;
    return code.toString(16).padStart(2, "0");
  });
  return `${hex.join("").slice(0, 8).padEnd(8, "0")}-0000-4000-8000-${hash.toString(16).padStart(12, "0")}`;
}

/** Columns that hold text although a row may have that name. */
const PLAIN: ReadonlySet<string> = new Set([
  "name",
  "logical_port",
  "chassis_name",
  "hostname",
  "parent_port",
  "mirror_port",
  "mac",
]);

/** A database as `ovsdb-client dump --format=json` prints it. Columns that a row leaves out are empty. */
function database(file: string, tables: TableSpecs): Database {
  const uuids = new Set(Object.values(tables).flatMap((rows) => Object.keys(rows)));
  const atom = (column: string, value: unknown): unknown =>
    typeof value === "string" && uuids.has(value) && !PLAIN.has(column) ? ["uuid", longUuid(value)] : value;
  const cell = (column: string, value: RowSpec[string]): unknown => {
    if (Array.isArray(value)) return ["set", value.map((each) => atom(column, each))];
    if (typeof value === "object") return ["map", Object.entries(value)];
    return atom(column, value);
  };
  const lines = Object.entries(tables).map(([table, rows]) => {
    const headings = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))].toSorted();
    const data = Object.entries(rows).map(([uuid, row]) => [
      ["uuid", longUuid(uuid)],
      ...headings.map((column) => (row[column] === undefined ? emptyCell(column) : cell(column, row[column]))),
    ]);
    return JSON.stringify({ caption: `${table} table`, data, headings: ["_uuid", ...headings] });
  });
  const read = readDatabase(new TextEncoder().encode(lines.join("\n")), { file });
  if (!read.ok) throw new Error(read.errors.map(({ message }) => message).join("; "));
  return read.value;
}

const MAPS: ReadonlySet<string> = new Set(["options", "external_ids", "other_config"]);
const TEXTS: ReadonlySet<string> = new Set(["type", "name", "hostname", "datapath_type", "ip"]);

/** Nothing, in a column of one of the tables here. */
function emptyCell(column: string): unknown {
  if (MAPS.has(column)) return ["map", []];
  return TEXTS.has(column) ? "" : ["set", []];
}

/** A chassis to describe: its addresses, its interfaces, and what else its database holds. */
export type ChassisSpec = {
  readonly name: string;
  readonly ips: readonly string[];
  readonly types?: readonly string[];
  /** The address whose Encap rows are marked as the default. */
  readonly defaultIp?: string;
  /** Settings of `Open_vSwitch.external_ids` besides the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly otherConfig?: Readonly<Record<string, string>>;
  readonly transportZones?: readonly string[];
  /** Logical ports of its interfaces, with their OpenFlow ports. Left out: no database of the chassis. */
  readonly vifs?: Readonly<Record<string, number>>;
  /** Tunnel ports by OpenFlow port: chassis, remote address, local address. */
  readonly tunnels?: Readonly<Record<number, readonly [chassis: string, remoteIp: string, localIp: string]>>;
  readonly tunnelType?: string;
  /** Patch ports to other bridges: localnet port to OpenFlow port. */
  readonly patches?: Readonly<Record<string, number>>;
  readonly zones?: Readonly<Record<string, number>>;
};

export type ClusterSpec = {
  readonly version?: string;
  readonly chassis: readonly ChassisSpec[];
  /** Southbound tables besides SB_Global, Chassis and Encap. */
  readonly tables: TableSpecs;
  readonly options?: Readonly<Record<string, string>>;
  /** Tables of a Northbound. Left out: none is there. */
  readonly northbound?: TableSpecs;
};

/** A cluster made by hand. A port names its chassis and Encap by `hv1` and `hv1/geneve/10.0.0.1`. */
export function smallCluster(spec: ClusterSpec): Cluster {
  const { version = "26.03.1-21.8.0-82.14", chassis, tables, options, northbound } = spec;
  const encaps: Record<string, RowSpec> = {};
  const rows: Record<string, RowSpec> = {};
  for (const { name, ips, types = ["geneve"], defaultIp, otherConfig = {}, transportZones = [] } of chassis) {
    const own: string[] = [];
    for (const type of types) {
      for (const ip of ips) {
        const id = `${name}/${type}/${ip}`;
        encaps[id] = { ip, type, chassis_name: name, options: ip === defaultIp ? { is_default: "true" } : {} };
        own.push(id);
      }
    }
    rows[name] = { name, hostname: name, encaps: own, other_config: otherConfig, transport_zones: transportZones };
  }
  const southbound = database("sb.json", {
    SB_Global: { global: { options: { northd_internal_version: version, ...options } } },
    Chassis: rows,
    Encap: encaps,
    ...tables,
  });
  const hosts = chassis.flatMap((spec) => (spec.vifs === undefined ? [] : [hostDatabase(spec)]));
  const others = northbound === undefined ? [] : [database("nb.json", { NB_Global: { g: {} }, ...northbound })];
  const cluster = createCluster([southbound, ...others, ...hosts]);
  if (!cluster.ok) throw new Error(cluster.errors.map(({ message }) => message).join("; "));
  return cluster.value;
}

function hostDatabase(spec: ChassisSpec): Database {
  const { name, ips, types = ["geneve"], settings = {}, vifs = {}, tunnels = {}, patches = {}, zones = {} } = spec;
  const ports: Record<string, RowSpec> = {};
  const interfaces: Record<string, RowSpec> = {};
  const add = (port: string, ofport: number, columns: RowSpec, portColumns: RowSpec = {}): void => {
    ports[`${port}.p`] = { name: port, interfaces: [`${port}.i`], ...portColumns };
    interfaces[`${port}.i`] = { name: port, ofport, ...columns };
  };
  for (const [logicalPort, ofport] of Object.entries(vifs)) {
    add(`v${ofport}`, ofport, { type: "", external_ids: { "iface-id": logicalPort } });
  }
  for (const [ofport, [chassis, remote, local]] of Object.entries(tunnels)) {
    const id = chassis === "flow" ? "flow" : `${chassis}@${remote}%${local}`;
    const type = spec.tunnelType ?? types[0] ?? "geneve";
    const columns = { type, options: { remote_ip: remote, local_ip: local, key: "flow" } };
    const ids = chassis === "flow" ? { "ovn-chassis-id": id, "ovn-tunnel-type": type } : { "ovn-chassis-id": id };
    add(`t${ofport}`, Number(ofport), columns, { external_ids: ids });
  }
  for (const [logicalPort, ofport] of Object.entries(patches)) {
    add(`x${ofport}`, ofport, { type: "patch" }, { external_ids: { "ovn-localnet-port": logicalPort } });
  }
  const zoneIds = Object.fromEntries(Object.entries(zones).map(([zone, id]) => [`ct-zone-${zone}`, String(id)]));
  const ids = { "system-id": name, "ovn-encap-ip": ips.join(","), "ovn-encap-type": types.join(","), ...settings };
  return database(`${name}.json`, {
    Open_vSwitch: { root: { bridges: ["int", "ex"], external_ids: ids } },
    Bridge: {
      int: { name: "br-int", ports: Object.keys(ports), external_ids: zoneIds },
      ex: { name: "br-ex", ports: [] },
    },
    Port: ports,
    Interface: interfaces,
  });
}

import { type Cluster, type ClusterDatapath, createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { type ChassisView, createChassisView, isChassisResident } from "../chassis/index.ts";
import { KNOWN_RELEASES, profileFor } from "../release/index.ts";
import { readAddressSet } from "./expr/address-set.ts";
import type { ExprWorld } from "./expr/stages.ts";
import { createSymbolTable } from "./expr/tables.ts";

export type ExprWorldOptions = {
  /** Where address sets, port groups and ports are looked up. Default: there are none. */
  readonly cluster?: Cluster;
  /** The chassis that residence is about, and whose ports count of a port group. Default: residence is not known, all ports count. */
  readonly chassis?: string;
  /** The datapath of the match, by name or UUID. Default: the one that a named port is on; port groups then have none. */
  readonly datapath?: string;
  /** `X.Y` or `X.Y.Z`. Default: what the Southbound says, or without one the newest that is known. */
  readonly release?: string;
  /** Tunnel keys of ports and multicast groups that count before the cluster's. */
  readonly portKeys?: ReadonlyMap<string, number>;
  /** Ports that are on the chassis, whatever the cluster says. */
  readonly residents?: ReadonlySet<string>;
};

/** What the names in an expression refer to, in a snapshot or without one. */
export function createExprWorld(options: ExprWorldOptions): Parsed<ExprWorld> {
  const { cluster } = options;
  const profile = profileFor(options.release ?? cluster?.release ?? KNOWN_RELEASES.at(-1)!);
  if (!profile.ok) return profile;
  const { release, patch } = profile.value;
  const given = (name: string): number | undefined => options.portKeys?.get(name) ?? (name === "none" ? 0 : undefined);
  const isGivenResident = (name: string): true | undefined =>
    options.residents?.has(name) === true ? true : undefined;
  const table = createSymbolTable({ release, patch });
  if (cluster === undefined) {
    return { ok: true, value: { table, lookupPort: given, isResident: isGivenResident }, notes: [] };
  }
  const view =
    options.chassis === undefined
      ? undefined
      : createChassisView(cluster, options.chassis, { release: `${release}.${patch}` });
  if (view?.ok === false) return view;
  const datapath = options.datapath === undefined ? undefined : findDatapath(cluster, options.datapath);
  if (datapath?.ok === false) return datapath;
  const notes: Diagnostic[] = [...(datapath?.notes ?? [])];
  const value: ExprWorld = {
    table,
    ...namesIn(cluster, view?.value, datapath?.value, (note) => void notes.push(note)),
  };
  const { lookupPort, isResident } = value;
  return {
    ok: true,
    value: {
      ...value,
      lookupPort: (name) => given(name) ?? lookupPort(name),
      isResident: (name) => isGivenResident(name) ?? isResident(name),
    },
    notes,
  };
}

function namesIn(
  { southbound }: Cluster,
  view: ChassisView | undefined,
  datapath: ClusterDatapath | undefined,
  report: (note: Diagnostic) => void,
): Omit<ExprWorld, "table"> {
  return {
    addressSet: (name) => {
      const row = southbound.addressSetByName.get(name);
      if (row === undefined) return undefined;
      const place = { file: southbound.file, table: "Address_Set", row: row.uuid, column: "addresses" };
      const { members, notes } = readAddressSet(row.addresses, place);
      for (const note of notes) report(note);
      return members;
    },
    portGroup: (name) => {
      const row = datapath && southbound.portGroupByName.get(`${datapath.row.tunnel_key}_${name}`);
      return row?.ports.filter((port) => view === undefined || view.relatedPorts.has(port));
    },
    lookupPort: (name) => {
      const port = southbound.portByName.get(name);
      if (datapath === undefined) return port?.tunnel_key;
      if (port?.datapath === datapath.row.uuid) return port.tunnel_key;
      return southbound.groupsOf(datapath.row.uuid).find((group) => group.name === name)?.tunnel_key;
    },
    isResident: (port) => view && isChassisResident(view, port),
  };
}

/** The datapath of a name, which a switch and a router may share, or of a UUID. */
function findDatapath(cluster: Cluster, wanted: string): Parsed<ClusterDatapath> {
  const all = [...cluster.southbound.tables.Datapath_Binding.keys()].flatMap((uuid) => cluster.datapath(uuid) ?? []);
  const found = all.filter(({ row, name }) => row.uuid === wanted || name === wanted);
  if (found.length === 1) return { ok: true, value: found[0]!, notes: [] };
  const names = all.map(({ name }) => name).sort();
  const message =
    found.length === 0
      ? `no datapath is called ${JSON.stringify(wanted)}; there are: ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}`
      : `${found.length} datapaths are called ${JSON.stringify(wanted)}`;
  const hint = found.length === 0 ? undefined : `name one by its UUID: ${found.map(({ row }) => row.uuid).join(", ")}`;
  return { ok: false, errors: [createDiagnostic("OVN4022", { file: cluster.southbound.file }, message, hint)] };
}

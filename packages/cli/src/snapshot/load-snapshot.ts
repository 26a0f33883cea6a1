import { basename, dirname, resolve } from "node:path";
import {
  checkTables,
  type Cluster,
  createCluster,
  createDiagnostic,
  type Diagnostic,
  type Parsed,
  type UnderlayKind,
} from "@ovn-sim/model";
import {
  type Content,
  type ReadDatabaseFile,
  readDatabases,
  recogniseFiles,
  type RecognisedFile,
} from "./read-files.ts";
import { distinctDatabases, systemIdOf } from "./same-database.ts";
import { type ChangeOptions, changeDatabases } from "./change-databases.ts";

/** The files with what a chassis has installed, by what they hold; more than one of a kind must agree. */
export type ChassisFiles = {
  readonly [K in "flows" | "groups" | "ports" | "meters" | UnderlayKind]?: readonly [string, ...string[]];
};

/** Everything that was found under the paths of the command line. */
export type Snapshot = {
  readonly cluster: Cluster;
  /** The dumps of each chassis, by the chassis's name. */
  readonly installed: ReadonlyMap<string, ChassisFiles>;
  /** Files that hold nothing that ovn-sim reads. */
  readonly unused: readonly string[];
  /** What every answer rests on that the files do not say: the changes that were asked about. */
  readonly assumptions: readonly string[];
  /** The cluster without the changes that were asked about; linked when it is first asked for. */
  readonly asRead: () => Parsed<Cluster>;
};

export type LoadedSnapshot = {
  /** Absent when no true answer is possible; the diagnostics say why. */
  readonly snapshot: Snapshot | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** Reads the snapshot that the paths name, changes what is asked about, and links it. */
export function loadSnapshot(paths: readonly string[], options: ChangeOptions = {}): LoadedSnapshot {
  const recognised = recogniseFiles(paths);
  const diagnostics: Diagnostic[] = [...recognised.diagnostics];
  const empty = recognised.files.filter(({ content }) => content.kind === "empty").map(({ path }) => path);
  const read = readDatabases(recognised.files);
  diagnostics.push(...read.diagnostics);
  const distinct = distinctDatabases(read.databases);
  diagnostics.push(...distinct.diagnostics);
  if (distinct.databases.length === 0) {
    diagnostics.unshift(...empty.map(emptyFile));
    if (!diagnostics.some((diagnostic) => diagnostic.severity === "error")) {
      const [only, ...others] = recognised.files;
      const count = `${recognised.files.length} file${recognised.files.length === 1 ? "" : "s"}`;
      const found = `found no OVSDB database among ${count}`;
      diagnostics.push(
        createDiagnostic(
          "OVN8004",
          { file: only !== undefined && others.length === 0 ? only.path : paths.join(" ") },
          `${found}, expected at least an OVN_Southbound database`,
          "make one with: ovsdb-client backup unix:/var/run/ovn/ovnsb_db.sock OVN_Southbound > sb.db",
        ),
      );
    }
    return { snapshot: undefined, diagnostics };
  }
  const changed = changeDatabases(distinct.databases, options);
  if (!changed.ok) return { snapshot: undefined, diagnostics: [...diagnostics, ...changed.errors] };
  diagnostics.push(...changed.notes);
  const linked = createCluster(changed.value.databases);
  if (!linked.ok)
    return { snapshot: undefined, diagnostics: [...empty.map(emptyFile), ...diagnostics, ...linked.errors] };
  diagnostics.unshift(...empty.map(isComplete(linked.value) ? spareFile : emptyFile));
  diagnostics.push(...distinct.databases.flatMap(checkTables), ...linked.notes);
  const isEmpty = linked.value.chassis.size === 0 && linked.value.southbound.tables.Port_Binding.size === 0;
  if (isEmpty && diagnostics.some(({ severity }) => severity === "error")) return { snapshot: undefined, diagnostics };
  const installed = assignToChassis(linked.value, read.databases, recognised.files, diagnostics);
  const unused = recognised.files.filter(({ content }) => content.kind === "other").map(({ path }) => path);
  const { assumptions } = changed.value;
  const asRead = (): Parsed<Cluster> => (assumptions.length === 0 ? linked : createCluster(distinct.databases));
  return { snapshot: { cluster: linked.value, installed, unused, assumptions, asRead }, diagnostics };
}

function emptyFile(file: string): Diagnostic {
  return createDiagnostic("OVN1001", { file }, "the file is empty", "take the dump again");
}

/** Some commands print nothing when there is nothing to tell: a list of no rows, of no conntrack zones. */
function spareFile(file: string): Diagnostic {
  return createDiagnostic(
    "OVN8015",
    { file },
    "the file is empty; no database of the cluster is missing, so it was none",
  );
}

/** Whether every database that the cluster can have is there, so that an empty file is none of them. */
function isComplete({ northbound, chassis }: Cluster): boolean {
  return northbound !== undefined && [...chassis.values()].every(({ ovs, isRemote }) => ovs !== undefined || isRemote);
}

/** Per-chassis files belong to the chassis in whose folder, or nearest outer folder, its database lies or that has its name. */
function assignToChassis(
  cluster: Cluster,
  databases: readonly ReadDatabaseFile[],
  files: readonly RecognisedFile[],
  diagnostics: Diagnostic[],
): ReadonlyMap<string, ChassisFiles> {
  const byFolder = chassisByFolder(cluster, databases);
  const byName = new Map([...cluster.chassis.values()].map((chassis) => [chassis.row.hostname, chassis.name]));
  for (const name of cluster.chassis.keys()) byName.set(name, name);
  const result = new Map<string, { -readonly [K in keyof ChassisFiles]: [string, ...string[]] }>();
  for (const { path, content } of files) {
    if (!isInstalled(content)) continue;
    const chassis = chassisOfFolder(dirname(resolve(path)), byFolder, byName);
    if (chassis === undefined) {
      const hint = `put it in the folder of its chassis (${[...cluster.chassis.keys()].join(", ")})`;
      diagnostics.push(
        createDiagnostic("OVN8005", { file: path }, `these ${content.kind} belong to no chassis of the snapshot`, hint),
      );
      continue;
    }
    let own = result.get(chassis);
    if (own === undefined) result.set(chassis, (own = {}));
    const others = own[content.kind];
    if (others === undefined) own[content.kind] = [path];
    else others.push(path);
  }
  return result;
}

/** The folders that hold the database of one chassis, and of no other. */
function chassisByFolder(cluster: Cluster, databases: readonly ReadDatabaseFile[]): ReadonlyMap<string, string> {
  const chassis = new Map<string, string | undefined>();
  for (const { database } of databases) {
    const name = systemIdOf(database);
    if (name === undefined || !cluster.chassis.has(name)) continue;
    const folder = dirname(resolve(database.file));
    chassis.set(folder, chassis.has(folder) && chassis.get(folder) !== name ? undefined : name);
  }
  return new Map([...chassis].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function isInstalled(content: Content): content is Content & { readonly kind: keyof ChassisFiles } {
  return content.kind !== "database" && content.kind !== "empty" && content.kind !== "other";
}

function chassisOfFolder(
  folder: string,
  byFolder: ReadonlyMap<string, string>,
  byName: ReadonlyMap<string, string>,
): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = byFolder.get(at) ?? byName.get(basename(at));
    if (found !== undefined) return found;
    if (dirname(at) === at) return undefined;
  }
}

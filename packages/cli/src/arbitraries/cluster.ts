import { type Cluster, createCluster, type Database, readDatabase } from "@ovn-sim/model";
import { hostTables } from "./host.ts";
import { formatDump, formatLog, type Tables } from "./rows.ts";
import { chassisName, type Scenario } from "./scenario.ts";
import { southboundTables } from "./southbound.ts";

/** How the databases are written: as `ovsdb-client dump` prints them, or as files with so many rows a transaction. */
export type Form = { readonly kind: "dump" } | { readonly kind: "log"; readonly batch: number };

/** A file of a snapshot, with its path in it. */
export type SnapshotFile = { readonly path: string; readonly text: string };

const DUMP: Form = { kind: "dump" };

/** The databases of a scenario as files. */
export function scenarioFiles(scenario: Scenario, form: Form = DUMP): readonly SnapshotFile[] {
  const write = (database: "OVN_Southbound" | "Open_vSwitch", tables: Tables): string =>
    form.kind === "dump" ? formatDump(database, tables) : formatLog(database, tables, form.batch);
  const ending = form.kind === "dump" ? "dump.json" : "db";
  return [
    { path: `sb.${ending}`, text: write("OVN_Southbound", southboundTables(scenario)) },
    ...scenario.chassis.map((_, index) => ({
      path: `${chassisName(index)}/ovs.${ending}`,
      text: write("Open_vSwitch", hostTables(scenario, index)),
    })),
  ];
}

/** The cluster of a scenario, read by the readers of real snapshots. A fault in reading is a fault of the generator, and throws. */
export function scenarioCluster(scenario: Scenario, form: Form = DUMP): Cluster {
  return readCluster(scenarioFiles(scenario, form));
}

/** The same without the hosts' own databases: what can be known from the Southbound alone. */
export function southboundCluster(scenario: Scenario): Cluster {
  return readCluster(scenarioFiles(scenario).slice(0, 1));
}

function readCluster(files: readonly SnapshotFile[]): Cluster {
  const databases = files.map(({ path, text }): Database => {
    const read = readDatabase(new TextEncoder().encode(text), { file: path });
    if (!read.ok) throw new Error(read.errors.map(({ code, message }) => `${path}: ${code} ${message}`).join("\n"));
    const [note] = read.notes.filter(({ severity }) => severity !== "note");
    if (note !== undefined) throw new Error(`${path}: ${note.code} ${note.message}`);
    return read.value;
  });
  const cluster = createCluster(databases);
  if (!cluster.ok) throw new Error(cluster.errors.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return cluster.value;
}

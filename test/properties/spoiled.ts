import { type Cluster, createCluster, type Database, readDatabase, sha1 } from "@ovn-sim/model";
import { type Scenario, scenarioFiles } from "ovn-sim/arbitraries";

/** A value as OVSDB writes it in JSON (RFC 7047, section 5.1). */
export type Cell = string | number | boolean | readonly [string, readonly unknown[] | string];
export type RowCells = Record<string, Cell>;
/** Rows by their name, where they have one, else by their UUID. */
export type TableRows = Record<string, RowCells>;
export type DatabaseTables = Record<string, TableRows>;

/** The rows of a scenario's databases, for a test to spoil. */
export type ScenarioTables = { readonly southbound: DatabaseTables; readonly hosts: readonly DatabaseTables[] };

type Dump = {
  readonly caption: string;
  readonly headings: readonly string[];
  readonly data: readonly (readonly Cell[])[];
};

export const set = (...cells: readonly Cell[]): Cell => ["set", cells];
export const map = (entries: Readonly<Record<string, string>>): Cell => ["map", Object.entries(entries)];

/** A map's entries. */
export function entriesOf(cell: Cell | undefined): Record<string, string> {
  return Object.fromEntries((cell as readonly [string, readonly (readonly [string, string])[]])[1]);
}

/** A reference to a row. */
export const ref = (row: RowCells): Cell => row["_uuid"]!;

const hex = (text: string): string => sha1(new TextEncoder().encode(text));

/** A row that the scenario has not, under a name of its own. */
export function addRow(table: TableRows, name: string, cells: RowCells): RowCells {
  const digits = hex(name);
  const uuid = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
  const row = { ...cells, _uuid: ["uuid", uuid] as const };
  table[name] = row;
  return row;
}

function readTables(text: string): DatabaseTables {
  const tables: DatabaseTables = {};
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const { caption, headings, data } = JSON.parse(line) as Dump;
    const rows: TableRows = {};
    for (const cells of data) {
      const row = Object.fromEntries(headings.map((heading, at) => [heading, cells[at]!]));
      rows[String(row["name"] ?? row["logical_port"] ?? row["_uuid"])] = row;
    }
    tables[caption.replace(" table", "")] = rows;
  }
  return tables;
}

function writeTables(tables: DatabaseTables): string {
  const lines = Object.entries(tables).map(([name, rows]) => {
    const all = Object.values(rows);
    const headings = [...new Set(all.flatMap((row) => Object.keys(row)))];
    if (!headings.includes("_uuid")) headings.unshift("_uuid");
    const data = all.map((row) => headings.map((heading) => row[heading] ?? set()));
    return JSON.stringify({ caption: `${name} table`, headings, data });
  });
  return lines.join("\n");
}

/** The cluster of a scenario with rows that were changed by hand; what the readers note about them is not looked at. */
export function spoiledCluster(scenario: Scenario, spoil: (tables: ScenarioTables) => void): Cluster {
  const files = scenarioFiles(scenario);
  const [southbound, ...hosts] = files.map(({ text }) => readTables(text));
  const tables = { southbound: southbound!, hosts };
  spoil(tables);
  const databases = [tables.southbound, ...tables.hosts].map((one, at): Database => {
    const read = readDatabase(new TextEncoder().encode(writeTables(one)), { file: files[at]!.path });
    if (!read.ok) throw new Error(read.errors.map(({ message }) => message).join("\n"));
    return read.value;
  });
  const cluster = createCluster(databases);
  if (!cluster.ok) throw new Error(cluster.errors.map(({ message }) => message).join("\n"));
  return cluster.value;
}

import { readFileSync } from "node:fs";
import { type Cluster, createCluster, type Database, readDatabase } from "@ovn-sim/model";

/** One logical flow of a golden table, and the flows that the real ovn-controller made of it. */
export type GoldenFlow = {
  readonly datapath: string;
  readonly pipeline: "ingress" | "egress";
  readonly table: number;
  readonly actions: string;
  /** What the match asks besides its number. */
  readonly when: string;
  readonly hasMeter: boolean;
  /** `MATCH => ACTIONS`, the number and the datapath left out of the match. */
  readonly flows: readonly string[];
};

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

/** Reads `flows-<version>.txt`. */
export function readGolden(version: string): GoldenFlow[] {
  const golden: (Omit<GoldenFlow, "flows"> & { readonly flows: string[] })[] = [];
  let site = { datapath: "", pipeline: "ingress" as "ingress" | "egress", table: 0 };
  for (const line of read(`flows-${version}.txt`).split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const header = /^== (\S+) (ingress|egress) (\d+)$/.exec(line);
    if (header !== null) {
      site = { datapath: header[1]!, pipeline: header[2] as "ingress" | "egress", table: Number(header[3]) };
    } else if (!line.startsWith("    ")) {
      const [actions = "", ...marks] = line.split(/ {2}\/\/ (?=when |meter$)/);
      const when = marks.find((mark) => mark.startsWith("when "))?.slice(5) ?? "";
      golden.push({ ...site, actions, when, hasMeter: marks.includes("meter"), flows: [] });
    } else if (line !== "    none") golden.at(-1)!.flows.push(line.trim());
  }
  return golden;
}

/** The UUID of the n-th flow of a table; its cookie shows n. */
export function goldenUuid(n: number): string {
  return `${(0x10000 + n).toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
}

/** The cluster that the golden tables were recorded on, with a logical flow for each entry. */
export function goldenCluster(version: string, golden: readonly GoldenFlow[]): Cluster {
  const southbound = read(`southbound-${version}.dump`);
  const datapaths = datapathUuids(southbound);
  const rows = golden.map(({ datapath, pipeline, table, actions, when, hasMeter }, n) => [
    ["uuid", goldenUuid(n)],
    ["uuid", datapaths.get(datapath)],
    pipeline,
    table,
    2000 + n,
    `reg0 == ${n}${when === "" ? "" : ` && ${when}`}`,
    actions,
    hasMeter ? "meter1" : ["set", []],
  ]);
  const headings = [
    "_uuid",
    "logical_datapath",
    "pipeline",
    "table_id",
    "priority",
    "match",
    "actions",
    "controller_meter",
  ];
  const flows = JSON.stringify({ caption: "Logical_Flow table", headings, data: rows });
  const databases = [database("sb.json", `${southbound}\n${flows}`), database("ovs.json", read("openvswitch.dump"))];
  const cluster = createCluster(databases);
  if (!cluster.ok) throw new Error(cluster.errors[0].message);
  return cluster.value;
}

function database(file: string, text: string): Database {
  const result = readDatabase(new TextEncoder().encode(text), { file });
  if (!result.ok) throw new Error(result.errors[0].message);
  return result.value;
}

/** Datapaths by the name that the Northbound gave them. */
function datapathUuids(southbound: string): ReadonlyMap<string, string> {
  const line = southbound.split("\n").find((one) => one.includes('"Datapath_Binding table"'));
  const table = JSON.parse(line!) as { headings: string[]; data: [unknown][] };
  const at = (column: string) => table.headings.indexOf(column);
  return new Map(
    table.data.map((row) => {
      const cells = row as unknown as [["map", [string, string][]], ["uuid", string]][];
      const ids = new Map((cells[at("external_ids")] as unknown as ["map", [string, string][]])[1]);
      return [ids.get("name")!, (cells[at("_uuid")] as unknown as ["uuid", string])[1]];
    }),
  );
}

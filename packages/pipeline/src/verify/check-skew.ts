import type { Cluster, ClusterChassis } from "@ovn-sim/model";
import { FIELDS, type Flow } from "../openflow/index.ts";
import { KNOWN_RELEASES, profileFor, type ReleaseProfile } from "../release/index.ts";
import type { Station } from "../trace/station.ts";
import { createFinding } from "./finding.ts";
import type { FindingBook } from "./finding-book.ts";

/** What an ovn-controller tells ovn-northd that it understands, whatever its datapath can do (ovn-sb(5), Chassis, other_config). */
const FEATURES = [
  "port-up-notif",
  "ct-no-masked-label",
  "ovn-ct-lb-related",
  "mac-binding-timestamp",
  "fdb-timestamp",
  "ls-dpg-column",
  "ct-commit-to-zone",
  "ct-next-zone",
  "ct-state-save",
] as const;

/** Whether one ovn-northd wrote both databases: a Northbound of another release is of another cluster, or of another time. */
function checkDatabases({ northbound, southbound }: Cluster, book: FindingBook): void {
  const KEY = "northd_internal_version";
  const [north] = [...(northbound?.tables.NB_Global.values() ?? [])];
  const [south] = [...southbound.tables.SB_Global.values()];
  const [wrote, found] = [north?.options.get(KEY), south?.options.get(KEY)];
  if (wrote === undefined || found === undefined) return;
  book.judged("versions-agree");
  if (wrote === found) return;
  const message = `NB_Global says that ovn-northd is ${wrote}, SB_Global that it is ${found}`;
  const place = { file: southbound.file, table: "SB_Global", column: "options" };
  book.add(createFinding("versions-agree", "databases", message, { place }));
}

/** Whether the ovn-controllers of the cluster, and the ovn-northd of both databases, are of one release. */
export function checkVersions(cluster: Cluster, book: FindingBook): void {
  checkDatabases(cluster, book);
  const all = [...cluster.chassis.values()].filter(({ isRemote, row }) => !isRemote && row.other_config.size > 0);
  const knows = ({ row }: ClusterChassis, feature: string): boolean => row.other_config.get(feature) === "true";
  for (const chassis of all) {
    book.judged("versions-agree");
    const lacking = FEATURES.filter((name) => !knows(chassis, name) && all.some((other) => knows(other, name)));
    if (lacking.length === 0) continue;
    const newer = all.filter((other) => lacking.every((name) => knows(other, name))).map(({ name }) => name);
    const message = `ovn-controller of ${chassis.name} does not know ${lacking.join(", ")}, as those of ${newer.join(", ")} do: it is of an older release`;
    const { file } = cluster.southbound;
    const place = { file, table: "Chassis", row: chassis.row.uuid, column: "other_config", chassis: chassis.name };
    book.add(createFinding("versions-agree", chassis.name, message, { place }));
  }
}

/** The table from which flows send packets to tunnels, where most of them are. */
function tunnelTable(flows: readonly Flow[], tunnels: ReadonlySet<number>): number | undefined {
  const counts = new Map<number, number>();
  for (const { table, actions, match } of flows) {
    const isPlaced = match.shape.words.includes(FIELDS.reg15.word);
    const isTunnel = actions.some((action) => action.kind === "output" && tunnels.has(Number(action.port)));
    if (isPlaced && isTunnel) counts.set(table, (counts.get(table) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Whether flows that were installed have the tables of the release that they are read with. */
export function checkFlowLayout({ view, flows }: Station, book: FindingBook): void {
  const ports = new Set([...view.tunnels, ...view.flowTunnels.values()].map(({ ofport }) => ofport));
  const found = tunnelTable(flows.flows, ports);
  if (found === undefined) return book.notJudged("flow-layout", view.name, "no flow sends to a tunnel");
  book.judged("flow-layout");
  const { tables, release } = view.profile;
  if (found === tables.remoteOutput) return;
  const fitting = KNOWN_RELEASES.filter((name) => tablesOf(name)?.remoteOutput === found);
  const like = fitting.length === 0 ? "as no known release does" : `as ${fitting.join(" and ")} do`;
  const message = `flows of ${view.name} send to tunnels from table ${found}, ${like}; ${release} has table ${tables.remoteOutput} for that`;
  book.add(createFinding("flow-layout", view.name, message, { place: { chassis: view.name } }));
}

function tablesOf(release: string): ReleaseProfile["tables"] | undefined {
  const profile = profileFor(release);
  return profile.ok ? profile.value.tables : undefined;
}

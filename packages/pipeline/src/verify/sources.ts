import type { Cluster, ClusterChassis, ClusterPort } from "@ovn-sim/model";
import { hasInterface, isEndpoint, isLocalport } from "./ports.ts";
import { wantedVtep } from "./wanted-vtep.ts";

export const PAIR_SELECTIONS = ["all", "per-vtep"] as const;

/**
 * Between which ports packets are followed: `all` of them, or `per-vtep`, one port of each chassis, logical switch and wanted
 * VTEP, which stands for those that are like it.
 */
export type PairSelection = (typeof PAIR_SELECTIONS)[number];

/** A port and the chassis that it sends from. */
export type Source = { readonly port: ClusterPort; readonly home: ClusterChassis };

/**
 * The ports that have an interface by name, each with the chassis that it sends from: a localport with every one. Those of a
 * chassis come one after the other.
 */
export function sourcesOf(cluster: Cluster, chassis: ReadonlyMap<string, unknown>): readonly Source[] {
  const sources: Source[] = [];
  for (const row of cluster.southbound.tables.Port_Binding.values()) {
    const port = cluster.portOf(row);
    if (!isEndpoint(port)) continue;
    const homes = isLocalport(port)
      ? [...cluster.chassis.values()].filter((one) => hasInterface(port, one))
      : [port.chassis];
    for (const home of homes) if (home !== undefined && chassis.has(home.name)) sources.push({ port, home });
  }
  return sources.sort((a, b) => compareNames(a.home.name, b.home.name) || compareNames(a.port.name, b.port.name));
}

/** Those whose packets are followed. */
export function selectSources(sources: readonly Source[], pairs: PairSelection = "all"): readonly Source[] {
  return pairs === "all" ? sources : firstOfEach(sources);
}

/** The ports that packets go to. */
export function targetsOf(sources: readonly Source[]): readonly ClusterPort[] {
  return [...new Set(sources.map(({ port }) => port))];
}

function firstOfEach(sources: readonly Source[]): readonly Source[] {
  const seen = new Set<string>();
  return sources.filter((source) => {
    const likeness = likenessOf(source);
    return seen.size < seen.add(likeness).size;
  });
}

/** What two ports have in common whose packets take the same tunnels, as far as rows say. */
function likenessOf({ port, home }: Source): string {
  const { row, parent, additionalChassis, encap } = port;
  const wanted = wantedVtep(port, home);
  const ip = "ip" in wanted ? wanted.ip : "";
  const places = [home, ...additionalChassis].map(({ name }) => name);
  const isUnknown = row.mac.some((address) => address.includes("unknown"));
  const kinds = [row.type, parent === undefined, isUnknown, wanted.kind, ip, encap?.ip];
  return JSON.stringify([places, row.datapath, kinds, row.options.get("activation-strategy")]);
}

/** By code units, so that parts of the work come in the order of the whole wherever they are done. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

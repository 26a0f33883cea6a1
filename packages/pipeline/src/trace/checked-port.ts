import { type Cluster, type ClusterPort, createDiagnostic, type Parsed } from "@ovn-sim/model";

/** How many names a message suggests. */
const SUGGESTIONS = 5;

/** A logical port by its name; an unknown name is an error that suggests the nearest ones. */
export function checkTracePort(cluster: Cluster, name: string): Parsed<ClusterPort> {
  const port = cluster.port(name);
  if (port !== undefined) return { ok: true, value: port, notes: [] };
  const near = nearest(name, cluster.southbound.portByName.keys());
  const hint =
    near.length === 0 ? "the Southbound has no ports" : `did you mean ${near.join(", ")}? (ovn-sim show lists all)`;
  const place = { file: cluster.southbound.file, table: "Port_Binding", column: "logical_port" };
  return {
    ok: false,
    errors: [createDiagnostic("OVN6501", place, `there is no logical port ${JSON.stringify(name)}`, hint)],
  };
}

/** The names nearest to a wrong one by edit distance, nearest first. */
export function nearest(wrong: string, names: Iterable<string>): string[] {
  const scored = [...names].map((name) => ({ name, distance: editDistance(wrong, name) }));
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return scored.slice(0, SUGGESTIONS).map(({ name }) => name);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(swap, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

import type { Profiler } from "node:inspector";

/** Samples while the profiler itself works, or nothing does. */
const OF_THE_PROFILER: ReadonlySet<string> = new Set(["dispatch", "(idle)"]);

type Spot = { readonly where: string; self: number; total: number };

/** The functions of a profile by the time spent in themselves, with the time under them beside it. */
export function formatHotSpots({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, top: number): string {
  const selfTimes = new Map<number, number>();
  samples.forEach((id, i) => selfTimes.set(id, (selfTimes.get(id) ?? 0) + timeDeltas[i]!));
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const spots = new Map<number, Spot>();
  const byPlace = new Map<string, Spot>();
  for (const { id, callFrame } of nodes) {
    const where = describeFrame(callFrame);
    let spot = byPlace.get(where);
    if (spot === undefined) byPlace.set(where, (spot = { where, self: 0, total: 0 }));
    spots.set(id, spot);
  }
  let all = 0;
  for (const [id, time] of selfTimes) {
    if (OF_THE_PROFILER.has(nameOf.get(id)!)) continue;
    all += time;
    spots.get(id)!.self += time;
    const above = new Set<Spot>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) above.add(spots.get(at)!);
    for (const spot of above) spot.total += time;
  }
  const percent = (time: number): string => `${((100 * time) / all).toFixed(1)}%`.padStart(7);
  const lines = [...byPlace.values()]
    .toSorted((a, b) => b.self - a.self)
    .slice(0, top)
    .map(({ where, self, total }) => `${percent(self)} ${percent(total)}  ${where}`);
  return [`${"self".padStart(7)} ${"total".padStart(7)}  function`, ...lines].join("\n");
}

function describeFrame({ functionName, url, lineNumber }: Profiler.Profile["nodes"][number]["callFrame"]): string {
  const name = functionName === "" ? "(anonymous)" : functionName;
  const file = url.replace(/^.*\/(?=(?:packages|bench|node_modules)\/)/, "").replace(/^file:\/\//, "");
  return file === "" ? name : `${name}  ${file}:${lineNumber + 1}`;
}

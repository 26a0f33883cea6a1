import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compileChassis, type Flow, formatFlows, formatGroup } from "@ovn-sim/pipeline";
import { type Scenario, scenarioCluster, scenarioFiles } from "ovn-sim/arbitraries";

/**
 * Writes a scenario as a snapshot that the command can read, and returns its folder. With `flows`, each chassis has
 * a dump of its flows too: those given, or its compiled ones.
 */
export function writeSnapshot(scenario: Scenario, flows?: ReadonlyMap<string, readonly Flow[]>): string {
  const folder = mkdtempSync(join(tmpdir(), "ovn-sim-property-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("scenario.json", JSON.stringify(scenario, undefined, 1));
  for (const { path, text } of scenarioFiles(scenario)) write(path, text);
  if (flows === undefined) return folder;
  const cluster = scenarioCluster(scenario);
  for (const chassis of cluster.chassis.keys()) {
    const compiled = compileChassis(cluster, chassis);
    if (!compiled.ok) continue;
    write(`${chassis}/flows.txt`, formatFlows(flows.get(chassis) ?? compiled.value.flows));
    const { groups } = compiled.value;
    if (groups.length > 0) write(`${chassis}/groups.txt`, groups.map((group) => `${formatGroup(group)}\n`).join(""));
  }
  return folder;
}

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { recogniseFiles } from "ovn-sim";

/**
 * Recordings under a path: the outermost folders that hold a database file themselves, as the lab and
 * people's own snapshots do (the chassis's databases lie in folders further in).
 */
export function findRecordings(path: string): string[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(path, entry.name));
  if (recogniseFiles(files).files.some(({ content }) => content.kind === "database")) return [path];
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(path, entry.name))
    .sort()
    .flatMap(findRecordings);
}

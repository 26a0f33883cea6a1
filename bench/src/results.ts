import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { CLOCK } from "./clock.ts";
import type { Line } from "./table.ts";

export const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));

/** What a figure depends on besides the code. */
export function describeMachine(): string {
  const processors = cpus();
  const load = loadavg()[0]!.toFixed(1);
  return `${processors.length} x ${processors[0]?.model.trim() ?? "unknown processor"}, Node ${process.versions.node}, load ${load}`;
}

/** The commit that is measured, and whether the tree differs from it. */
export function describeCommit(): string {
  const git = (...args: readonly string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no", "packages") !== "";
    return git("rev-parse", "--short", "HEAD") + (changed ? " with changes" : "");
  } catch {
    return "unknown";
  }
}

/** Writes a file of results; gives its path. */
export function saveResult(name: string, text: string): string {
  mkdirSync(RESULTS, { recursive: true });
  const path = `${RESULTS}${name}`;
  writeFileSync(path, text);
  return path;
}

/** One suite's results as JSON. */
export function formatResults(suite: string, scale: string, lines: readonly Line[]): string {
  const cases = lines.map(({ measured: { case: benchCase, ...figures }, ratio, growth }) => ({
    name: benchCase.name,
    unit: benchCase.unit,
    ...figures,
    perSecond: figures.amount / figures.best,
    ...(ratio === undefined ? {} : { against: benchCase.against, ratio }),
    ...(benchCase.sweep === undefined ? {} : { sweep: benchCase.sweep }),
    ...(growth === undefined ? {} : { growth }),
  }));
  const date = new Date().toISOString();
  return `${JSON.stringify({ suite, scale, date, commit: describeCommit(), machine: describeMachine(), clock: CLOCK, cases }, undefined, 2)}\n`;
}

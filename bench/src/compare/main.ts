import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fullName } from "../bench-case.ts";
import { describeMachine, saveResult } from "../results.ts";
import { selectCases } from "../select.ts";

const USAGE = `usage: npm run bench:compare -- [--cpu] [--quick] [--rounds N] [--ms N] [--own] COMMIT [REGEX]

Measures the packages of COMMIT against those of this tree: COMMIT gets a work tree of its own and is built, and each case
runs in processes of the one and the other in turn. The cases are this tree's, unless they do not build there.
  --rounds N   pairs of processes for each case (default 4)
  --ms N       how long each runs its case (default 1500)
  --own        each tree has its own cases; those of the same name are compared
`;

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

type Sample = { readonly times: readonly number[]; readonly amount: number };

function run(folder: string, command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** Copies a folder of installed packages; its links to packages of the work tree then lead into the other one. */
function linkModules(tree: string): void {
  symlinkSync(join(ROOT, "node_modules"), join(tree, "node_modules"));
  const homes = ["bench", ...readdirSync(join(ROOT, "packages")).map((name) => join("packages", name))];
  for (const home of homes) {
    const from = join(ROOT, home, "node_modules");
    if (!existsSync(from) || !existsSync(join(tree, home))) continue;
    cpSync(from, join(tree, home, "node_modules"), { recursive: true, verbatimSymlinks: true });
  }
}

function build(tree: string): void {
  run(tree, process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-b", "packages/cli", "bench"]);
}

/** Makes a work tree of the commit in a temporary folder and builds it, with this tree's cases where they fit. */
function prepareTree(commit: string, folder: string, own: boolean): string {
  const tree = join(folder, "tree");
  run(ROOT, "git", ["worktree", "add", "--quiet", "--detach", tree, commit]);
  linkModules(tree);
  if (!own) {
    rmSync(join(tree, "bench/src"), { recursive: true });
    cpSync(join(ROOT, "bench/src"), join(tree, "bench/src"), { recursive: true });
  }
  build(tree);
  return tree;
}

function sample(tree: string, name: string, settings: Settings): Sample {
  const program = join(tree, "bench/dist/compare/one.js");
  const flags = settings.cpu ? ["--cpu"] : [];
  const scale = settings.quick ? "quick" : "full";
  return JSON.parse(
    run(tree, process.execPath, ["--expose-gc", program, ...flags, name, settings.ms, scale]),
  ) as Sample;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** A case in both trees: seconds, and what the one takes of the other's in each pair of processes. */
type Compared = {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly ratios: readonly number[];
};

function compareCase(before: string, name: string, settings: Settings): Compared {
  const pairs = Array.from({ length: Number(settings.rounds) }, (_, round) => {
    // The second of a pair may find the machine warmer or busier: they take turns in that too.
    const order = round % 2 === 0 ? [before, ROOT] : [ROOT, before];
    const samples = new Map(order.map((tree) => [tree, Math.min(...sample(tree, name, settings).times)]));
    return [samples.get(before)!, samples.get(ROOT)!] as const;
  });
  return {
    name,
    before: Math.min(...pairs.map(([old]) => old)),
    after: Math.min(...pairs.map(([, now]) => now)),
    ratios: pairs.map(([old, now]) => now / old),
  };
}

function formatCompared({ name, before, after, ratios }: Compared): string {
  const ms = (seconds: number): string => `${(seconds * 1000).toPrecision(3)} ms`;
  const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  return `${medianOf(ratios).toFixed(2)}x (${spread}, ${ratios.length} pairs)  ${ms(before)} -> ${ms(after)}  ${name}`;
}

type Settings = { readonly cpu: boolean; readonly quick: boolean; readonly rounds: string; readonly ms: string };

function main(commit: string, pattern: string, settings: Settings & { readonly own: boolean }): void {
  const folder = mkdtempSync(join(tmpdir(), "ovn-sim-compare-"));
  try {
    const tree = prepareTree(commit, folder, settings.own);
    const names = selectCases(new RegExp(pattern), settings.quick ? "quick" : "full").flatMap(({ suite, cases }) =>
      suite.isOutside === true ? [] : cases.map((one) => fullName(suite, one)),
    );
    console.log(
      `${commit} -> this tree, ${describeMachine()}; ${settings.cpu ? "cpu" : "elapsed"} time, of the best run`,
    );
    const compared: Compared[] = [];
    for (const name of names) {
      const one = compareCase(tree, name, settings);
      compared.push(one);
      console.log(formatCompared(one));
    }
    saveResult(
      "compare.json",
      `${JSON.stringify({ commit, date: new Date().toISOString(), compared }, undefined, 2)}\n`,
    );
  } finally {
    run(ROOT, "git", ["worktree", "remove", "--force", join(folder, "tree")]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  allowPositionals: true,
  options: {
    cpu: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    own: { type: "boolean", default: false },
    rounds: { type: "string", default: "4" },
    ms: { type: "string", default: "1500" },
    help: { type: "boolean", default: false },
  },
});
const [commit, pattern = ""] = positionals;
if (values.help || commit === undefined) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else main(commit, pattern, values);

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { fail, root, run, say, setUp } from "./workspace.mjs";

const USAGE = `usage: npm run hunt -- [--minutes N] [--seed N] [FILTER...]

Tries every property with one new seed after another until the time is over (5 minutes unless told); the tests try each
with a fixed one. FILTER: parts of the path of a test file. --seed N tries that seed alone, once. The first seed that a
property does not hold for ends it, with what was found and exit code 1.`;

const { values, positionals } = parse();
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
const minutes = toNumber("minutes", values.minutes);

setUp();
const files = testsWithProperties().filter((path) => positionals.every((part) => path.includes(part)));
if (files.length === 0) fail(`hunt: no test file with properties has ${positionals.join(" and ")} in its path`);

const end = Date.now() + minutes * 60_000;
let seed = values.seed === undefined ? Date.now() % 0x7fff_ffff : toNumber("seed", values.seed);
let rounds = 0;
do {
  if (
    !run("vitest", ["run", "--reporter=dot", ...files], { quiet: true, env: { FC_SEED: String(seed), NO_COLOR: "1" } })
  )
    fail(`hunt: seed ${seed} is not held; again: npm run hunt -- --seed ${seed} ${positionals.join(" ")}`);
  rounds++;
  say(`hunt: seed ${seed} holds (${files.length} files)`);
  seed = (seed + 1) % 0x7fff_ffff;
} while (values.seed === undefined && Date.now() < end);
say(`hunt: ${rounds} seeds, every property holds`);

function parse() {
  const options = /** @type {const} */ ({
    minutes: { type: "string", default: "5" },
    seed: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(`hunt: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function toNumber(name, text) {
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 && text.trim() !== ""
    ? value
    : fail(`hunt: --${name} ${text}: not a number\n${USAGE}`);
}

/** Test files that try properties with the seed that they are given: by fast-check itself, or by the workspace's own check of clusters. */
function testsWithProperties() {
  const isHunted = (/** @type {string} */ text) =>
    /^import .* from "(?:fast-check|\.\/check\.ts)"/m.test(text) && !/\bseed:|\bfc\.sample\(/.test(text);
  return ["packages", "test"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
    )
    .filter((path) => path.endsWith(".test.ts") && !/[\\/](?:node_modules|dist)[\\/]/.test(path))
    .filter((path) => isHunted(readFileSync(join(root, path), "utf8")));
}

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fail, pnpm, run, say } from "./workspace.mjs";

/** Packs each package as it would be published and checks the tarball, not the source tree. */
function checkTarballs() {
  const folder = mkdtempSync(join(tmpdir(), "ovn-sim-pack-"));
  try {
    const pack = ["--recursive", "--filter", "./packages/*", "pack", "--pack-destination", folder];
    if (!pnpm(pack, { quiet: true })) return false;
    return readdirSync(folder).every((tarball) => {
      const path = join(folder, tarball);
      return (
        run("publint", ["run", path, "--strict"], { quiet: true }) &&
        run("attw", [path, "--profile", "esm-only", "--no-emoji"], { quiet: true })
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In the order that tells the most with the least waiting. */
const STEPS = {
  format: { says: "biome: every file is formatted", passes: () => run("biome", ["format", "."]) },
  lint: { says: "oxlint: rules, with types, and import cycles", passes: () => run("oxlint", []) },
  types: { says: "tsc: packages, then tests, lab, benches and scripts", passes: () => run("tsc", ["-b"]) },
  edges: {
    says: "vitest: what each package may import",
    passes: () => run("vitest", ["run", "test/workspace"], { quiet: true }),
  },
  tests: { says: "vitest: all tests", passes: () => run("vitest", ["run"]) },
  "dead-code": { says: "knip: unused files, exports and dependencies", passes: () => run("knip", []) },
  packages: { says: "publint and attw: the tarballs as published", passes: checkTarballs },
};

/** @typedef {keyof typeof STEPS} Step */

const steps = /** @type {Step[]} */ (Object.keys(STEPS));

/**
 * @param {readonly string[]} args
 * @returns {readonly Step[]}
 */
function chosen(args) {
  if (args.length === 0) return steps;
  if (args.length === 1 && args[0] === "--static") return steps.filter((step) => step !== "tests");
  const wanted = steps.filter((step) => args.includes(step));
  if (wanted.length !== args.length) fail(`usage: check [--static | ${steps.join(" | ")}]...`);
  return wanted;
}

for (const step of chosen(process.argv.slice(2))) {
  const { says, passes } = STEPS[step];
  say(`check ${step}: ${says}`);
  const start = performance.now();
  if (!passes()) fail(`check ${step}: FAILED`);
  say(`check ${step}: good (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

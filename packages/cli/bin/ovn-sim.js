#!/usr/bin/env node
import { statSync } from "node:fs";
import process from "node:process";
import { setFlagsFromString } from "node:v8";

// Most runs are over before optimised code pays for its making: let V8 wait longer with it (measured in bench/README.md).
setFlagsFromString("--interrupt-budget=600000");

/**
 * When a file was written; 0 when it is not there.
 *
 * @param {string} path
 */
function writtenAt(path) {
  return statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

// The bundle starts faster than the modules that it is made of, and is left aside while they are newer.
const BUNDLE = "../dist/ovn-sim.js";
const compiledAt = Math.max(
  ...["model", "pipeline", "cli"].map((name) => writtenAt(`../../${name}/dist/.tsbuildinfo`)),
);
const bundledAt = writtenAt(BUNDLE);
const entry = bundledAt > 0 && bundledAt >= compiledAt ? BUNDLE : "../dist/main.js";

if (writtenAt(entry) > 0) {
  const { main } = await import(new URL(entry, import.meta.url).href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write("ovn-sim is not built yet: run `npm start` in the folder of the project first\n");
  process.exitCode = 2;
}

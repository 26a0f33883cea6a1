#!/usr/bin/env node
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { bundledAt, loadBundle, V8_FLAGS, writtenAt } from "./bundle.js";

setFlagsFromString(V8_FLAGS);

const MODULES = new URL("../dist/main.js", import.meta.url);
const compiledAt = Math.max(
  ...["model", "pipeline", "cli"].map((name) => writtenAt(new URL(`../../${name}/dist/.tsbuildinfo`, import.meta.url))),
);

/** The bundle starts faster than the modules that it is made of, and is left aside while they are newer. */
async function load() {
  if (bundledAt() > 0 && bundledAt() >= compiledAt) return loadBundle();
  return writtenAt(MODULES) > 0 ? import(MODULES.href) : undefined;
}

const program = await load();
if (program === undefined) {
  process.stderr.write("ovn-sim is not built yet: run `npm start` in the folder of the project first\n");
  process.exitCode = 2;
} else {
  process.exitCode = await program.main(process.argv.slice(2));
}

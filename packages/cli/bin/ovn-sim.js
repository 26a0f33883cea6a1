#!/usr/bin/env node
import { existsSync } from "node:fs";
import process from "node:process";

const entry = new URL("../dist/main.js", import.meta.url);
if (existsSync(entry)) {
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write("ovn-sim is not built yet: run `npm start` in the folder of the project first\n");
  process.exitCode = 2;
}

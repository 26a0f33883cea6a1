import process from "node:process";
import { run, setUp } from "./workspace.mjs";

setUp();
process.exitCode = run("vitest", ["run", ...process.argv.slice(2)]) ? 0 : 1;

import process from "node:process";
import { run, say, setUp } from "./workspace.mjs";

const FIRST_TRACE = ["trace", "examples/two-nodes", "--from", "pod-a", "--to", "pod-b"];

setUp();
say(`\n$ ovn-sim ${FIRST_TRACE.join(" ")}`);
process.exitCode = run("ovn-sim", FIRST_TRACE) ? 0 : 1;

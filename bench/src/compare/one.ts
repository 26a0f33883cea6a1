import "../clock.ts";
import process from "node:process";
import { fullName } from "../bench-case.ts";
import { selectCases } from "../select.ts";

/*
 * A process of its own: runs one case for some time and prints the seconds of each run as JSON. `bench:compare` starts one for
 * each of two trees in turn.
 */

const [name = "", milliseconds = "1000", scale = "full"] = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
const found = selectCases(/(?:)/, scale === "quick" ? "quick" : "full")
  .flatMap(({ suite, cases }) => cases.map((one) => ({ name: fullName(suite, one), one })))
  .find((one) => one.name === name);
if (found === undefined) {
  console.error(`no case ${name}`);
  process.exitCode = 2;
} else {
  const { run, amount } = found.one.prepare();
  run();
  const times: number[] = [];
  const start = performance.now();
  do {
    const [seconds, nanoseconds] = process.hrtime();
    run();
    const [later, laterNanoseconds] = process.hrtime();
    times.push(later - seconds + (laterNanoseconds - nanoseconds) / 1e9);
  } while (performance.now() - start < Number(milliseconds));
  console.log(JSON.stringify({ times, amount }));
}

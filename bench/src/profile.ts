import { Session } from "node:inspector/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { fullName } from "./bench-case.ts";
import { formatHotSpots } from "./hot-spots.ts";
import { saveResult } from "./results.ts";
import { selectCases } from "./select.ts";

const USAGE = `usage: npm run bench:profile -- [--quick] [--seconds N] [--top N] CASE

Runs one case for N seconds (default 5) under V8's sampling profiler, without its preparation, and prints the functions
that took the most time themselves. CASE is a regular expression that finds one suite/case, or its whole name. The
profile goes to bench/results/ for a viewer.
`;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    seconds: { type: "string", default: "5" },
    top: { type: "string", default: "30" },
  },
});
const [wanted = ""] = positionals;
const all = selectCases(/(?:)/, values.quick ? "quick" : "full").flatMap(({ suite, cases }) =>
  cases.map((one) => ({ name: fullName(suite, one), one })),
);
const exact = all.filter(({ name }) => name === wanted);
const found = exact.length === 1 ? exact : all.filter(({ name }) => new RegExp(wanted).test(name));
const [first] = found;
if (first === undefined || found.length > 1) {
  console.log(
    `${USAGE}\n${found.length === 0 ? "No case is" : "More than one case is"} found by ${wanted}; there are:`,
  );
  for (const { name } of found.length === 0 ? all : found) console.log(`  ${name}`);
  process.exitCode = 2;
} else {
  const { run } = first.one.prepare();
  run();
  globalThis.gc?.();
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 500 });
  await session.post("Profiler.start");
  const start = performance.now();
  let runs = 0;
  while (performance.now() - start < Number(values.seconds) * 1000) {
    run();
    runs++;
  }
  const perRun = (performance.now() - start) / runs;
  const { profile } = await session.post("Profiler.stop");
  const path = saveResult(`${first.name.replaceAll(/[^\w.-]+/g, "-")}.cpuprofile`, JSON.stringify(profile));
  console.log(`${first.name}: ${runs} runs of ${perRun.toFixed(2)} ms\n`);
  console.log(formatHotSpots(profile, Number(values.top)));
  console.log(`\n${path}`);
}

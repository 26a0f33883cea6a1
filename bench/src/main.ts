import process from "node:process";
import { parseArgs } from "node:util";
import { CLOCK } from "./clock.ts";
import { type Measurement, measure } from "./measure.ts";
import { describeCommit, describeMachine, formatResults, saveResult } from "./results.ts";
import { selectCases } from "./select.ts";
import { compare, formatTable } from "./table.ts";

const USAGE = `usage: npm run bench -- [--cpu] [--quick|--large] [--markdown] [--list] [REGEX]

Measures every case whose suite/case REGEX finds, and what it is compared with. Results go to bench/results/ as JSON.
  --cpu       count processor time in place of elapsed time: for a machine that does other things
  --large     sweeps up to 100,000 ports, few samples: takes an hour
  --quick     small clusters and little time: only to see that everything runs
  --markdown  tables as in bench/README.md
  --list      only the names
`;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  allowPositionals: true,
  options: {
    cpu: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    large: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const scale = values.quick ? "quick" : values.large ? "large" : "full";
const selected = selectCases(new RegExp(positionals[0] ?? ""), scale);
if (values.help || selected.length === 0 || positionals.length > 1) {
  console.log(values.help ? USAGE : `no case is found by ${String(positionals)}\n\n${USAGE}`);
  process.exitCode = values.help ? 0 : 2;
} else if (values.list) {
  for (const { suite, cases } of selected) for (const { name } of cases) console.log(`${suite.name}/${name}`);
} else {
  console.log(`${describeCommit()} on ${describeMachine()}; ${CLOCK} time`);
  for (const { suite, cases } of selected) {
    console.log(`\n${values.markdown ? "### " : ""}${suite.name}: ${suite.about}\n`);
    if (suite.isOutside === true && CLOCK === "cpu") {
      console.log("  left out: the processor time of other processes is not seen here");
      continue;
    }
    const measured: Measurement[] = [];
    for (const one of cases) measured.push(await measure(one, scale));
    const lines = compare(measured);
    console.log(formatTable(lines, { markdown: values.markdown }));
    for (const { note } of measured) if (note !== undefined) console.log(`${values.markdown ? "\n" : "  "}${note}`);
    saveResult(`${suite.name}.json`, formatResults(suite.name, scale, lines));
  }
}

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SUITES } from "../suites/index.ts";
import { type ResultCase, type ResultFile, readResults } from "./results-file.ts";
import { formatPlot, type Series } from "./svg-plot.ts";

const USAGE = `usage: npm run bench:report -- [--draw] [--large] [--cpu] [REGEX]

Measures the cases that REGEX finds, as npm run bench does, and writes all that was ever measured here (bench/results/*.json)
into bench/README.md as tables and into bench/figures/*.svg as plots.
  --draw   measures nothing
`;

const BENCH = new URL("../../", import.meta.url);
const MARKS = ["<!-- figures: npm run bench:report -->", "<!-- end of figures -->"] as const;

/** The cases of each sweep with more than one size. */
function sweepsOf({ cases }: ResultFile, valueOf: (one: ResultCase) => number | undefined): readonly Series[] {
  const series = new Map<string, [number, number][]>();
  for (const one of cases) {
    const value = valueOf(one);
    if (one.sweep === undefined || value === undefined || value <= 0) continue;
    const points = series.get(one.sweep.name);
    if (points === undefined) series.set(one.sweep.name, [[one.sweep.size, value]]);
    else points.push([one.sweep.size, value]);
  }
  return Array.from(series, ([name, points]) => ({ name, points })).filter(({ points }) => points.length > 1);
}

type Figure = { readonly file: string; readonly title: string; readonly svg: string };

function figuresOf(result: ResultFile): readonly Figure[] {
  const { suite, clock } = result;
  const times = sweepsOf(result, ({ best }) => best * 1000);
  const memory = sweepsOf(result, ({ heldBytes, amount }) =>
    heldBytes === undefined ? undefined : (heldBytes * amount) / 1e6,
  );
  const plots = [
    { series: times, kind: "time", yLabel: `ms of ${clock} time` },
    { series: memory, kind: "memory", yLabel: "MB held" },
  ];
  return plots
    .filter(({ series }) => series.length > 0)
    .map(({ series, kind, yLabel }) => {
      const title = `${suite}: ${kind}; the dotted lines are linear`;
      return { file: `${suite}-${kind}.svg`, title, svg: formatPlot({ title, xLabel: "size", yLabel, series }) };
    });
}

function formatMs(seconds: number): string {
  const ms = seconds * 1000;
  return ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0);
}

function formatRate(rate: number): string {
  return rate >= 1e4 ? `${Math.round(rate / 1e3).toLocaleString("en")} k` : rate.toFixed(rate < 100 ? 1 : 0);
}

function tableOf({ cases }: ResultFile): string {
  const rows = cases.map((one) => [
    one.name,
    formatMs(one.best),
    formatMs(one.median),
    String(one.samples),
    `${formatRate(one.perSecond)} ${one.unit}`,
    one.heldBytes === undefined ? "" : one.heldBytes.toFixed(one.heldBytes < 10 ? 2 : 0),
    one.ratio === undefined ? "" : `${one.ratio.toFixed(2)}x`,
    one.growth === undefined ? "" : `x${one.growth.perDoubling.toFixed(2)}`,
  ]);
  const headings = ["case", "best ms", "median ms", "n", "per second", "bytes each", "ratio", "per doubling"];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [headings, headings.map((_, i) => (i === 0 ? "---" : "---:")), ...rows].map(line).join("\n");
}

function sectionOf(result: ResultFile, figures: readonly Figure[]): string {
  const { suite, commit, machine, clock, scale, date } = result;
  const about = SUITES.find(({ name }) => name === suite)?.about ?? "";
  return [
    `### ${suite}`,
    "",
    `${about}. ${date.slice(0, 10)}, ${commit}, ${machine}; ${clock} time${scale === "full" ? "" : `; ${scale}`}.`,
    "",
    tableOf(result),
    ...figures.flatMap(({ file, title }) => ["", `![${title}](figures/${file})`]),
    "",
  ].join("\n");
}

function writeReport(): void {
  const results = readResults(SUITES.map(({ name }) => name));
  mkdirSync(new URL("figures/", BENCH), { recursive: true });
  const sections = results.map((result) => {
    const figures = figuresOf(result);
    for (const { file, svg } of figures) writeFileSync(new URL(`figures/${file}`, BENCH), svg);
    return sectionOf(result, figures);
  });
  const path = new URL("README.md", BENCH);
  const readme = readFileSync(path, "utf8");
  const [start, end] = MARKS.map((mark) => readme.indexOf(mark));
  if (start === undefined || end === undefined || start < 0 || end < start) {
    throw new Error(`bench/README.md has no place for figures: ${MARKS.join(" … ")}`);
  }
  const filled = `${readme.slice(0, start + MARKS[0].length)}\n\n${sections.join("\n")}\n${readme.slice(end)}`;
  writeFileSync(path, filled);
  console.log(`${fileURLToPath(path)}: ${results.map(({ suite }) => suite).join(", ")}`);
}

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  allowPositionals: true,
  options: {
    draw: { type: "boolean", default: false },
    large: { type: "boolean", default: false },
    cpu: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else {
  if (!values.draw) {
    const flags = [...(values.large ? ["--large"] : []), ...(values.cpu ? ["--cpu"] : []), ...positionals];
    const bench = fileURLToPath(new URL("../main.js", import.meta.url));
    const { status } = spawnSync(process.execPath, ["--expose-gc", bench, ...flags], { stdio: "inherit" });
    process.exitCode = status ?? 1;
  }
  writeReport();
}

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { RELEASES } from "../../test/lab/release.ts";
import { findRoot, whyNoRoot } from "../../test/lab/root.ts";
import { CENTRAL, createSandbox, environmentOf, runAt, type Sandbox, withSandbox } from "../../test/lab/sandbox.ts";
import { type ControllerTimes, recompute } from "./controller-times.ts";
import type { OurTimes } from "./ours.ts";
import { measureProcess, type ProcessCost } from "./process-cost.ts";
import { startRealChassis, takeSnapshot } from "./real-cluster.ts";
import { formatSpread, type Spread, spreadOf } from "./spread.ts";

const USAGE = `usage: npm run bench:peers -- [--release X.Y] [--ports N] [--chassis N] [--vteps N] [--rounds N]

Starts a real chassis of a generated cluster, makes its ovn-controller compute all flows anew, and compiles the same databases;
asks ovn-trace and ovn-sim trace one question; compares the flows. Both sides take turns. It needs Linux, root and a root
of OVN (npm run lab -- root 26.03), and some minutes.
  --release X.Y   of the real OVN (default ${RELEASES.at(-1)})
  --ports N       (default 10000), --chassis N (250), --vteps N (2): one switch, as real OVN was measured on
  --rounds N      how often each is measured (default 5)
`;

const BENCH = new URL("../../../../", import.meta.url);
const GENERATE = fileURLToPath(new URL("dist/generate/main.js", BENCH));
const OURS = fileURLToPath(new URL("ours.js", import.meta.url));
const OVN_SIM = fileURLToPath(new URL("../packages/cli/bin/ovn-sim.js", BENCH));
const WARM_RUNS = 15;

type Settings = Readonly<Record<"release" | "ports" | "chassis" | "vteps" | "rounds", string>>;

type Round = {
  readonly controller: ControllerTimes;
  readonly flushed: ControllerTimes;
  readonly physical: OurTimes;
  readonly whole: OurTimes;
  readonly ovnTrace: ProcessCost;
  readonly daemonMs: number;
  readonly ovnSimTrace: ProcessCost;
};

type Question = { readonly from: string; readonly to: string; readonly datapath: string; readonly microflow: string };

async function measureRound(sandbox: Sandbox, chassis: string, snapshot: string, asked: Question): Promise<Round> {
  const files = [join(snapshot, "sb.backup.db"), join(snapshot, chassis, "ovs.backup.db")];
  const ours = async (mode: "physical" | "whole"): Promise<OurTimes> => {
    const { output } = await measureProcess([process.execPath, OURS, mode, chassis, String(WARM_RUNS), ...files]);
    return JSON.parse(output) as OurTimes;
  };
  const controller = await recompute(sandbox, chassis, "inc-engine/recompute");
  const physical = await ours("physical");
  const flushed = await recompute(sandbox, chassis, "lflow-cache/flush");
  const whole = await ours("whole");
  const env = environmentOf(sandbox, CENTRAL);
  const ovnTrace = await measureProcess(
    ["chroot", sandbox.root.path, "ovn-trace", asked.datapath, asked.microflow],
    env,
  );
  const ovnSimTrace = await measureProcess([
    process.execPath,
    OVN_SIM,
    "trace",
    ...files,
    "--from",
    asked.from,
    "--to",
    asked.to,
  ]);
  const daemon = await measureProcess(
    [
      ...["chroot", sandbox.root.path, "ovn-appctl", "-t", `${sandbox.work}/${CENTRAL}/ovn-trace.ctl`],
      ...["trace", asked.datapath, asked.microflow],
    ],
    env,
  );
  return { controller, flushed, physical, whole, ovnTrace, daemonMs: daemon.wallMs, ovnSimTrace };
}

/** A question that both answer: an echo request from a port of the chassis to one elsewhere. */
function questionOf(): Question {
  const [from, to] = ["port-0", "port-1"];
  const addressed =
    "eth.src == 0a:58:00:00:00:00 && eth.dst == 0a:58:00:00:00:01 && ip4.src == 10.0.0.2 && ip4.dst == 10.0.0.3";
  const microflow = `inport == "${from}" && ${addressed} && ip.ttl == 64 && icmp4.type == 8`;
  return { from, to, datapath: "switch-0", microflow };
}

type Line = { readonly what: string; readonly theirs: Spread; readonly ours: Spread; readonly unit: string };

function linesOf(rounds: readonly Round[]): readonly Line[] {
  const of = (pick: (round: Round) => number | readonly number[]): Spread => spreadOf(rounds.flatMap(pick));
  const physical = of(({ controller }) => controller.physical);
  const both = of(({ controller }) => controller.physical + controller.logical);
  const flushed = of(({ flushed: { physical: p, logical } }) => p + logical);
  return [
    { what: "physical flows, again", theirs: physical, ours: of((r) => r.physical.warm), unit: "ms" },
    { what: "physical flows, linked anew", theirs: physical, ours: of((r) => r.physical.anew), unit: "ms" },
    { what: "physical flows, first in the process", theirs: physical, ours: of((r) => r.physical.cold), unit: "ms" },
    { what: "all flows, again", theirs: both, ours: of((r) => r.whole.warm), unit: "ms" },
    { what: "all flows, linked anew | cache flushed", theirs: flushed, ours: of((r) => r.whole.anew), unit: "ms" },
    { what: "all flows, first in the process | flushed", theirs: flushed, ours: of((r) => r.whole.cold), unit: "ms" },
    {
      what: "read the databases | JSON.parse",
      theirs: of((r) => r.whole.jsonParse),
      ours: of((r) => r.whole.read),
      unit: "ms",
    },
    {
      what: "one trace, whole process",
      theirs: of((r) => r.ovnTrace.wallMs),
      ours: of((r) => r.ovnSimTrace.wallMs),
      unit: "ms",
    },
    {
      what: "one trace, memory",
      theirs: of((r) => r.ovnTrace.maxRssMb),
      ours: of((r) => r.ovnSimTrace.maxRssMb),
      unit: "MB",
    },
  ];
}

function formatLines(lines: readonly Line[]): string {
  const rows = [
    ["", "real OVN", "ovn-sim", "ours / theirs, medians"],
    ...lines.map(({ what, theirs, ours, unit }) => [
      what,
      formatSpread(theirs, unit),
      formatSpread(ours, unit),
      (ours.median / theirs.median).toFixed(2),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ")}`.trimEnd()).join("\n");
}

/** Compares the flows by the command that users have; gives its last lines. */
function diffFlows(snapshot: string, chassis: string): string {
  try {
    return execFileSync(process.execPath, [OVN_SIM, "diff", snapshot, "--chassis", chassis, "--color", "never"], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    return `DIFFERENT\n${stdout}${stderr}`;
  }
}

async function compare(sandbox: Sandbox, settings: Settings, folder: string): Promise<number> {
  const { ports, chassis: count, vteps } = settings;
  const sizes = ["--ports", ports, "--chassis", count, "--vteps", vteps];
  console.log(
    execFileSync(process.execPath, [GENERATE, "--shape", "peers", ...sizes, "--out", folder], { encoding: "utf8" }),
  );
  const chassis = "node-0";
  const openVswitch = readFileSync(join(folder, chassis, "ovs.backup.db"));
  const installed = await startRealChassis(sandbox, { path: folder, chassis }, openVswitch);
  console.log(`ovn-controller ${sandbox.root.release} has installed ${installed} flows`);
  const snapshot = join(folder, "snapshot");
  await takeSnapshot(sandbox, chassis, snapshot);
  await runAt(sandbox, CENTRAL, [
    "ovn-trace",
    ...["--detach", "--no-chdir", `--pidfile=${sandbox.work}/${CENTRAL}/ovn-trace.pid`],
    `--unixctl=${sandbox.work}/${CENTRAL}/ovn-trace.ctl`,
  ]);
  const rounds: Round[] = [];
  for (let i = 0; i < Number(settings.rounds); i++) {
    rounds.push(await measureRound(sandbox, chassis, snapshot, questionOf()));
    console.log(`round ${i + 1} of ${settings.rounds}, load ${loadavg()[0]!.toFixed(1)}`);
  }
  const { flows, physicalFlows } = rounds[0]!.whole;
  const lines = linesOf(rounds);
  console.log(`\n${formatLines(lines)}\n`);
  console.log(
    `  ovn-trace as a daemon, with ovn-appctl: ${formatSpread(spreadOf(rounds.map((r) => r.daemonMs)), "ms")}`,
  );
  const all = spreadOf(rounds.map((r) => r.controller.all));
  console.log(`  ovn-controller's whole engine: ${formatSpread(all, "ms")}`);
  console.log(`  flows: ${installed} installed, ${flows} compiled, of which ${physicalFlows} physical`);
  const difference = diffFlows(snapshot, chassis);
  console.log(`  ovn-sim diff: ${difference.trim().split("\n").slice(-12).join("\n    ")}`);
  const result = { date: new Date().toISOString(), settings, installed, flows, physicalFlows, lines, rounds };
  mkdirSync(fileURLToPath(new URL("results/", BENCH)), { recursive: true });
  writeFileSync(fileURLToPath(new URL("results/peers.json", BENCH)), `${JSON.stringify(result, trimOutput, 2)}\n`);
  return difference.startsWith("DIFFERENT") ? 1 : 0;
}

function trimOutput(key: string, value: unknown): unknown {
  return key === "output" ? undefined : value;
}

async function main(settings: Settings): Promise<number> {
  const why = RELEASES.includes(settings.release)
    ? whyNoRoot(settings.release)
    : `no release ${settings.release}: one of ${RELEASES.join(", ")}`;
  if (why !== undefined) {
    console.error(`SKIPPED: nothing was measured and nothing compared: ${why}`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "ovn-sim-peers-"));
  const sandbox = createSandbox(findRoot(settings.release)!, "peers");
  try {
    return await withSandbox(sandbox, () => compare(sandbox, settings, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const number = (value: string) => ({ type: "string", default: value }) as const;
const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== "--"),
  options: {
    release: number(RELEASES.at(-1)!),
    ports: number("10000"),
    chassis: number("250"),
    vteps: number("2"),
    rounds: number("5"),
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else process.exitCode = await main(values);

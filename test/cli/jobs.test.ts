import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { listRecordings } from "../recordings/index.ts";
import { checkNoStack, EXAMPLE, folder, ROOT, run } from "./run.ts";
import { MISTAKEN, verify } from "./verify-report.ts";

const DIST = join(ROOT, "packages/cli/dist");
const MODULES = join(DIST, "main.js");
const BUNDLE = join(DIST, "ovn-sim.cjs");

type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** Runs the compiled program: threads find no other. */
function runBuilt(args: readonly string[], program = MODULES): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", start(program), ...args],
    {
      encoding: "utf8",
      maxBuffer: 1 << 27,
      timeout: 100_000,
    },
  );
  checkNoStack(stdout, stderr);
  return { status, stdout, stderr };
}

function start(program: string): string {
  const url = JSON.stringify(pathToFileURL(program).href);
  return `const { main } = await import(${url}); process.exitCode = await main(process.argv.slice(1));`;
}

const JSON_REPORT = ["--no-config", "--format", "json"];

describe.skipIf(!existsSync(MODULES))("by worker threads (needs the compiled program)", () => {
  test.each(listRecordings().map(({ name, path }) => [name, path] as const))(
    "the report of several workers is that of one run, byte for byte: %s",
    async (_, path) => {
      const one = await run(["verify", path, ...JSON_REPORT, "--jobs", "1"]);
      if ((JSON.parse(one.out) as { findings: unknown[] }).findings.length === 0) return;
      const two = runBuilt(["verify", path, ...JSON_REPORT, "--jobs", "2"]);
      expect(two).toEqual({ status: one.code, stdout: one.out, stderr: one.err });
    },
  );

  test.skipIf(!existsSync(BUNDLE))("from the bundle", async () => {
    const one = await run(["verify", MISTAKEN, ...JSON_REPORT]);
    const two = runBuilt(["verify", MISTAKEN, ...JSON_REPORT, "--jobs", "2"], BUNDLE);
    expect(two).toEqual({ status: one.code, stdout: one.out, stderr: one.err });
  });

  test("with dumped flows, with what-if changes, with some rules", async () => {
    for (const args of [
      ["--flows", "installed"],
      ["--set", "Interface[pod-a].external_ids:encap-ip=10.20.9.9"],
      ["--rule", "encap-ip-key,system-id"],
    ]) {
      const one = await run(["verify", MISTAKEN, ...JSON_REPORT, ...args]);
      const two = runBuilt(["verify", MISTAKEN, ...JSON_REPORT, ...args, "--jobs", "3"]);
      expect(two).toEqual({ status: one.code, stdout: one.out, stderr: one.err });
    }
  });

  test("a shard by several workers is the shard, and merges with one that one thread did", async () => {
    const { report: whole } = await verify(MISTAKEN);
    const shards = ["1/2", "2/2"].map((shard) => {
      const file = join(folder(), "part.json");
      const args = ["verify", MISTAKEN, ...JSON_REPORT, "--shard", shard, "--output", file];
      return { file, args };
    });
    const [first, second] = shards as [(typeof shards)[0], (typeof shards)[0]];
    expect(runBuilt([...first.args, "--jobs", "2"]).status).toBe(1);
    const byWorkers = readFileSync(first.file, "utf8");
    await run(first.args);
    expect(byWorkers).toBe(readFileSync(first.file, "utf8"));
    await run(second.args);
    const merged = await run(["merge-reports", first.file, second.file, "--format", "json"]);
    expect(JSON.parse(merged.out)).toEqual(whole);
  });

  test("an input that cannot be used is told as ever", () => {
    const ran = runBuilt(["verify", "/gone", "--jobs", "2"]);
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toContain("OVN8001");
    const release = runBuilt(["verify", EXAMPLE, "--jobs", "2", "--ovn-release", "9.9"]);
    expect(release).toMatchObject({ status: 2, stdout: "" });
    expect(release.stderr).toMatch(/^error: .*9\.9/m);
  });

  test("Ctrl-C ends the workers with the program", async () => {
    const [slow] = listRecordings().filter(({ scenario }) => scenario === "misconfigured");
    const args = ["verify", slow!.path, "--no-config", "--jobs", "2"];
    const child = spawn(process.execPath, ["--input-type=module", "-e", start(MODULES), ...args]);
    // What is said of the input comes before the workers start.
    child.stderr.once("data", () => child.kill("SIGINT"));
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    const signal = await new Promise((resolve) => child.on("close", (_, by) => resolve(by)));
    expect({ signal, stdout }).toEqual({ signal: "SIGINT", stdout: "" });
  });

  test("the flows of all chassis, by workers and by none", async () => {
    const [one, two, json] = [folder(), folder(), folder()];
    const inOne = await run(["flows", EXAMPLE, "--all", "--output", one, "--jobs", "1"]);
    const inTwo = runBuilt(["flows", EXAMPLE, "--all", "--output", two, "--jobs", "2"]);
    expect(inTwo.stdout.replaceAll(two, one)).toBe(inOne.out);
    expect(readdirSync(two)).toEqual(["node1", "node2"]);
    for (const chassis of ["node1", "node2"]) {
      const alone = await run(["flows", EXAMPLE, "--chassis", chassis]);
      for (const place of [one, two]) expect(readFileSync(join(place, chassis, "flows.txt"), "utf8")).toBe(alone.out);
    }
    const told = runBuilt(["flows", EXAMPLE, "--all", "--output", json, "--jobs", "2", "--format", "json"]);
    expect(JSON.parse(told.stdout)).toMatchObject({
      chassis: [{ chassis: "node1", flows: 652 }, { chassis: "node2" }],
      skipped: [],
    });
    const alone = await run(["flows", EXAMPLE, "--chassis", "node1", "--format", "json"]);
    expect(readFileSync(join(json, "node1/flows.json"), "utf8")).toBe(alone.out);
  });
});

describe("the flows of all chassis", () => {
  test("what is no chassis of ovn-controller is named, and has no folder", async () => {
    const [recording] = listRecordings().filter(({ scenario }) => scenario === "hardware-vtep");
    const place = folder();
    const ran = await run(["flows", recording!.path, "--all", "--output", place, "--quiet"]);
    expect(ran.out).toMatch(/no flows +it is a VTEP switch of hardware/);
    const named = [...ran.out.matchAll(/^(\S+) +\d+ flows/gm)].map(([, name]) => name!);
    expect(readdirSync(place).toSorted()).toEqual([...named].sort());
  });

  test("a folder that cannot be made is told", async () => {
    const file = join(folder({ taken: "" }), "taken");
    const ran = await run(["flows", EXAMPLE, "--all", "--output", file]);
    expect(ran.code).toBe(2);
    expect(ran.err.match(/OVN8047/g)).toHaveLength(2);
  });

  test("a chassis whose name leads elsewhere gets no file", async () => {
    const outer = folder();
    const place = join(outer, "in");
    mkdirSync(place);
    const change = "Chassis[node2].name=../node2";
    const ran = await run(["flows", EXAMPLE, "--all", "--output", place, "--set", change]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("OVN8020");
    expect([readdirSync(outer), readdirSync(place)]).toEqual([["in"], ["node1"]]);
  });

  test.each([
    [["--all"], "option '--all' needs '--output <folder>'"],
    [["--all", "--chassis", "node1", "--output", "x"], "cannot be used with option '--all'"],
    [["--chassis", "node1", "--output", "x"], "goes with '--all' only"],
    [["--all", "--output", "x", "--jobs", "0"], "expected auto or a whole number from 1 to 256"],
  ])("%j is wrong usage", async (args, words) => {
    const ran = await run(["flows", EXAMPLE, ...args]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(words);
  });
});

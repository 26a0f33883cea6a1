import { spawn, spawnSync, type SpawnSyncOptionsWithStringEncoding } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { checkNoStack, EXAMPLE, ROOT } from "./run.ts";

const BIN = join(ROOT, "packages/cli/bin/ovn-sim.js");
const BUNDLE = join(ROOT, "packages/cli/dist/ovn-sim.cjs");
const isBuilt = existsSync(join(ROOT, "packages/cli/dist/main.js"));

function runProcess(args: readonly string[], options: Partial<SpawnSyncOptionsWithStringEncoding> = {}) {
  const { status, stdout, stderr, signal } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 27,
    timeout: 20_000,
    ...options,
  });
  checkNoStack(stdout, stderr);
  expect(signal).toBeNull();
  return { status, stdout, stderr };
}

describe.skipIf(!isBuilt)("as a process (needs the compiled program)", () => {
  test("the result is on standard output, and the exit is 0", () => {
    const ran = runProcess(["trace", EXAMPLE, "--from", "pod-a", "--to", "pod-b"]);
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(ran.stdout).toContain("10.20.0.1 ==> 10.20.0.2");
  });

  test.skipIf(!existsSync(BUNDLE))("V8 takes the code of the bundle that it kept when it was built", () => {
    const loader = JSON.stringify(pathToFileURL(join(ROOT, "packages/cli/bin/bundle.js")).href);
    const code = `
      const [{ setFlagsFromString }, { loadBundle, V8_FLAGS }] = await Promise.all([import("node:v8"), import(${loader})]);
      setFlagsFromString(V8_FLAGS);
      console.log(loadBundle().script.cachedDataRejected);`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
    expect(stdout).toBe("false\n");
  });

  test("worker threads are started from the bundle too", () => {
    const args = ["verify", EXAMPLE, "--no-config", "--format", "json", "--jobs"];
    const two = runProcess([...args, "2"]);
    expect(two).toEqual(runProcess([...args, "1"]));
    expect(two.stdout).toContain('"findings"');
  });

  test("errors are on standard error, and the exit is 2", () => {
    expect(runProcess(["show", "/gone"])).toMatchObject({ status: 2, stdout: "" });
    expect(runProcess([])).toMatchObject({ status: 2, stdout: "" });
  });

  test("a batch comes by a pipe, and its traces go by one", () => {
    const input = "--from pod-a --to pod-b\n".repeat(200);
    const ran = runProcess(["trace", EXAMPLE, "--batch", "-"], { input });
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(ran.stdout.split("\n")).toHaveLength(201);
    expect(ran.stdout.length).toBeGreaterThan(1_000_000);
  });

  test("a batch from a closed standard input is an empty one, or is told", () => {
    const ran = runProcess(["trace", EXAMPLE, "--batch", "-"], { stdio: ["ignore", "pipe", "pipe"] });
    expect(ran).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  test("a reader that goes away is no error", async () => {
    const child = spawn(process.execPath, [BIN, "flows", EXAMPLE, "--chassis", "node1", "--format", "json"]);
    child.stdout.once("data", () => child.stdout.destroy());
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("a slow reader gets everything", async () => {
    const child = spawn(process.execPath, [BIN, "flows", EXAMPLE, "--chassis", "node1", "--format", "json"]);
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), 20);
    });
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { flows: unknown[] }).flows).toHaveLength(652);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import { runInPool } from "./worker-pool.ts";

const folder = mkdtempSync(join(tmpdir(), "ovn-sim-pool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A module as a worker finds it. */
function programOf(text: string): string {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

const PROGRAM = programOf(`
export async function half({ number, counter }) {
  await new Promise((done) => setTimeout(done, 10 * (7 - number)));
  Atomics.store(new BigInt64Array(counter), 1, 8n);
  Atomics.add(new BigInt64Array(counter), 0, 1n);
  if (number % 2 === 0) return { ok: true, value: number / 2, notes: [] };
  return { ok: false, errors: [{ code: "OVN8001", severity: "error", place: {}, message: "odd" }] };
}
export async function wait({ counter }) {
  Atomics.store(new BigInt64Array(counter), 1, 8n);
  Atomics.add(new BigInt64Array(counter), 0, 1n);
  await new Promise((done) => setTimeout(done, 150));
  return { ok: true, value: undefined, notes: [] };
}
export function fault() { throw new TypeError("no such thing"); }
export function leave() { process.exit(3); }
`);

const tasksOf = (...numbers: readonly number[]): { number: number }[] => numbers.map((number) => ({ number }));

const options = { program: PROGRAM, jobs: 2, progress: undefined };

/** The code and the words of what failed. */
async function failureOf(name: string, program = PROGRAM): Promise<string> {
  const done = await runInPool(name, tasksOf(0, 1, 2), { ...options, program });
  return done.ok ? "none" : done.errors.map(({ code, message }) => `${code} ${message}`).join("\n");
}

test("results come in the order of the tasks, whichever is done first", async () => {
  expect(await runInPool("half", tasksOf(0, 2, 4, 6), options)).toEqual({ ok: true, value: [0, 1, 2, 3], notes: [] });
});

test("a task that refuses ends the work with what it says", async () => {
  expect(await failureOf("half")).toBe("OVN8001 odd");
});

test("progress is that of all workers together", async () => {
  const onProgress = vi.fn<(done: number, total: number) => void>();
  await runInPool("wait", tasksOf(0, 2, 4, 6), { ...options, progress: { onProgress, end: () => undefined } });
  expect(onProgress.mock.calls.length).toBeGreaterThan(1);
  const done = onProgress.mock.calls.map(([count]) => count);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(onProgress).toHaveBeenCalledWith(expect.any(Number), 8);
});

test.each([
  ["fault", "OVN8019 a worker failed: no such thing"],
  ["leave", "OVN8019 a worker failed: worker exited with code: 3"],
])("a worker that fails is told: %s", async (name, words) => {
  expect(await failureOf(name)).toBe(words);
});

test("a program without the function, or none at all, is told", async () => {
  expect(await failureOf("absent")).toContain("OVN8019 a worker failed: ");
  expect(await failureOf("half", programOf("this is no program"))).toContain("OVN8019 a worker failed: ");
  expect(await failureOf("half", pathToFileURL(join(folder, "gone.mjs")).href)).toContain("OVN8019 a worker failed: ");
});

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { main, type Terminal } from "ovn-sim";
import { expect, onTestFinished } from "vitest";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The shipped cluster of two nodes. */
export const EXAMPLE = join(ROOT, "examples/two-nodes");

export type RunOptions = {
  /** Standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether standard output and error are a terminal. */
  readonly isTTY?: boolean;
};

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs one command line as a function, and sees to it that nobody is ever shown a stack. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let out = "";
  let err = "";
  const stream = { isTTY: options.isTTY === true };
  const terminal: Terminal = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdout: stream,
    stderr: stream,
    env: { ...options.env },
    readInput: () => options.input ?? "",
  };
  const code = await main(args, terminal);
  checkNoStack(out, err);
  return { code, out, err };
}

/** Nothing that was written looks like where in the program it went wrong. */
export function checkNoStack(...texts: readonly string[]): void {
  for (const text of texts) {
    expect(text).not.toMatch(/^\s+at /m);
    expect(text).not.toContain("a fault of ovn-sim itself");
    expect(text).not.toMatch(/\b(?:undefined|NaN|\[object Object\])\b/);
  }
}

/** A folder of its own with the given files, gone when the test is over. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "ovn-sim-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** The shipped cluster, to be spoilt. */
export function exampleCopy(): string {
  const path = folder();
  cpSync(EXAMPLE, path, { recursive: true });
  return path;
}

/** The codes of the diagnostics on standard error, in order. */
export function codesOf(err: string): string[] {
  return [...err.matchAll(/\[(OVN\d+)\]/g)].map(([, code]) => code!);
}

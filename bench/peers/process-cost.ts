import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";

export type ProcessCost = { readonly wallMs: number; readonly maxRssMb: number; readonly output: string };

const BETWEEN_LOOKS_MS = 4;

/** The most memory that a process has held so far; its own high-water mark, so looking now and then loses little. */
function highWaterKb(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Runs a whole process to its end: the time that somebody waits for it, and its memory. */
export async function measureProcess(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<ProcessCost> {
  const [program = "", ...args] = command;
  const start = performance.now();
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let complaint = "";
  let most = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const look = setInterval(() => (most = Math.max(most, highWaterKb(child.pid!))), BETWEEN_LOOKS_MS);
  const status = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const wallMs = performance.now() - start;
  clearInterval(look);
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${String(status)}: ${complaint.slice(0, 2000)}`);
  return { wallMs, maxRssMb: most / 1024, output };
}

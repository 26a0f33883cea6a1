import { readFileSync, writeSync } from "node:fs";
import process from "node:process";
import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Terminal } from "./commands/host.ts";
import { createProgram } from "./program.ts";

/** The whole of standard output and error is written before this returns, to pipes too. */
function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EAGAIN") continue;
      if (code === "EPIPE") return;
      throw error;
    }
  }
}

const TERMINAL: Terminal = {
  out: (text) => writeAll(1, text),
  err: (text) => writeAll(2, text),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  readInput: () => readFileSync(0, "utf8"),
};

/** Runs one command line (without the program's own name) and gives the exit code: 0 good, 1 findings, 2 usage. */
export async function main(args: readonly string[], terminal: Terminal = TERMINAL): Promise<ExitCode> {
  let code: ExitCode = EXIT.good;
  const program = createProgram(terminal, (finished) => {
    code = finished;
  });
  if (args.length === 0) {
    terminal.err(program.helpInformation());
    return EXIT.unusable;
  }
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.unusable;
    throw error;
  }
  return code;
}

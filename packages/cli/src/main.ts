import process from "node:process";
import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Terminal } from "./commands/host.ts";
import { createProgram } from "./program.ts";
import { readAll, writeAll } from "./streams.ts";

// What worker threads do: they are started from this module, bundled or not.
export { compilePart } from "./pool/compile-part.ts";
export { verifyPart } from "./pool/verify-part.ts";

const TERMINAL: Terminal = {
  out: (text) => writeAll(1, text),
  err: (text) => writeAll(2, text),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  readInput: () => readAll(0),
};

/** Set to see where a fault of the program itself comes from. */
const DEBUG = "OVN_SIM_DEBUG";

/** Runs one command line (without the program's own name) and gives the exit code: 0 good, 1 findings, 2 usage. */
export async function main(args: readonly string[], terminal: Terminal = TERMINAL): Promise<ExitCode> {
  let code: ExitCode = EXIT.good;
  const finish = (finished: ExitCode): void => {
    code = finished;
  };
  const program = createProgram({ terminal, finish, program: import.meta.url });
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT.unusable;
  }
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.unusable;
    terminal.err(describeFault(error, terminal.env));
    return EXIT.unusable;
  }
  return code;
}

/** A broken invariant is no fault of the input; people are told so, and how to help. */
function describeFault(error: unknown, env: NodeJS.ProcessEnv): string {
  if ((env[DEBUG] ?? "") !== "") return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  const message = error instanceof Error ? error.message : String(error);
  return `error: a fault of ovn-sim itself: ${message}\n  hint: ${DEBUG}=1 shows where; please report it with the snapshot\n`;
}

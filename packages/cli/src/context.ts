import type { Diagnostic } from "@ovn-sim/model";
import { type CompileOptions, foldByChassis } from "@ovn-sim/pipeline";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { formatDiagnostic } from "./output/format-diagnostic.ts";
import type { Palette } from "./output/palette.ts";
import type { ChangeOptions } from "./snapshot/change-databases.ts";
import { type Snapshot, loadSnapshot } from "./snapshot/load-snapshot.ts";

/** Where a command's text goes. */
export type Streams = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
};

/** What every command gets: its streams and its common options. */
export type CommandContext<Format extends string = "text" | "json"> = Streams & {
  readonly palette: Palette;
  readonly errPalette: Palette;
  readonly format: Format;
  readonly quiet: boolean;
  /** `--ovn-release`; absent: as the Southbound says. */
  readonly release: string | undefined;
  /** `--set` and `--unset`, as they were written. */
  readonly set: readonly string[];
  readonly unset: readonly string[];
};

/** How flows are compiled: for the release that was asked for, if one was. */
export function compileOptionsOf({ release }: Pick<CommandContext, "release">): CompileOptions {
  return release === undefined ? {} : { release };
}

/** The changes that are asked about, and the release that they are carried on for. */
export function whatIfOf({ set, unset, release }: CommandContext<string>): ChangeOptions {
  return { set, unset, ...(release === undefined ? {} : { release }) };
}

/** Writes diagnostics to standard error; `--quiet` keeps only the errors. Says whether there was an error. */
export function report(context: CommandContext<string>, diagnostics: readonly Diagnostic[]): boolean {
  let failed = false;
  const said = new Set<string>();
  for (const diagnostic of foldDiagnostics(diagnostics)) {
    if (diagnostic.severity === "error") failed = true;
    else if (context.quiet) continue;
    const text = formatDiagnostic(diagnostic, context.errPalette);
    if (said.has(text)) continue;
    said.add(text);
    context.err(`${text}\n`);
  }
  return failed;
}

/** Those that say the same of many chassis are told by the first of them. */
function foldDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return foldByChassis(
    diagnostics,
    ({ code, place, message }) => {
      const isOfChassis = place.chassis !== undefined && place.file === undefined && place.row === undefined;
      return { chassis: isOfChassis ? place.chassis : undefined, text: `${code} ${place.chassis} ${message}` };
    },
    (first, others) => ({ ...first, message: `${first.message} (${others})` }),
  );
}

/**
 * Loads the snapshot and runs a command on it. An error in the input makes the exit code
 * {@link EXIT.unusable} even where the command could answer: the loss has been said.
 */
export function withSnapshot(
  context: CommandContext<string>,
  paths: readonly string[],
  run: (snapshot: Snapshot) => ExitCode,
): ExitCode {
  const { snapshot, diagnostics } = loadSnapshot(paths, whatIfOf(context));
  const failed = report(context, diagnostics);
  if (snapshot === undefined) return EXIT.unusable;
  const code = run(snapshot);
  return failed ? EXIT.unusable : code;
}

import type { RawFinding, ReportHead } from "./report.ts";
import { shellWord } from "./shell-word.ts";

/** The command line that shows a finding, to be copied into a shell. */
export function replayCommand(finding: Pick<RawFinding, "replay">, head: ReportHead): string | undefined {
  const { replay } = finding;
  if (replay === undefined) return undefined;
  const [command = "", ...rest] = replay;
  const flows = command === "trace" && head.flows !== "compiled" ? ["--flows", head.flows] : [];
  const words = ["ovn-sim", command, ...head.snapshot.paths.map(pathWord), ...rest, ...flows, ...head.options];
  return words.map(shellWord).join(" ");
}

/** A path that no command takes for an option. */
function pathWord(path: string): string {
  return path.startsWith("-") ? `./${path}` : path;
}

import type { Command } from "@commander-js/extra-typings";
import type { Diagnostic } from "@ovn-sim/model";
import { type CommandContext, report as say } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { REPORT_FORMATS, type ReportFormat } from "../report/formats.ts";
import { type FileReport, mergeReports } from "../report/merge-reports.ts";
import { readReport } from "../report/read-report.ts";
import { addResultCommand, type Host } from "./host.ts";
import { parseWholeNumber } from "./numbers.ts";
import { parseFormatFile } from "./verify-options.ts";
import { type OutputOptions, writeReport } from "./verify-output.ts";

const EXAMPLES = `
Examples:
  ovn-sim verify snapshot/ --shard 1/2 --output part-1.json --format json       on one machine
  ovn-sim verify snapshot/ --shard 2/2 --output part-2.json --format json       on another
  ovn-sim merge-reports part-1.json part-2.json                                 what one run would have said
  ovn-sim merge-reports whole.json --format sarif                               one report in another format

Exit codes: those of ovn-sim verify.`;

export function addMergeReportsCommand(program: Command, host: Host): void {
  addResultCommand(program, {
    name: "merge-reports",
    about: "joins the JSON reports of the parts of a verification to one report",
    formats: REPORT_FORMATS,
  })
    .argument("<report...>", "the reports of all parts, as verify --shard i/n --format json writes them")
    .option("--write-baseline <file>", "write what is found as the baseline")
    .option("--output <file>", "write the result to a file, not to standard output")
    .option("--also <format=file>", "write it to a file in one more format; may be given again", parseFormatFile)
    .option("--limit <n>", "how many findings of a rule the text shows; 0 for all", parseWholeNumber(0, 1e9), 20)
    .addHelpText("after", EXAMPLES)
    .action((files, options) => {
      host.finish(runMerge(host.contextOf(options), files, options));
    });
}

function runMerge(context: CommandContext<ReportFormat>, files: readonly string[], options: OutputOptions): ExitCode {
  const reports: FileReport[] = [];
  const errors: Diagnostic[] = [];
  for (const file of files) {
    const read = readReport(file);
    if (read.ok) reports.push({ file, report: read.value });
    else errors.push(...read.errors);
  }
  const [first, ...others] = reports;
  if (errors.length > 0 || first === undefined) {
    say(context, errors);
    return EXIT.unusable;
  }
  const merged = mergeReports([first, ...others]);
  if (!merged.ok) {
    say(context, merged.errors);
    return EXIT.unusable;
  }
  say(context, merged.value.diagnostics);
  return writeReport(context, merged.value, options);
}

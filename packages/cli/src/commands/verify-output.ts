import { writeFileSync } from "node:fs";
import { createDiagnostic } from "@ovn-sim/model";
import { formatBaseline } from "../config/baseline.ts";
import { type CommandContext, report as say } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { createPalette } from "../output/palette.ts";
import { formatReport, type ReportFormat } from "../report/formats.ts";
import { createReport, hasFailed, type Report } from "../report/report.ts";
import { unreadable } from "../snapshot/list-files.ts";
import type { FormatFile } from "./verify-options.ts";

/** Where a report goes. */
export type OutputOptions = {
  /** Absent: to standard output. */
  readonly output?: string | undefined;
  readonly also?: readonly FormatFile[] | undefined;
  readonly writeBaseline?: string | undefined;
  /** How many findings of a rule the text shows; 0 for all. */
  readonly limit: number;
};

/** Writes a report wherever it is to go, and says how the command ends. */
export function writeReport(context: CommandContext<ReportFormat>, found: Report, options: OutputOptions): ExitCode {
  let written = true;
  const write = (file: string, text: string): void => {
    try {
      writeFileSync(file, text);
    } catch (error) {
      written = false;
      say(context, [createDiagnostic("OVN8047", { file }, unreadable(error), "check the path and its permissions")]);
    }
  };
  const report = options.writeBaseline === undefined ? found : renewBaseline(found, options.writeBaseline, write);
  say(context, report.remarks);
  const limit = options.limit === 0 ? Number.POSITIVE_INFINITY : options.limit;
  const plain = { palette: createPalette("never", {}, {}), limit };
  const { palette, format } = context;
  if (options.output === undefined) context.out(formatReport(report, format, { palette, limit }));
  else write(options.output, formatReport(report, format, plain));
  for (const { format: other, file } of options.also ?? []) write(file, formatReport(report, other, plain));
  if (!written || report.diagnostics.some(({ severity }) => severity === "error")) return EXIT.unusable;
  return hasFailed(report.summary) ? EXIT.findings : EXIT.good;
}

/** Everything that is found and not excepted is known from now on. */
function renewBaseline(found: Report, file: string, write: (file: string, text: string) => void): Report {
  const known = found.findings.filter(({ state }) => state !== "excepted");
  write(file, formatBaseline(known));
  const findings = known.map(({ rule, subject }) => ({ rule, subject }));
  return createReport({ ...found, policy: { ...found.policy, baseline: { file, findings } } }, found);
}

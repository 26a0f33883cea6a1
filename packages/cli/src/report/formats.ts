import { jsonText } from "../output/json.ts";
import type { Palette } from "../output/palette.ts";
import { replayCommand } from "./command-line.ts";
import { formatGithubReport } from "./github.ts";
import { formatJunitReport } from "./junit.ts";
import type { Report } from "./report.ts";
import { withReportVersion } from "./report-schema.ts";
import { formatSarifReport } from "./sarif.ts";
import { formatTextReport } from "./text.ts";

export type FormatOptions = { readonly palette: Palette; readonly limit: number };

/** Every way to write a report. */
const WRITERS = {
  text: formatTextReport,
  json: formatJsonReport,
  sarif: formatSarifReport,
  junit: formatJunitReport,
  github: formatGithubReport,
} as const satisfies Record<string, (report: Report, options: FormatOptions) => string>;

export type ReportFormat = keyof typeof WRITERS;

export const REPORT_FORMATS = Object.keys(WRITERS) as readonly ReportFormat[];

export function formatReport(report: Report, format: ReportFormat, options: FormatOptions): string {
  return WRITERS[format](report, options);
}

/** All of a report, and of each finding the command that shows it; `merge-reports` reads this. */
function formatJsonReport(report: Report): string {
  const findings = report.findings.map((finding) => ({ ...finding, command: replayCommand(finding, report) }));
  return jsonText({ ...withReportVersion(report), findings });
}

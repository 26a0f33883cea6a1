import type { Severity } from "@ovn-sim/model";
import { RULES } from "@ovn-sim/pipeline";
import { printable } from "../output/printable.ts";
import { replayCommand } from "./command-line.ts";
import type { Report, ReportFinding } from "./report.ts";
import { checkedText, countText, outcomeText } from "./words.ts";

const COMMANDS = { error: "error", warning: "warning", note: "notice" } as const satisfies Record<Severity, string>;

/** How many annotations of a level GitHub keeps of one step; what is beyond that it drops without a word. */
const MOST = 10;

/** A report as GitHub's workflow commands: an annotation per finding, and what was checked as plain lines of the log. */
export function formatGithubReport(report: Report): string {
  const lines: string[] = [];
  for (const severity of ["error", "warning", "note"] as const) {
    const fresh = report.findings.filter((finding) => finding.state === "new" && finding.severity === severity);
    const shown = fresh.length > MOST ? fresh.slice(0, MOST - 1) : fresh;
    lines.push(...shown.map((finding) => annotation(finding, report)));
    if (fresh.length === shown.length) continue;
    const rest = fresh.slice(shown.length);
    const rules = [...new Set(rest.map(({ rule }) => rule))].join(", ");
    const message = `${countText(rest.length, "more finding")} of ${rules}; --format text and --format sarif have all of them`;
    lines.push(command(COMMANDS[severity], "ovn-sim verify", message));
  }
  lines.push(...[checkedText(report), ...outcomeText(report)].map(printable));
  return `${lines.join("\n")}\n`;
}

function annotation(finding: ReportFinding, report: Report): string {
  const { rule, subject, message, hint, severity } = finding;
  const shown = replayCommand(finding, report);
  const lines = [
    printable(message),
    ...(hint === undefined ? [] : [`hint: ${printable(hint)}`]),
    `fix: ${RULES[rule].fix}`,
    ...(shown === undefined ? [] : [`show: ${shown}`]),
  ];
  return command(COMMANDS[severity], `${rule}: ${printable(subject)}`, lines.join("\n"));
}

function command(name: string, title: string, message: string): string {
  return `::${name} title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** What ends a command, or is an escape itself (GitHub's workflow commands; the runner undoes exactly these). */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** In a property also what ends it. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

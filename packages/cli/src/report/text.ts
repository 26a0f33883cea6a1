import type { NotJudged, RuleId } from "@ovn-sim/pipeline";
import { foldAssumptions, RULES } from "@ovn-sim/pipeline";
import { formatPlace } from "../output/format-diagnostic.ts";
import type { Palette } from "../output/palette.ts";
import { printable } from "../output/printable.ts";
import { replayCommand } from "./command-line.ts";
import { checkedText, countText, headText, outcomeText, severityOf } from "./words.ts";
import { compareRules, type Report, type ReportFinding } from "./report.ts";

export type TextOptions = {
  readonly palette: Palette;
  /** How many findings of a rule are shown; the others are counted. */
  readonly limit: number;
};

const RANKS = { error: 0, warning: 1, note: 2 } as const;

/** A report for people: grouped by rule, the most severe first, with what to do and the command that shows each finding. */
export function formatTextReport(report: Report, options: TextOptions): string {
  const { palette } = options;
  const lines = [palette.title(checkedText(report)), ...headText(report).map(palette.dim), ""];
  for (const [rule, findings] of groups(report)) lines.push(...formatGroup(rule, findings, report, options), "");
  lines.push(...formatNotJudged(report.notJudged, options));
  if (report.assumptions.length > 0) {
    lines.push(
      palette.title("The answer rests on"),
      ...foldAssumptions(report.assumptions).map((text) => `  ${printable(text)}`),
      "",
    );
  }
  lines.push(...formatOutcome(report, palette));
  return `${lines.join("\n")}\n`;
}

function groups({ findings }: Report): readonly (readonly [RuleId, readonly ReportFinding[]])[] {
  const byRule = new Map<RuleId, ReportFinding[]>();
  for (const finding of findings) {
    const known = byRule.get(finding.rule);
    if (known === undefined) byRule.set(finding.rule, [finding]);
    else known.push(finding);
  }
  const rank = (all: readonly ReportFinding[]): number =>
    Math.min(...all.map(({ state, severity }) => (state === "new" ? RANKS[severity] : 3)));
  return [...byRule].sort(([a, x], [b, y]) => rank(x) - rank(y) || compareRules(a, b));
}

function formatGroup(rule: RuleId, findings: readonly ReportFinding[], report: Report, options: TextOptions): string[] {
  const { palette, limit } = options;
  const { statement, why, fix } = RULES[rule];
  const fresh = findings.filter(({ state }) => state === "new");
  const settled = findings.filter(({ state }) => state !== "new");
  const severity = severityOf(fresh);
  const mark = severity === undefined ? palette.dim("settled") : levelMark(severity, palette);
  const lines = [`${mark}  ${palette.title(rule)}  ${statement}`];
  if (fresh.length > 0) lines.push(`  ${palette.dim("why")}  ${why}`, `  ${palette.dim("fix")}  ${fix}`);
  for (const finding of fresh.slice(0, limit)) lines.push("", ...formatFinding(finding, report, options));
  if (fresh.length > limit) lines.push("", more(fresh.length - limit, palette));
  if (settled.length > 0 && fresh.length > 0) lines.push("");
  for (const finding of settled.slice(0, limit)) lines.push(formatSettled(finding, palette));
  if (settled.length > limit) lines.push(more(settled.length - limit, palette));
  return lines;
}

function more(count: number, palette: Palette): string {
  return palette.dim(`  and ${countText(count, "more finding")} of this rule (--limit 0 shows all)`);
}

function formatFinding(finding: ReportFinding, report: Report, { palette }: TextOptions): string[] {
  const { subject, message, place, hint, count, severity } = finding;
  const times = count > 1 ? palette.dim(` (${count} times)`) : "";
  const lines = [`  ${palette.name(printable(subject))}: ${levelText(severity, printable(message), palette)}${times}`];
  const where = printable(formatPlace(place));
  if (where !== "") lines.push(`    ${palette.dim("where")}  ${where}`);
  if (hint !== undefined) lines.push(`    ${palette.dim("hint")}   ${printable(hint)}`);
  const command = replayCommand(finding, report);
  if (command !== undefined) lines.push(`    ${palette.dim("show")}   ${command}`);
  return lines;
}

function formatSettled(finding: ReportFinding, palette: Palette): string {
  const standing = finding.state === "excepted" ? `excepted (${printable(finding.reason)})` : "known";
  return palette.dim(`  ${standing}: ${printable(finding.subject)}: ${printable(finding.message)}`);
}

function formatNotJudged(notJudged: readonly NotJudged[], { palette, limit }: TextOptions): string[] {
  if (notJudged.length === 0) return [];
  const lines = [palette.title("Not judged")];
  for (const { rule, subject, why, count } of notJudged.slice(0, limit)) {
    const times = count > 1 ? ` (and ${countText(count - 1, "more subject")})` : "";
    lines.push(`  ${rule}: ${printable(subject)}: ${printable(why)}${palette.dim(times)}`);
  }
  if (notJudged.length > limit) lines.push(palette.dim(`  and ${countText(notJudged.length - limit, "more reason")}`));
  return [...lines, ""];
}

function formatOutcome(report: Report, palette: Palette): string[] {
  const { errors, warnings, notes } = report.summary;
  const colour = errors > 0 ? palette.bad : warnings > 0 ? palette.warn : notes > 0 ? palette.name : palette.good;
  return outcomeText(report).map((line, at) => (at === 0 ? colour(line) : palette.dim(line)));
}

function levelMark(severity: ReportFinding["severity"], palette: Palette): string {
  return levelText(severity, severity, palette);
}

function levelText(severity: ReportFinding["severity"], text: string, palette: Palette): string {
  switch (severity) {
    case "error":
      return palette.bad(text);
    case "warning":
      return palette.warn(text);
    case "note":
      return palette.name(text);
  }
}

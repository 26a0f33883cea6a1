import { pathToFileURL } from "node:url";
import { isAbsolute, relative, resolve, sep } from "node:path";
import process from "node:process";
import type { Diagnostic, Place, Severity } from "@ovn-sim/model";
import { type Rule, RULE_IDS, type RuleId, RULES } from "@ovn-sim/pipeline";
import type { Invocation, Location, Log, LogicalLocation, Notification, ReportingDescriptor, Result } from "sarif";
import { jsonText } from "../output/json.ts";
import { printable } from "../output/printable.ts";
import { replayCommand } from "./command-line.ts";
import { hasFailed, type Report, type ReportFinding } from "./report.ts";
import { rulePage } from "./rule-page.ts";
import { checkedText } from "./words.ts";

/** How many results GitHub takes of one run. */
const MOST = 25_000;

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/**
 * A report as SARIF 2.1.0: known findings are `unchanged`, excepted ones suppressed with their reason; what was not judged
 * stands among the notifications.
 */
export function formatSarifReport(report: Report): string {
  const held = RULE_IDS.filter((id) => report.rules[id] !== undefined);
  const index = new Map(held.map((id, at) => [id, at]));
  const shown = report.findings.slice(0, MOST);
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "ovn-sim", semanticVersion: report.version, rules: held.map((id) => descriptor(id, report)) },
        },
        automationDetails: { id: "ovn-sim/verify/", description: { text: checkedText(report) } },
        columnKind: "utf16CodeUnits",
        invocations: [invocation(report, report.findings.length - shown.length)],
        results: shown.map((finding) => result(finding, index.get(finding.rule)!, report)),
      },
    ],
  };
  return jsonText(log);
}

function descriptor(id: RuleId, { policy }: Report): ReportingDescriptor {
  const rule: Rule = RULES[id];
  const { statement, why, fix, severity, family, source } = rule;
  const level = policy.levels[id];
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: statement },
    fullDescription: { text: why },
    help: { text: `${why}\n\nHow to fix it: ${fix}\n\nWhere it comes from: ${source}`, markdown: rulePage(id) },
    defaultConfiguration: { level: level === undefined || level === "off" ? severity : level },
    properties: { tags: ["ovn", family], "problem.severity": severity === "note" ? "recommendation" : severity },
  };
}

function pascalCase(id: string): string {
  return id.replaceAll(/(?:^|-)(.)/g, (_all, first: string) => first.toUpperCase());
}

function result(finding: ReportFinding, ruleIndex: number, report: Report): Result {
  const { rule, severity, message, hint, fingerprint, subject, count, code, state } = finding;
  const command = replayCommand(finding, report);
  const { fix } = RULES[rule];
  const text = [
    `${printable(subject)}: ${printable(message)}.`,
    ...(hint === undefined ? [] : [`Hint: ${printable(hint)}.`]),
    `Fix: ${fix}`,
    ...(command === undefined ? [] : [`Show it: ${command}`]),
  ].join("\n");
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text },
    locations: [location(finding, report)],
    partialFingerprints: { "ovnSimRuleAndSubject/v1": fingerprint },
    occurrenceCount: count,
    ...(report.policy.baseline === undefined ? {} : { baselineState: state === "known" ? "unchanged" : "new" }),
    ...(state === "excepted" ? { suppressions: [{ kind: "external", justification: finding.reason }] } : {}),
    properties: { subject, code, ...(command === undefined ? {} : { replay: command }) },
  };
}

/** A file that code scanning can show, and the chassis, table and row, which are what people go to. */
function location({ place, subject }: ReportFinding, report: Report): Location {
  const file = place.file ?? report.snapshot.southbound;
  const logical: LogicalLocation[] = [{ fullyQualifiedName: subject, kind: "subject" }];
  const parts = [place.chassis, place.table, place.row, place.column].filter((part) => part !== undefined);
  if (parts.length > 0) logical.push({ fullyQualifiedName: parts.join("/"), kind: kindOf(place) });
  const region = { startLine: place.line ?? 1 };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region }, logicalLocations: logical };
}

function kindOf(place: Place): string {
  if (place.column !== undefined) return "column";
  if (place.row !== undefined) return "row";
  return place.table === undefined ? "chassis" : "table";
}

/** Relative to the working directory, as code scanning wants it, wherever the file lies below it. */
function uriOf(file: string): string {
  const way = relative(process.cwd(), resolve(file));
  if (isAbsolute(way) || way.startsWith("..")) return pathToFileURL(resolve(file)).href;
  return way === "" ? "." : way.split(sep).map(encodeURIComponent).join("/");
}

function invocation(report: Report, left: number): Invocation {
  const { diagnostics, remarks, notJudged, assumptions } = report;
  const note = (text: string): Notification => ({ level: "note", message: { text: printable(text) } });
  const executed = [
    ...diagnostics.map(notification),
    ...notJudged.map(({ rule, subject, why, count }) =>
      note(`not judged: ${rule}: ${subject}: ${why} (${count} times)`),
    ),
    ...assumptions.map((text) => note(`the answer rests on: ${text}`)),
    ...(left === 0 ? [] : [note(`${left} results are left out: a run holds at most ${MOST}`)]),
  ];
  const isWhole = !diagnostics.some(({ severity }) => severity === "error");
  return {
    executionSuccessful: isWhole,
    exitCode: isWhole ? (hasFailed(report.summary) ? 1 : 0) : 2,
    toolExecutionNotifications: executed,
    toolConfigurationNotifications: remarks.map(notification),
  };
}

function notification({ code, severity, message, hint, place }: Diagnostic): Notification {
  const level: Severity = severity;
  const text = hint === undefined ? message : `${message}; ${hint}`;
  const at =
    place.file === undefined
      ? {}
      : { locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(place.file) } } }] };
  return { descriptor: { id: code }, level, message: { text: printable(text) }, ...at };
}

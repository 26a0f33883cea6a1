import { type RuleId, RULE_IDS, RULES } from "@ovn-sim/pipeline";
import { formatPlace } from "../output/format-diagnostic.ts";
import { printable } from "../output/printable.ts";
import { replayCommand } from "./command-line.ts";
import type { Report, ReportFinding } from "./report.ts";
import { checkedText, headText, outcomeText } from "./words.ts";
import { xmlElement } from "./xml.ts";

type Case = {
  readonly name: string;
  readonly kind: "passed" | "failed" | "skipped";
  readonly children: readonly string[];
};

/**
 * A report as JUnit's XML, in the form that Jenkins and GitLab read (junit-4.xsd): a suite per rule, and in it a test case per
 * finding, and per reason why something was not judged; a rule that nothing breaks is one test case.
 */
export function formatJunitReport(report: Report): string {
  const suites = RULE_IDS.filter((id) => report.rules[id] !== undefined).map((id) => ({
    id,
    cases: casesOf(id, report),
  }));
  const all = suites.flatMap(({ cases }) => cases);
  const counts = { tests: all.length, failures: countOf(all, "failed"), errors: 0 };
  const said = [checkedText(report), ...headText(report), ...outcomeText(report), ...report.assumptions].map(printable);
  const elements = suites.map(({ id, cases }, at) => suiteOf(id, cases, at === 0 ? said.join("\n") : undefined));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement("testsuites", { name: "ovn-sim verify", ...counts }, elements)}\n`;
}

/** A suite with its cases; what is to be said of the whole stands in the first. */
function suiteOf(id: RuleId, cases: readonly Case[], said: string | undefined): string {
  const counts = {
    tests: cases.length,
    failures: countOf(cases, "failed"),
    errors: 0,
    skipped: countOf(cases, "skipped"),
  };
  return xmlElement("testsuite", { name: id, ...counts, package: `ovn-sim.${RULES[id].family}` }, [
    ...cases.map(({ name, children }) =>
      xmlElement("testcase", { name, classname: `ovn-sim.${id}`, time: 0 }, children),
    ),
    ...(said === undefined ? [] : [xmlElement("system-out", {}, said)]),
  ]);
}

function casesOf(id: RuleId, report: Report): readonly Case[] {
  const { statement } = RULES[id];
  const findings = report.findings.filter(({ rule }) => rule === id);
  const open = report.notJudged.filter(({ rule }) => rule === id);
  const cases = findings.map((finding) => findingCase(finding, report));
  if (findings.length === 0) {
    const idle = report.rules[id]?.judged === 0;
    cases.push(
      idle
        ? skipped(statement, "there is nothing to hold it against")
        : { name: statement, kind: "passed", children: [] },
    );
  }
  for (const { subject, why, count } of open) cases.push(skipped(`not judged: ${subject}`, `${why} (${count} times)`));
  return cases;
}

function skipped(name: string, why: string): Case {
  return { name: printable(name), kind: "skipped", children: [xmlElement("skipped", {}, printable(why))] };
}

function findingCase(finding: ReportFinding, report: Report): Case {
  const { subject, state, severity, message } = finding;
  if (state === "known") return skipped(subject, `known: ${message}`);
  if (state === "excepted") return skipped(subject, `excepted (${finding.reason}): ${message}`);
  const text = detailsOf(finding, report).join("\n");
  const [name, said] = [printable(subject), printable(message)];
  if (severity === "note") {
    return { name, kind: "passed", children: [xmlElement("system-out", {}, `note: ${said}\n${text}`)] };
  }
  return { name, kind: "failed", children: [xmlElement("failure", { type: severity, message: said }, text)] };
}

function detailsOf(finding: ReportFinding, report: Report): string[] {
  const { why, fix } = RULES[finding.rule];
  const place = formatPlace(finding.place);
  const command = replayCommand(finding, report);
  return [
    ...(place === "" ? [] : [`at: ${printable(place)}`]),
    ...(finding.count > 1 ? [`times: ${finding.count}`] : []),
    ...(finding.hint === undefined ? [] : [`hint: ${printable(finding.hint)}`]),
    `why: ${why}`,
    `fix: ${fix}`,
    ...(command === undefined ? [] : [`show: ${command}`]),
  ];
}

function countOf(cases: readonly Case[], kind: Case["kind"]): number {
  return cases.filter((one) => one.kind === kind).length;
}

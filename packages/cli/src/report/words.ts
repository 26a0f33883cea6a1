import type { Severity } from "@ovn-sim/model";
import { RULE_IDS } from "@ovn-sim/pipeline";
import type { Report, ReportFinding } from "./report.ts";

/** `1 finding`, `2 findings`. */
export function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** What was looked at, in one line. */
export function checkedText({ checked, flows, release, shard }: Report): string {
  const { chassis, ports, pairs, traces, flows: flowCount } = checked;
  const parts = [`${chassis} chassis`, countText(ports, "port"), countText(pairs, "pair")];
  parts.push(`${countText(traces, "packet")} followed`, countText(flowCount, "flow"));
  const source = { compiled: "compiled flows", installed: "installed flows", auto: "installed flows where dumped" }[
    flows
  ];
  const part = shard === undefined ? "" : `, part ${shard.index} of ${shard.count}`;
  return `Checked ${parts.join(", ")} (${release === undefined ? "" : `OVN ${release}, `}${source}${part})`;
}

/** Which files and levels had a part in the judgement; nothing when none had. */
export function headText({ policy, rules }: Report): string[] {
  const lines: string[] = [];
  if (policy.config !== undefined) lines.push(`configuration: ${policy.config}`);
  if (policy.baseline !== undefined) {
    lines.push(`baseline: ${policy.baseline.file} (${countText(policy.baseline.findings.length, "known finding")})`);
  }
  const off = RULE_IDS.filter((id) => policy.levels[id] === "off");
  if (off.length > 0) lines.push(...wrap(`off: ${off.join(", ")}`));
  const held = RULE_IDS.filter((id) => rules[id] !== undefined);
  if (held.length + off.length < RULE_IDS.length) lines.push(...wrap(`held: ${held.join(", ")}`));
  return lines;
}

/** How it ended: first what counts, then what does not. */
export function outcomeText({ summary, rules, notJudged }: Report): string[] {
  const { errors, warnings, notes, known, excepted } = summary;
  const held = RULE_IDS.filter((id) => (rules[id]?.judged ?? 0) > 0);
  const idle = RULE_IDS.filter((id) => rules[id]?.judged === 0 && rules[id].findings === 0);
  const found = errors + warnings + notes;
  const nothing = known + excepted === 0 ? "Nothing found" : "Nothing new found";
  const what = [countText(errors, "error"), countText(warnings, "warning"), countText(notes, "note")];
  const lines = [
    `${found === 0 ? nothing : what.join(", ")}: ${countText(held.length, "rule")} held against the cluster.`,
  ];
  const settled = [known > 0 ? `${known} known` : "", excepted > 0 ? `${excepted} excepted` : ""].filter(
    (one) => one !== "",
  );
  if (settled.length > 0) lines.push(`Besides these: ${settled.join(", ")}.`);
  const open = notJudged.reduce((sum, { count }) => sum + count, 0);
  if (open > 0) lines.push(`Not judged: ${countText(open, "case")}.`);
  if (idle.length > 0) lines.push(...wrap(`Nothing to hold these against: ${idle.join(", ")}.`));
  return lines;
}

/** The most severe level among findings that count. */
export function severityOf(findings: readonly ReportFinding[]): Severity | undefined {
  const levels = new Set(findings.filter(({ state }) => state === "new").map(({ severity }) => severity));
  return (["error", "warning", "note"] as const).find((level) => levels.has(level));
}

const WIDTH = 110;

/** A line of many names as several lines, the later ones set in. */
function wrap(line: string): string[] {
  const lines: string[] = [];
  for (const word of line.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}

import { createDiagnostic, type Diagnostic, type Parsed } from "../diagnostic/diagnostic.ts";
import { readJsonRows } from "./json-rows.ts";
import { parsePrefix } from "./prefix.ts";
import type { IpRule, IpRuleAction } from "./underlay.ts";

const ACTIONS = new Set(["unreachable", "prohibit", "blackhole", "goto", "nop", "throw"]);
/** Words that say nothing of which packets a rule is for. */
const REMARKS = new Set(["proto", "protocol", "realms"]);

/** Reads what `ip rule` prints, or `ip -j rule`; a line that is no rule is left out and told. */
export function parseIpRules(text: string, options: { readonly file?: string } = {}): Parsed<readonly IpRule[]> {
  const { file } = options;
  if (text.trimStart().startsWith("[")) return readJsonRows(text, file, "rule", ruleOfJson);
  const rules: IpRule[] = [];
  const notes: Diagnostic[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const rule = ruleOfLine(line.trim());
    if (rule !== undefined) rules.push(rule);
    else {
      const place = { ...(file !== undefined && { file }), line: at + 1 };
      const message = `found ${JSON.stringify(line.trim().slice(0, 80))}, expected a rule as ip rule prints it: PRIORITY: from ADDRESS lookup TABLE`;
      notes.push(createDiagnostic("OVN7401", place, message));
    }
  }
  if (rules.length > 0 || notes.length === 0) return { ok: true, value: rules, notes };
  return { ok: false, errors: [notes[0]!, ...notes.slice(1)] };
}

function ruleOfLine(line: string): IpRule | undefined {
  const found = /^(\d{1,10}):\s+(.*)$/.exec(line);
  if (found === null) return undefined;
  const words = found[2]!.split(/\s+/).filter((word) => word !== "[detached]");
  const priority = Number(found[1]);
  const negated = words[0] === "not";
  if (negated) words.shift();
  const ends: { from?: string; to?: string } = {};
  const conditions: string[] = [];
  let table: string | undefined;
  let suppressed: number | undefined;
  let other: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const next = words[at + 1];
    if (ACTIONS.has(word)) {
      other = word === "goto" ? `goto ${next ?? ""}` : word;
      if (word === "goto") at++;
      continue;
    }
    if (next === undefined) return undefined;
    at++;
    if (word === "from" || word === "to") ends[word] = next;
    else if (word === "lookup" || word === "table") table = next;
    else if (word === "suppress_prefixlength") suppressed = Number(next);
    else if (!REMARKS.has(word)) conditions.push(`${word} ${next}`);
  }
  const action = actionOf(table, suppressed, other);
  return action && finishRule(priority, negated, ends, conditions, action);
}

function actionOf(
  table: string | undefined,
  suppressed: number | undefined,
  other: string | undefined,
): IpRuleAction | undefined {
  if (other !== undefined) return { kind: "other", text: other };
  return table === undefined ? undefined : { kind: "lookup", table, suppressed };
}

function finishRule(
  priority: number,
  negated: boolean,
  ends: { readonly from?: string; readonly to?: string },
  conditions: readonly string[],
  action: IpRuleAction,
): IpRule | undefined {
  const from = ends.from === undefined || ends.from === "all" ? undefined : parsePrefix(ends.from);
  const to = ends.to === undefined || ends.to === "all" ? undefined : parsePrefix(ends.to);
  if (from === undefined && ends.from !== undefined && ends.from !== "all") return undefined;
  if (to === undefined && ends.to !== undefined && ends.to !== "all") return undefined;
  return { priority, negated, from, to, conditions, action };
}

/** Members of a rule in JSON that are told elsewhere, or that say nothing of which packets it is for. */
const KNOWN_MEMBERS = new Set([
  "priority",
  "not",
  "src",
  "srclen",
  "dst",
  "dstlen",
  "table",
  "action",
  "goto",
  "suppress_prefixlen",
  "protocol",
  "fwmask",
]);

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function ruleOfJson(row: Readonly<Record<string, unknown>>): IpRule | undefined {
  const { priority, table, action, suppress_prefixlen: suppressed } = row;
  if (typeof priority !== "number") return undefined;
  const end = (address: unknown, length: unknown): string => {
    if (address === undefined || address === "all") return "all";
    return length === undefined ? textOf(address) : `${textOf(address)}/${textOf(length)}`;
  };
  const other =
    row["goto"] !== undefined ? `goto ${textOf(row["goto"])}` : action === undefined ? undefined : textOf(action);
  const conditions = Object.entries(row)
    .filter(([name]) => !KNOWN_MEMBERS.has(name))
    .map(([name, value]) => `${name} ${textOf(value)}`);
  const told = actionOf(
    table === undefined ? undefined : textOf(table),
    typeof suppressed === "number" ? suppressed : undefined,
    other === "to_tbl" ? undefined : other,
  );
  const ends = { from: end(row["src"], row["srclen"]), to: end(row["dst"], row["dstlen"]) };
  return told && finishRule(priority, "not" in row, ends, conditions, told);
}

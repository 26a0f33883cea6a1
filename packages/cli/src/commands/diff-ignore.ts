import type { ChassisDiff, FlowDifference, Origins } from "@ovn-sim/pipeline";
import { formatFlow } from "@ovn-sim/pipeline";
import { InvalidArgumentError } from "commander";

/** A rule of `--ignore`: which differences are left out. */
export type IgnoreRule = {
  /** As it was written. */
  readonly text: string;
  readonly isMet: (difference: FlowDifference, origins: Origins) => boolean;
  /** Of what has no flow. */
  readonly part?: "groups" | "meters";
};

type RuleKind = {
  readonly form: string;
  readonly about: string;
  /** Undefined when the value is no value of this kind. */
  readonly parse: (value: string) => Pick<IgnoreRule, "isMet" | "part"> | undefined;
};

const NEVER = (): boolean => false;

/** Every kind of rule, by the word before `=`; help and errors come from here. */
export const IGNORE_RULES: Readonly<Record<string, RuleKind>> = {
  table: {
    form: "table=N or table=N-M",
    about: "flows of these OpenFlow tables",
    parse: (value) => {
      const found = /^(\d+)(?:-(\d+))?$/.exec(value);
      if (found === null) return undefined;
      const first = Number(found[1]);
      const last = Number(found[2] ?? first);
      return { isMet: ({ table }) => table >= first && table <= last };
    },
  },
  row: {
    form: "row=TABLE",
    about: "flows that come from rows of a database table, such as MAC_Binding",
    parse: (value) =>
      /^\w+$/.test(value)
        ? { isMet: (difference, origins) => origins.ofFlow(flowOf(difference))?.table === value }
        : undefined,
  },
  flow: {
    form: "flow=TEXT",
    about: "flows with this text, such as metadata=0x3",
    parse: (value) =>
      value === ""
        ? undefined
        : { isMet: (difference) => flowsOf(difference).some((flow) => formatFlow(flow).includes(value)) },
  },
  cookie: {
    form: "cookie",
    about: "flows that differ in their cookie alone",
    parse: (value) =>
      value === ""
        ? { isMet: (one) => one.kind === "changed" && one.what.length === 1 && one.what[0] === "cookie" }
        : undefined,
  },
  groups: {
    form: "groups",
    about: "groups",
    parse: (value) => (value === "" ? { isMet: NEVER, part: "groups" } : undefined),
  },
  meters: {
    form: "meters",
    about: "meters",
    parse: (value) => (value === "" ? { isMet: NEVER, part: "meters" } : undefined),
  },
};

const FORMS = Object.values(IGNORE_RULES).map(({ form }) => form);

/** A parser of an option that may be given again. */
export function parseIgnore(text: string, before: readonly IgnoreRule[] = []): readonly IgnoreRule[] {
  const at = text.indexOf("=");
  const kind = at < 0 ? text : text.slice(0, at);
  const rule = Object.hasOwn(IGNORE_RULES, kind)
    ? IGNORE_RULES[kind]!.parse(at < 0 ? "" : text.slice(at + 1))
    : undefined;
  if (rule === undefined) throw new InvalidArgumentError(`expected one of: ${FORMS.join(", ")}.`);
  return [...before, { text, ...rule }];
}

/** The flow that a difference is named by: the compiled one, whose row is known, where there is one. */
export function flowOf(difference: FlowDifference): ReturnType<typeof flowsOf>[number] {
  return difference.kind === "missing" ? difference.installed : difference.compiled;
}

function flowsOf(difference: FlowDifference) {
  return difference.kind === "changed"
    ? [difference.compiled, difference.installed]
    : [difference.kind === "missing" ? difference.installed : difference.compiled];
}

/** What a rule of `--ignore` left out. */
export type Ignored = { readonly rule: string; readonly count: number };

/** The differences that no rule leaves out, and how many each rule did; the first that is met counts. */
export function ignoreDifferences(
  diff: ChassisDiff,
  rules: readonly IgnoreRule[],
  origins: Origins,
): { readonly diff: ChassisDiff; readonly ignored: readonly Ignored[] } {
  const counts = new Map<IgnoreRule, number>(rules.map((rule) => [rule, 0]));
  const count = (rule: IgnoreRule, more = 1): void => void counts.set(rule, counts.get(rule)! + more);
  const differences = diff.differences.filter((difference) => {
    const rule = rules.find(({ isMet }) => isMet(difference, origins));
    if (rule !== undefined) count(rule);
    return rule === undefined;
  });
  const part = (name: "groups" | "meters"): ChassisDiff["groups"] => {
    const rule = rules.find((one) => one.part === name);
    if (rule === undefined) return diff[name];
    count(rule, diff[name].missing.length + diff[name].extra.length);
    return { ...diff[name], missing: [], extra: [] };
  };
  const left = { ...diff, differences, groups: part("groups"), meters: part("meters") };
  return { diff: left, ignored: [...counts].map(([{ text }, number]) => ({ rule: text, count: number })) };
}

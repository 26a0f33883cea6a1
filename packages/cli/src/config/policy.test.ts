import type { Severity } from "@ovn-sim/model";
import type { RuleId } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { applyPolicy, type Policy } from "./policy.ts";

const EMPTY: Policy = { levels: {}, exceptions: [], date: "2026-06-15" };
const place = { file: "c.json" };

type Found = { readonly rule: RuleId; readonly subject: string; readonly severity: Severity };

function finding(rule: RuleId, subject: string): Found {
  return { rule, subject, severity: "error" };
}

type States = { readonly states: readonly string[]; readonly codes: readonly string[] };

function statesOf(policy: Policy, findings: readonly Found[], whole = true): States {
  const rules = new Set<RuleId>(["system-id", "vtep-unique"]);
  const { findings: judged, remarks } = applyPolicy(policy, findings, { rules, whole });
  return { states: judged.map(({ state }) => state), codes: remarks.map(({ code }) => code) };
}

describe("a policy", () => {
  test("gives a rule's findings its level", () => {
    const policy: Policy = { ...EMPTY, levels: { "system-id": "note" } };
    const all = [finding("system-id", "a"), finding("vtep-unique", "a")];
    const { findings } = applyPolicy(policy, all, { rules: new Set(), whole: true });
    expect(findings.map(({ severity }) => severity)).toEqual(["note", "error"]);
  });

  test("knows as many findings as the baseline has", () => {
    const findings = [{ rule: "system-id", subject: "a", times: 2 }] as const;
    const policy: Policy = { ...EMPTY, baseline: { file: "b.json", findings } };
    const a = finding("system-id", "a");
    expect(statesOf(policy, [a, a, a, finding("system-id", "b")]).states).toEqual(["known", "known", "new", "new"]);
    expect(statesOf(policy, [a])).toEqual({ states: ["known"], codes: [] });
    expect(statesOf(policy, [])).toEqual({ states: [], codes: ["OVN8044"] });
    expect(statesOf(policy, [], false).codes).toEqual([]);
  });

  test("an exception counts on its last day, and not on the next", () => {
    const exception = { rule: "system-id", subject: "*", reason: "r", expires: "2026-06-15", place } as const;
    const policy: Policy = { ...EMPTY, exceptions: [exception] };
    const a = finding("system-id", "a");
    expect(statesOf(policy, [a])).toEqual({ states: ["excepted"], codes: [] });
    expect(statesOf({ ...policy, date: "2026-06-16" }, [a])).toEqual({ states: ["new"], codes: ["OVN8041"] });
    expect(statesOf({ ...policy, date: "2026-06-16" }, [])).toEqual({ states: [], codes: ["OVN8041"] });
  });

  test("an exception is of one rule, and what nothing needs is told of the rules that were held", () => {
    const exceptions = (["system-id", "ha-active"] as const).map((rule) => ({
      rule,
      subject: "a",
      reason: "r",
      place,
    }));
    const policy: Policy = { ...EMPTY, exceptions };
    expect(statesOf(policy, [finding("vtep-unique", "a")])).toEqual({ states: ["new"], codes: ["OVN8042"] });
    expect(statesOf(policy, [finding("system-id", "a")])).toEqual({ states: ["excepted"], codes: [] });
  });

  test("an excepted finding uses up nothing of the baseline", () => {
    const exceptions = [{ rule: "system-id", subject: "a", reason: "r", place }] as const;
    const baseline = { file: "b.json", findings: [{ rule: "system-id", subject: "a" }] } as const;
    const found = statesOf({ ...EMPTY, exceptions, baseline }, [finding("system-id", "a")]);
    expect(found).toEqual({ states: ["excepted"], codes: ["OVN8044"] });
  });
});

import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { actions, actionsByKind, flow, group, match, meter } from "../../test-support/openflow-arbitraries.ts";
import { ACTION_TABLE } from "./actions/table.ts";
import { formatActions, parseActions } from "./action-text.ts";
import { parseFlow, parseFlows } from "./flow-dump.ts";
import { formatFlow } from "./flow-text.ts";
import { formatGroup, parseGroups } from "./group-text.ts";
import { matchEquals, matchKey } from "./match.ts";
import { formatMatch } from "./match-text.ts";
import { formatMeter, parseMeters } from "./meter-text.ts";
import { parseMicroflow } from "./microflow.ts";
import { parsePortsDesc } from "./ports-desc.ts";

const asWritten = { keepOldForms: true } as const;

describe("what is written is read back the same", () => {
  test.each(Object.keys(ACTION_TABLE) as (keyof typeof ACTION_TABLE)[])("action %s", (kind) => {
    fc.assert(
      fc.property(actionsByKind(actions)[kind], (action) => {
        expect(parseActions(formatActions([action], asWritten), asWritten)).toEqual([action]);
      }),
      { numRuns: 60 },
    );
  });

  test("matches, and their text says nothing of how they were built", () => {
    fc.assert(
      fc.property(match, (wanted) => {
        const text = formatMatch(wanted);
        const parsed = parseFlow(`${text} actions=drop`);
        if (!parsed.ok) throw new Error(`${text}: ${parsed.errors[0].message}`);
        expect(formatMatch(parsed.value.match)).toBe(text);
        expect(matchKey(parsed.value.match)).toBe(matchKey(wanted));
        expect(matchEquals(parsed.value.match, wanted)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("flows", () => {
    fc.assert(
      fc.property(flow, (wanted) => {
        const text = formatFlow(wanted);
        const parsed = parseFlow(text, asWritten);
        if (!parsed.ok) throw new Error(`${text}: ${parsed.errors[0].message}`);
        expect(parsed.value).toEqual(wanted);
        expect(formatFlow(parsed.value)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test("groups", () => {
    fc.assert(
      fc.property(group, (wanted) => {
        expect(parseGroups(` ${formatGroup(wanted)}\n`, asWritten)).toEqual({ ok: true, value: [wanted], notes: [] });
      }),
    );
  });

  test("meters", () => {
    fc.assert(
      fc.property(fc.array(meter, { maxLength: 3 }), (wanted) => {
        const text = wanted.map((one) => `${formatMeter(one)}\n`).join("\n");
        expect(parseMeters(text)).toEqual({ ok: true, value: wanted, notes: [] });
      }),
    );
  });
});

describe("no text at all breaks the reader", () => {
  const fragment = fc.constantFrom(
    ...'(),:=/->[]. "\\0x1*+'.split(""),
    "actions=",
    "reg0",
    "ct(",
    "set_field:",
    "learn(",
    "\r\n",
    "table=",
    "clone(",
  );

  test("flows of anything", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fragment, fc.string({ maxLength: 8 })), { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const parsed = parseFlow(text);
        for (const { place, message } of parsed.ok ? parsed.notes : parsed.errors) {
          expect(message).not.toBe("");
          expect(place.character).toBeGreaterThanOrEqual(0);
          expect(place.character).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    "set_field:",
    "output:1,",
    "reg0[0]=1,",
    "((((",
    "clone(",
    "->",
    '"',
    "ct(nat(",
    "a b c\n",
    "cookie=1 actions=\n",
    "=",
    "load:1->",
    "learn(x=",
    "0".repeat(50),
  ])("a megabyte of %j is read in no time", (text) => {
    const long = text.repeat(1_000_000 / text.length);
    parseFlows(long);
    parseFlows(`actions=${long}`);
    parseGroups(`group_id=1,type=all,bucket=${long}`);
    parseMeters(long);
    parseMicroflow(long);
    expect(parsePortsDesc(long).ok).toBe(true);
  });

  test("a flow with one character changed is read or refused, never broken", () => {
    fc.assert(
      fc.property(flow, fc.nat(), fc.string({ minLength: 0, maxLength: 1 }), (one, at, by) => {
        const text = formatFlow(one);
        const cut = at % text.length;
        const parsed = parseFlow(text.slice(0, cut) + by + text.slice(cut + 1));
        if (parsed.ok) formatFlow(parsed.value);
      }),
      { numRuns: 1000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action } from "../openflow/action.ts";
import { FIELDS } from "../openflow/field-table.ts";
import type { FlowOrigin } from "../openflow/flow.ts";
import { formatActions } from "../openflow/index.ts";
import type { Match } from "../openflow/match.ts";
import { MatchBuilder } from "../openflow/match-builder.ts";
import { cookieOf } from "../chassis/cookie.ts";
import { DesiredFlows } from "./desired-flows.ts";

const origin = (n: number): FlowOrigin => ({
  table: "Logical_Flow",
  uuid: `${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`,
});
const match = (key: number): Match => new MatchBuilder().set(FIELDS.metadata, key).build();
const resubmit = (table: number): readonly Action[] => [{ kind: "resubmit", table }];
const part = (id: number, clause: number) => ({ id, clause, clauses: 2 });

describe("the flows that are wanted", () => {
  test("a cookie is the first 32 bits of the UUID", () => {
    expect(cookieOf("0c9f1d22-6e60-4a07-9c92-6a1cbe8b1c0e")).toBe(0x0c9f1d22);
  });

  test("table, priority and match tell flows apart", () => {
    const flows = new DesiredFlows();
    flows.add(8, 1, match(1), resubmit(1), origin(1));
    flows.add(9, 1, match(1), resubmit(2), origin(2));
    flows.add(8, 2, match(1), resubmit(3), origin(3));
    flows.add(8, 1, match(2), resubmit(4), origin(4));
    flows.add(8, 1, match(1), resubmit(5), origin(5));
    expect(flows.list().map(({ cookie }) => cookie)).toEqual([1, 2, 3, 4]);
  });

  test.each([
    ["a drop", [[], resubmit(1)]],
    ["a later flow", [resubmit(1), resubmit(2)]],
    ["a later drop", [resubmit(1), []]],
  ])("%s gives way to a flow that acts", (_, lists) => {
    const flows = new DesiredFlows();
    for (const [n, actions] of lists.entries()) flows.add(8, 1, match(1), actions, origin(n + 1));
    expect(flows.list().map(({ actions }) => formatActions(actions))).toEqual(["resubmit(,1)"]);
  });

  test.each([
    ["resubmit(,1)", resubmit(1)],
    ["drop", []],
  ])("conjunctive parts give way to %s, whichever came first", (text, actions) => {
    for (const isFirst of [true, false]) {
      const flows = new DesiredFlows();
      if (isFirst) flows.add(8, 1, match(1), actions, origin(1));
      flows.addParts(8, 1, match(1), [part(1, 0)], origin(2));
      if (!isFirst) flows.add(8, 1, match(1), actions, origin(1));
      const [flow, ...more] = flows.list();
      expect(more).toEqual([]);
      expect(flow).toMatchObject({ cookie: 1, origin: origin(1) });
      expect(formatActions(flow!.actions)).toBe(text);
    }
  });

  test("of rows that want as much under one match the last one counts, and the others are its rivals", () => {
    const flows = new DesiredFlows((uuid, than) => uuid > than);
    flows.add(8, 1, match(1), resubmit(1), origin(2));
    flows.add(8, 1, match(1), resubmit(1), origin(3));
    flows.add(8, 1, match(1), resubmit(2), origin(1));
    flows.add(8, 1, match(1), [], origin(4));
    const rivals = [
      { cookie: 2, actions: resubmit(1) },
      { cookie: 1, actions: resubmit(2) },
    ];
    expect(flows.list()).toMatchObject([{ cookie: 3, rivals }]);
  });

  test("conjunctive parts are joined in the order of their numbers, each number once", () => {
    const flows = new DesiredFlows();
    flows.addParts(8, 1, match(1), [part(7, 1)], origin(1));
    flows.addParts(8, 1, match(1), [part(3, 0), part(7, 1)], origin(2));
    const [flow] = flows.list();
    expect(flow!.cookie).toBe(0);
    expect(formatActions(flow!.actions)).toBe("conjunction(3,1/2),conjunction(7,2/2)");
  });

  test("no two flows share table, priority and match", () => {
    const place = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 0xffff }));
    fc.assert(
      fc.property(fc.array(place), (places) => {
        const flows = new DesiredFlows();
        const wanted = new Map<string, number>();
        for (const [n, [table, priority, key, reg]] of places.entries()) {
          const built = new MatchBuilder()
            .set(FIELDS.metadata, key)
            .setMasked(FIELDS.reg0, reg & 3, 3)
            .build();
          flows.add(table, priority, built, resubmit(8), origin(n + 1));
          const name = [table, priority, key, reg & 3].join();
          if (!wanted.has(name)) wanted.set(name, n + 1);
        }
        expect(flows.list().map(({ cookie }) => cookie)).toEqual([...wanted.values()]);
      }),
    );
  });
});

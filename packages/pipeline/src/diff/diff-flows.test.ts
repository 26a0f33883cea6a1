import { expect, test } from "vitest";
import { type Action, type Flow, FIELDS, MatchBuilder } from "../openflow/index.ts";
import { diffFlows, type FlowSet } from "./diff-flows.ts";

const OPTIONS = { tunnelByOfport: new Map(), chassisByUnderlayAddress: new Map<string, string>() };
const go = (table: number): readonly Action[] => [{ kind: "resubmit", table }];

function only(flow: Partial<Flow>): FlowSet {
  const match = new MatchBuilder().set(FIELDS.metadata, 1).build();
  return { flows: [{ table: 64, priority: 100, cookie: 1, match, actions: go(65), ...flow }], groups: [], meters: [] };
}

const RIVALS = [
  { cookie: 2, actions: go(65) },
  { cookie: 3, actions: go(66) },
];

test("what any row wants under a match may be installed, and is said to be allowed", () => {
  for (const { cookie, actions } of RIVALS) {
    const { differences, allowed } = diffFlows(only({ rivals: RIVALS }), only({ cookie, actions }), OPTIONS);
    expect(differences).toEqual([]);
    expect([...allowed]).toEqual([["rival-rows", 1]]);
  }
});

test.each([
  ["a cookie of no rival", { cookie: 4 }, ["cookie"]],
  ["one rival's cookie with another's actions", { cookie: 2, actions: go(66) }, ["actions", "cookie"]],
  ["other actions", { actions: go(66) }, ["actions"]],
])("%s is a difference", (_, flow, what) => {
  const { differences } = diffFlows(only({ rivals: RIVALS }), only(flow), OPTIONS);
  expect(differences).toMatchObject([{ kind: "changed", what }]);
});

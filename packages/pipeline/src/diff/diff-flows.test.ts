import { expect, test } from "vitest";
import { type Flow, FIELDS, MatchBuilder } from "../openflow/index.ts";
import { diffFlows, type FlowSet } from "./diff-flows.ts";

const OPTIONS = { tunnelByOfport: new Map(), chassisByUnderlayAddress: new Map<string, string>() };

function only(flow: Partial<Flow>): FlowSet {
  const match = new MatchBuilder().set(FIELDS.metadata, 1).build();
  return { flows: [{ table: 64, priority: 100, cookie: 1, match, actions: [], ...flow }], groups: [], meters: [] };
}

test("the cookie of any row that wants a flow is its own, and said to be allowed", () => {
  const { differences, allowed } = diffFlows(only({ sharedCookies: [2, 3] }), only({ cookie: 3 }), OPTIONS);
  expect(differences).toEqual([]);
  expect([...allowed]).toEqual([["shared-owner", 1]]);
});

test("a cookie of a row that does not want the flow is a difference", () => {
  const { differences } = diffFlows(only({ sharedCookies: [2, 3] }), only({ cookie: 4 }), OPTIONS);
  expect(differences).toMatchObject([{ kind: "changed", what: ["cookie"] }]);
});

test("other actions are a difference, whoever wants the flow", () => {
  const compiled = only({ sharedCookies: [2] });
  const installed = only({ cookie: 2, actions: [{ kind: "resubmit", table: 65 }] });
  expect(diffFlows(compiled, installed, OPTIONS).differences).toMatchObject([{ kind: "changed", what: ["actions"] }]);
});

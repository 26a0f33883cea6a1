import { expect, test } from "vitest";
import { type Action, type Flow, FIELDS, type Group, MatchBuilder } from "../openflow/index.ts";
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

/** A conjunction of two clauses in a table, under a number, and what is done where both hold. */
function conjunction(table: number, id: number, then = go(9)): readonly Flow[] {
  const flow = (match: MatchBuilder, actions: readonly Action[]): Flow => ({
    table,
    priority: 100,
    cookie: 0,
    match: match.build(),
    actions,
  });
  const clause = (n: 1 | 2): Flow =>
    flow(new MatchBuilder().set(n === 1 ? FIELDS.reg14 : FIELDS.reg15, 7), [
      { kind: "conjunction", id, clause: n, clauses: 2 },
    ]);
  return [clause(1), clause(2), flow(new MatchBuilder().set(FIELDS.conj_id, id), then)];
}

test("a conjunction may have any number, and share it with one of another table; in table 0 it has its own", () => {
  const compiled = { ...only({}), flows: [...conjunction(0, 100), ...conjunction(20, 1), ...conjunction(30, 2)] };
  const installed = { ...only({}), flows: [...conjunction(0, 100), ...conjunction(20, 100), ...conjunction(30, 100)] };
  expect(diffFlows(compiled, installed, OPTIONS).differences).toEqual([]);
  const wrong = { ...only({}), flows: conjunction(0, 101) };
  expect(diffFlows({ ...only({}), flows: conjunction(0, 100) }, wrong, OPTIONS).differences).not.toEqual([]);
});

test("what is done where a conjunction holds may name groups and meters by any number", () => {
  const group = (id: number): Group => ({ id, type: "select", buckets: [] });
  const through = (conj: number, id: number): FlowSet => ({
    flows: conjunction(20, conj, [{ kind: "group", group: id }]),
    groups: [group(id)],
    meters: [],
  });
  expect(diffFlows(through(1, 7), through(100, 8), OPTIONS).differences).toEqual([]);
  const other = { ...through(100, 8), groups: [{ ...group(8), type: "all" as const }] };
  expect(diffFlows(through(1, 7), other, OPTIONS).differences).not.toEqual([]);
});

import { expect, test } from "vitest";
import { MATCH_ALL } from "../openflow/match-builder.ts";
import type { Flow } from "../openflow/flow.ts";
import { createBridge, runPacket } from "./index.ts";
import { KEY_WORDS } from "../openflow/field-layout.ts";

function flow(table: number, priority: number, port: number): Flow {
  return { table, priority, cookie: port, match: MATCH_ALL, actions: [{ kind: "output", port }] };
}

test("a later flow replaces an earlier one with the same table, priority and match", () => {
  const bridge = createBridge({ flows: [flow(0, 5, 2), flow(0, 4, 3), flow(0, 5, 4)] });
  expect(bridge.notes).toMatchObject([
    {
      code: "OVN6000",
      message: "table 0 has two flows with priority 5 and the same match; the later one, cookie 0x4, counts",
    },
  ]);
  expect(runPacket(bridge, new Uint32Array(KEY_WORDS)).outputs).toMatchObject([{ ofPort: 4 }]);
});

test.each([-1, 255, 1.5])("table %d is no table", (table) => {
  const bridge = createBridge({ flows: [flow(table, 5, 2)] });
  expect(bridge.notes).toMatchObject([
    { code: "OVN6001", message: `flow is in table ${table}; the tables of a bridge are 0..254` },
  ]);
});

test("a group defined twice", () => {
  const groups = [2, 3].map((port) => ({
    id: 7,
    type: "all" as const,
    buckets: [{ actions: [{ kind: "output" as const, port }] }],
  }));
  const group: Flow = { ...flow(0, 5, 2), actions: [{ kind: "group", group: 7 }] };
  const bridge = createBridge({ flows: [group], groups });
  expect(bridge.notes).toMatchObject([{ code: "OVN6002", message: "group 7 is defined twice; the later one counts" }]);
  expect(runPacket(bridge, new Uint32Array(KEY_WORDS)).outputs).toMatchObject([{ ofPort: 3 }]);
});

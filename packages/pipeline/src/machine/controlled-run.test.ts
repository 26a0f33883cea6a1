import { describe, expect, test } from "vitest";
import { parseActions, parseFlows, parseGroups, parseMicroflow } from "../openflow/index.ts";
import { type Bridge, createBridge, runPacket, type RunOptions, type RunResult, type Step } from "./index.ts";

function bridgeOf(flows: string, groups = ""): Bridge {
  const parsed = parseFlows(flows);
  const grouped = parseGroups(groups);
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  if (!grouped.ok) throw new Error(grouped.errors[0].message);
  return createBridge({ flows: parsed.value.flows, groups: grouped.value });
}

function run(bridge: Bridge, options: RunOptions = {}): RunResult {
  const key = parseMicroflow("in_port=1,tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_src=1,tp_dst=2");
  if (!key.ok) throw new Error(key.errors[0].message);
  return runPacket(bridge, key.value, options);
}

const ports = ({ outputs }: RunResult): number[] => outputs.map(({ ofPort }) => ofPort);

/** NXT_RESUME: ovs-actions(7), "The controller action", pause. */
describe("a paused packet", () => {
  const PAUSED = bridgeOf(
    [
      "actions=push:NXM_NX_REG3[],set_field:7->reg1,resubmit(,1),output:5",
      "table=1,actions=resubmit(,2),output:4",
      "table=2,reg1=7,actions=controller(userdata=01,pause),output:2,resubmit(,3)",
      "table=3,reg2=9,actions=pop:NXM_NX_REG4[],output:3",
      "table=3,actions=output:9",
    ].join("\n"),
  );

  test("stops, and goes on with everything that was left to do", () => {
    const first = run(PAUSED);
    expect(ports(first)).toEqual([]);
    const [punt] = first.controllers;
    const key = punt!.key.slice();
    key[2] = 9;
    expect(ports(runPacket(PAUSED, key, { rest: punt!.rest! }))).toEqual([2, 3, 4, 5]);
    expect(ports(runPacket(PAUSED, punt!.key, { rest: punt!.rest! }))).toEqual([2, 9, 4, 5]);
  });

  test("is told of from where it goes on", () => {
    const heard: Step[] = [];
    const sink = { step: (step: Step) => void heard.push(step) };
    const [punt] = run(PAUSED, { sink }).controllers;
    heard.length = 0;
    runPacket(PAUSED, punt!.key, { rest: punt!.rest!, sink });
    expect(heard.filter((step) => step.kind === "table").map((step) => step.table)).toEqual([2, 3]);
    expect(() => runPacket(PAUSED, punt!.key, { rest: run(PAUSED).controllers[0]!.rest!, sink })).toThrow(RangeError);
  });

  test("within a clone goes on to the end of the clone", () => {
    const bridge = bridgeOf(
      "actions=clone(resubmit(,1),output:2),output:3\ntable=1,actions=controller(pause),output:4",
    );
    const first = run(bridge);
    const [punt] = first.controllers;
    expect(ports(runPacket(bridge, punt!.key, { rest: punt!.rest! }))).toEqual([4, 2]);
  });

  test("knows when it waits for one answer to check_pkt_larger alone", () => {
    const bridge = bridgeOf(
      "actions=check_pkt_larger(1400)->NXM_NX_REG0[0],resubmit(,1)\ntable=1,reg0=1,actions=controller\ntable=1,reg0=0,actions=output:2",
    );
    expect(run(bridge).controllers.map(({ ifLargerThan }) => ifLargerThan)).toEqual([1400]);
    expect(run(bridge, { packetBytes: 1500 }).controllers[0]!.ifLargerThan).toBeUndefined();
  });
});

test("a packet-out begins with its actions", () => {
  const bridge = bridgeOf("actions=output:9\ntable=4,reg0=3,actions=output:2");
  const actions = parseActions("set_field:3->reg0,resubmit(CONTROLLER,4),output:7");
  if (!Array.isArray(actions)) throw new Error("no actions");
  expect(ports(run(bridge, { actions }))).toEqual([2, 7]);
});

describe("a select group", () => {
  const GROUP =
    "group_id=1,type=select,selection_method=dp_hash,bucket=bucket_id:0,weight:100,actions=output:2,bucket=bucket_id:7,weight:100,actions=output:3,bucket=bucket_id:8,weight:0,actions=output:4";
  const bridge = bridgeOf("actions=group:1,output:5", GROUP);

  test("takes the bucket that it is told, of those that can be taken", () => {
    const met: unknown[] = [];
    const told = run(bridge, {
      selectBucket: ({ group, buckets, byHash }) => {
        met.push([group, buckets.map(({ id }) => id), byHash()]);
        return buckets[1];
      },
    });
    expect(ports(told)).toEqual([3, 5]);
    expect(met).toEqual([[1, [0, 7], undefined]]);
  });

  test("goes by the hash where nothing is told", () => {
    expect(ports(run(bridge, { selectBucket: () => undefined }))).toEqual([]);
    const hashed = run(bridge, { dpHash: 1, selectBucket: ({ byHash }) => byHash() });
    expect(ports(hashed)).toEqual(ports(run(bridge, { dpHash: 1 })));
  });
});

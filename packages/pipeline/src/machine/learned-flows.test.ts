import { describe, expect, test } from "vitest";
import { FIELDS, formatFlow, type FlowKey, parseFlows, parseMicroflow, readField } from "../openflow/index.ts";
import { type Bridge, createBridge, LearnedFlows, runPacket } from "./index.ts";

function bridgeOf(flows: string): Bridge {
  const parsed = parseFlows(flows);
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  return createBridge({ flows: parsed.value.flows });
}

function keyOf(microflow: string): FlowKey {
  const key = parseMicroflow(microflow);
  if (!key.ok) throw new Error(key.errors[0].message);
  return key.value;
}

const SWITCH =
  "actions=learn(table=1,priority=7,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0x5->NXM_NX_REG3[0..7],output:NXM_OF_IN_PORT[]),resubmit(,1)\ntable=1,priority=0,actions=output:9";
const A = "0a:00:00:00:00:0a";
const B = "0a:00:00:00:00:0b";

describe("learn", () => {
  test("what one packet teaches, the next one uses", () => {
    const bridge = bridgeOf(SWITCH);
    const learned = new LearnedFlows();
    const ports = (microflow: string): number[] =>
      runPacket(bridge, keyOf(microflow), { learned }).outputs.map(({ ofPort }) => ofPort);
    expect(ports(`in_port=1,dl_src=${A},dl_dst=${B}`)).toEqual([9]);
    expect(ports(`in_port=2,dl_src=${B},dl_dst=${A}`)).toEqual([1]);
    expect(ports(`in_port=1,dl_src=${A},dl_dst=${B}`)).toEqual([2]);
    expect(learned.flows().map((flow) => formatFlow(flow).trim())).toEqual([
      "table=1, priority=7,dl_dst=0a:00:00:00:00:0a actions=load:0x5->NXM_NX_REG3[0..7],output:1",
      "table=1, priority=7,dl_dst=0a:00:00:00:00:0b actions=load:0x5->NXM_NX_REG3[0..7],output:2",
    ]);
  });

  test("a packet that is led on by its class meets what it has taught itself", () => {
    const lead = "table=0,actions=resubmit(,1)\ntable=1,actions=resubmit(,2)\ntable=2,actions=resubmit(,3)\n";
    const learn =
      "table=3,actions=load:3->NXM_NX_REG0[],learn(table=5,priority=7,NXM_OF_ETH_SRC[],output:NXM_NX_REG0[]),resubmit(,4)\n";
    const bridge = bridgeOf(`${lead}${learn}table=4,actions=resubmit(,5)\ntable=5,priority=0,actions=output:9`);
    const key = keyOf(`in_port=1,dl_src=${A},dl_dst=${B}`);
    for (let i = 0; i < 20; i++) expect(runPacket(bridge, key).outputs).toMatchObject([{ ofPort: 9 }]);
    const learned = new LearnedFlows();
    expect(learned.isEmpty).toBe(true);
    expect(runPacket(bridge, key, { learned }).outputs).toMatchObject([{ ofPort: 3 }]);
    expect(learned.isEmpty).toBe(false);
    expect(runPacket(bridge, key, { learned }).outputs).toMatchObject([{ ofPort: 3 }]);
  });

  test("a host that has moved", () => {
    const bridge = bridgeOf(SWITCH);
    const learned = new LearnedFlows();
    runPacket(bridge, keyOf(`in_port=1,dl_src=${A}`), { learned });
    runPacket(bridge, keyOf(`in_port=3,dl_src=${A}`), { learned });
    expect(learned.flows()).toHaveLength(1);
    expect(runPacket(bridge, keyOf(`in_port=2,dl_dst=${A}`), { learned }).outputs).toMatchObject([{ ofPort: 3 }]);
  });

  test("nothing is learned unless the caller keeps it", () => {
    const result = runPacket(bridgeOf(SWITCH), keyOf(`in_port=1,dl_src=${A},dl_dst=${A}`));
    expect(result.outputs).toMatchObject([{ ofPort: 9 }]);
    expect(result.assumptions).toContainEqual({ kind: "learn-ignored", subject: 1 });
  });

  test("a flow of higher priority beats what is learned", () => {
    const bridge = bridgeOf(`${SWITCH}\ntable=1,priority=8,actions=output:8`);
    const learned = new LearnedFlows();
    expect(runPacket(bridge, keyOf(`in_port=1,dl_src=${A},dl_dst=${A}`), { learned }).outputs).toMatchObject([
      { ofPort: 8 },
    ]);
  });

  test("the limit, and what says whether there was room", () => {
    const bridge = bridgeOf(
      "actions=learn(table=1,limit=1,result_dst=NXM_NX_REG0[3],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]),output:2",
    );
    const learned = new LearnedFlows();
    const room = (source: string): number =>
      readField(runPacket(bridge, keyOf(`in_port=1,dl_src=${source}`), { learned }).outputs[0]!.key, FIELDS.reg0);
    expect([room(A), room(A), room(B)]).toEqual([8, 8, 0]);
    expect(learned.flows()).toHaveLength(1);
  });
});

import { expect, test } from "vitest";
import { createBridge, runPacket, type StepSink } from "../machine/index.ts";
import { parseFlows, parseMicroflow } from "../openflow/index.ts";
import { profileFor } from "../release/index.ts";
import { StepRecorder } from "./recorder.ts";
import type { StepWords } from "./step-words.ts";

const FLOWS = `
actions=resubmit(,1),load:2->NXM_NX_REG0[],resubmit(,2),resubmit(,3)
table=1,actions=resubmit(,4)
table=2,actions=resubmit(,4)
table=3,actions=resubmit(,4)
table=4,actions=resubmit(,5)
table=5,reg0=2,actions=resubmit(,6)
table=6,actions=output:1
`;

test("steps have the same parents when actions that lead on are left out", () => {
  const [parsed, key, profile] = [parseFlows(FLOWS), parseMicroflow("in_port=1"), profileFor("26.03")];
  if (!parsed.ok || !key.ok || !profile.ok) throw new Error("the flows, the packet and the release are known");
  const bridge = createBridge({ flows: parsed.value.flows });
  const hear = (sinkOf: (recorder: StepRecorder) => StepSink) => {
    // Parents are told without words.
    const recorder = new StepRecorder({ profile: profile.value, words: {} as StepWords, portName: String });
    runPacket(bridge, key.value, { sink: sinkOf(recorder) });
    return recorder.heard.map(({ table, depth, parent }) => ({ table, depth, parent }));
  };
  for (let i = 0; i < 20; i++) runPacket(bridge, key.value);
  const told = hear((recorder) => ({ wanted: recorder.wanted, step: (step, at) => recorder.step(step, at) }));
  expect(hear((recorder) => recorder)).toEqual(told);
  expect(told.map(({ table, parent }) => [table, told[parent]?.table])).toEqual([
    [0, undefined],
    ...[1, 4, 5, 2, 4, 5, 6, 3, 4, 5, 6].map((table, i) => [table, [0, 1, 4, 0, 2, 4, 5, 0, 3, 4, 5][i]]),
  ]);
});

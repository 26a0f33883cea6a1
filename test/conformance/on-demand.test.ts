import { BUM_TARGETS, createTracer, type Trace } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { listRecordings } from "../recordings/index.ts";
import { recordedCluster } from "./recorded-cluster.ts";

/** Enough of each kind: all pairs of a few ports from all over the list. */
const PORTS = 6;

/** A trace without the numbers of conjunctions, groups and meters, which are given in the order of need. */
function withoutNumbers(trace: Trace): unknown {
  const text = JSON.stringify(trace);
  const plain = text.replaceAll(
    /((?:conj_id|meter_id|meter|group)=|meter:|group:|group |conjunction\(|"group":)\d+/g,
    "$1n",
  );
  return JSON.parse(plain.replaceAll('"group":n', '"group":0'));
}

describe.each(listRecordings().map((recording) => [recording.name, recording] as const))("%s", (_, recording) => {
  test("flows that are compiled when a packet comes to them are those of the whole table", () => {
    const cluster = recordedCluster(recording);
    const whole = createTracer(cluster, { logical: true });
    const onDemand = createTracer(cluster, { logical: true, onDemand: true });
    const names = [...cluster.southbound.portByName.keys()];
    const some = names.filter((_name, i) => i % Math.ceil(names.length / PORTS) === 0);
    for (const from of some) {
      for (const to of [...some, ...BUM_TARGETS]) {
        const request = { kind: "ports", from, to, proto: "tcp", reply: true } as const;
        const expected = whole.trace(request);
        const found = onDemand.trace(request);
        if (expected.ok && found.ok) expect(withoutNumbers(found.value)).toEqual(withoutNumbers(expected.value));
        else expect(found).toEqual(expected);
      }
    }
  });
});

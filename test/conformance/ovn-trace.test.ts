import { describe, expect, test } from "vitest";
import { compareOvnTraces } from "../parity/compare-ovn-trace.ts";
import { parseOvnTrace } from "../parity/ovn-trace-text.ts";
import { listRecordings, recordedMicroflows } from "../recordings/index.ts";
import { databaseFiles, recordedCluster } from "./recorded-cluster.ts";

const recordings = listRecordings().filter((recording) => recordedMicroflows(recording).length > 0);

describe("the logical stages of a trace are those of ovn-trace", () => {
  test("in most recordings something was asked", () => {
    expect(recordings.length).toBeGreaterThan(30);
  });

  test.each(recordings.map((recording) => ({ name: recording.name, recording })))("$name", ({ recording }) => {
    const { mismatches } = compareOvnTraces(
      databaseFiles(recording),
      recordedCluster(recording),
      recordedMicroflows(recording),
    );
    expect(mismatches.map(({ trace, got }) => `${trace.microflow}: ${got}`)).toEqual([]);
  });

  const recording = recordings.find(({ name }) => name === "26.03/gateway")!;
  const compareText = (change: (text: string) => string): readonly string[] => {
    const [first] = recordedMicroflows(recording);
    const changed = { ...first!, text: change(first!.text) };
    const { mismatches } = compareOvnTraces(databaseFiles(recording), recordedCluster(recording), [changed]);
    return mismatches.map(({ got }) => got);
  };

  test("another logical flow, another stage, and a copy less are noticed", () => {
    const { text } = recordedMicroflows(recording)[0]!;
    const [uuid] = /(?<=uuid )[0-9a-f]{8}/.exec(text)!;
    expect(compareText((said) => said)).toEqual([]);
    expect(compareText((said) => said.replaceAll(uuid, "00000000"))).toHaveLength(1);
    expect(
      compareText((said) => said.replace(/^ {4}next;$/m, " 9. ls_in_acl_eval: 1, priority 0, uuid 01234567")),
    ).toHaveLength(1);
    expect(compareText((said) => said.replace(/^ +\/\* output to .*localnet.*$/m, ""))).toHaveLength(1);
  });

  test("other states of connections are noticed", () => {
    const many = recordings.find(({ name }) => name === "26.03/microflows")!;
    const stated = recordedMicroflows(many).filter(({ ct }) => ct?.[0] === "inv");
    expect(stated.length).toBeGreaterThan(1);
    const unstated = stated.map(({ microflow, text }) => ({ microflow, text }));
    const { mismatches } = compareOvnTraces(databaseFiles(many), recordedCluster(many), unstated);
    expect(mismatches.map(({ trace }) => trace)).toEqual(unstated);
  });

  test("what a gateway's answer is made of", () => {
    const answer = parseOvnTrace(recordedMicroflows(recording)[0]!.text);
    if (!answer.ok) throw new Error(answer.text);
    const asks = answer.stages.findIndex(({ stage }) => stage === "lr_in_arp_request");
    const after = answer.stages.filter(({ parent }) => parent === asks);
    expect(after.map(({ pipeline, tableId }) => `${pipeline} ${tableId}`)).toEqual(["egress 0", "ingress 28"]);
    expect(answer.stages.flatMap(({ outputs }) => outputs)).toEqual(["outer-uplink", "outer-uplink"]);
  });
});

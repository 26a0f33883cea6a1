import { formatFlows, formatGroup, formatMeter, parseFlows, parseGroups, parseMeters } from "@ovn-sim/pipeline";
import type { Parsed } from "@ovn-sim/model";
import { describe, expect, test } from "vitest";
import { listRecordings, readRecorded } from "../recordings/index.ts";

/** What a dump says, without the line that ovs-ofctl prints before a reply. */
function bodyOf(text: string): string {
  return text.replace(/^(?:OFPST|NXST|OFPT|NXT)_.*\n/, "");
}

/** The first line that is not the same: a whole dump is too much to show. */
function firstDifference(got: string, wanted: string): { got: string | undefined; wanted: string } | undefined {
  const lines = got.split("\n");
  return wanted
    .split("\n")
    .map((line, i) => ({ got: lines[i], wanted: line }))
    .find((pair) => pair.got !== pair.wanted);
}

function printed<T>(parsed: Parsed<T>, print: (value: T) => string): string {
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  expect(parsed.notes).toEqual([]);
  return print(parsed.value);
}

const dumps = listRecordings().flatMap((recording) =>
  recording.chassis.map((chassis) => ({
    name: `${recording.name} ${chassis}`,
    read: (kind: string) => readRecorded(recording, `${chassis}/${kind}.txt`),
  })),
);

test("there is something to print back", () => {
  const lines = dumps.reduce((sum, { read }) => sum + read("flows").split("\n").length, 0);
  expect(lines).toBeGreaterThan(20_000);
});

describe.each(dumps)("$name", ({ read }) => {
  test("flows print back byte for byte", () => {
    const text = printed(parseFlows(read("flows")), ({ flows }) => formatFlows(flows));
    const wanted = bodyOf(read("flows"));
    expect(firstDifference(text, wanted)).toBeUndefined();
    expect(text === wanted).toBe(true);
  });

  test("groups print back byte for byte", () => {
    const text = printed(parseGroups(read("groups")), (groups) =>
      groups.map((group) => ` ${formatGroup(group)}\n`).join(""),
    );
    expect(text).toBe(bodyOf(read("groups")));
  });

  test("meters print back byte for byte", () => {
    const text = printed(parseMeters(read("meters")), (meters) =>
      meters.map((meter) => `${formatMeter(meter)}\n`).join("\n"),
    );
    expect(text).toBe(bodyOf(read("meters")));
  });
});

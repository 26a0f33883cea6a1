import { describe, expect, test } from "vitest";
import { listRecordings, readRecorded, recordedTraces } from "./index.ts";

const recordings = listRecordings();

test("every release that the project knows is recorded", () => {
  expect([...new Set(recordings.map(({ release }) => release))]).toEqual(["24.03", "25.03", "25.09", "26.03"]);
});

describe.each(recordings)("$name", (recording) => {
  test("lies where its own words put it", () => {
    expect(recording.path.endsWith(`/${recording.name}`)).toBe(true);
  });

  test("has its databases, and flows and ports of each chassis", () => {
    const each = ["ovs.backup.db", "flows.txt", "groups.txt", "meters.txt", "ports.txt"];
    const wanted = recording.chassis.flatMap((chassis) => each.map((file) => `${chassis}/${file}`));
    expect(recording.files).toEqual(expect.arrayContaining(["nb.backup.db", "sb.backup.db", ...wanted]));
  });

  test("its packets were sent to ports that the chassis has", () => {
    const traces = recordedTraces(recording);
    const ports = new Map(
      recording.chassis.map((chassis) => {
        const numbers = readRecorded(recording, `${chassis}/ports.txt`).matchAll(/^ (\d+)\(/gm);
        return [chassis, new Set([...numbers].map(([, number]) => Number(number)))];
      }),
    );
    const strange = traces.filter(({ chassis, outputs }) => outputs.some((port) => !ports.get(chassis)!.has(port)));
    expect(strange).toEqual([]);
    expect(new Set(traces.map(({ chassis }) => chassis)).size).toBeGreaterThan(0);
  });
});

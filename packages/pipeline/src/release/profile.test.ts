import { describe, expect, test } from "vitest";
import { FLAG_BITS, flagMask } from "./flags.ts";
import { KNOWN_RELEASES, profileFor } from "./profile.ts";
import { LOGICAL_FIELDS, LOGICAL_REGISTERS } from "./registers.ts";
import { isOverlapping } from "./slice.ts";

const profile = (version: string) => {
  const found = profileFor(version);
  if (!found.ok) throw new Error(found.errors[0].message);
  return found.value;
};

/** OVN-FACTS, "OpenFlow tables by release", checked against recordings. */
const tables = `
24.03  37 38 39 -  40 41 42
24.09  40 41 42 -  43 44 45
25.03  40 41 42 -  43 44 45
25.09  41 42 43 44 45 46 47
26.03  42 43 44 45 46 47 48
`;

describe("profileFor", () => {
  test.each(
    tables
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/)),
  )("%s has its table numbers", (release, ...numbers) => {
    const found = profile(release).tables;
    const ofProfile = [
      found.largePacketDetect,
      found.largePacketProcess,
      found.remoteOutput,
      found.remoteVtepOutput,
      found.localOutput,
      found.checkLoopback,
      found.logicalEgress,
    ];
    expect(ofProfile.map((number) => (number === undefined ? "-" : String(number)))).toEqual(numbers);
  });

  test("takes the version as the Southbound gives it", () => {
    expect(profile("26.03.1-21.8.0-82.14")).toMatchObject({ release: "26.03", patch: 1 });
    expect(profile("26.03.1")).toBe(profile("26.03.1-21.8.0-82.14"));
  });

  test("goes back behind a patch that changed something", () => {
    expect(profile("25.03.0").physical).toMatchObject({ multicastSplit: true, ctStateSave: false });
    expect(profile("25.03.2").physical).toMatchObject({ multicastSplit: false, ctStateSave: true });
    expect(profile("25.03.0").registers.ctOriginalNwDst.field).toBe("reg1");
    expect(profile("25.03").registers.ctOriginalNwDst.field).toBe("reg4");
    expect(profile("25.03")).toBe(profile("25.03.4294967296"));
  });

  test.each(["22.12", "", "26.3", "26.03x", "x".repeat(1000)])("refuses %j and names those it knows", (version) => {
    const found = profileFor(version);
    expect(found).toMatchObject({ ok: false, errors: [{ code: "OVN5001" }] });
    if (!found.ok) {
      expect(found.errors[0].message).toContain(KNOWN_RELEASES.join(", "));
      expect(found.errors[0].message.length).toBeLessThan(200);
    }
  });
});

describe("registers", () => {
  const live = Object.entries({ ...LOGICAL_FIELDS, ...Object.fromEntries(LOGICAL_REGISTERS.map((r) => [r.field, r])) });

  test("no two that hold their value share a bit", () => {
    const shared = live.flatMap(([name, a]) =>
      live.filter(([other, b]) => name < other && isOverlapping(a, b)).map(([other]) => `${name} and ${other}`),
    );
    expect(shared).toEqual([]);
  });

  test("flags have a bit each", () => {
    expect(new Set(Object.values(FLAG_BITS)).size).toBe(Object.keys(FLAG_BITS).length);
    expect(flagMask("allowLoopback", "receivedFromRamp")).toBe(3);
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { joinStep } from "./step-words.ts";

const maybe = <T>(value: T): fc.Arbitrary<T | undefined> => fc.constantFrom(value, undefined);

test("a step of any form has the members that there is something for, in the documented order", () => {
  const standing = fc.record({
    flow: maybe({ priority: 1, cookie: "0x1", match: "ip", actions: "drop" }),
    datapath: maybe("sw0"),
    pipeline: maybe("ingress" as const),
    stage: maybe("ls_in_acl_eval"),
    logicalMatch: maybe("ip4"),
    northbound: maybe({ table: "ACL" as const, uuid: "u", name: "ACL a", brief: "ACL a", text: "ACL a" }),
  });
  fc.assert(
    fc.property(fc.constantFrom(-1, 0, 3), standing, (parent, some) => {
      const all = { table: 8, depth: 1, parent: parent < 0 ? undefined : parent, ...some, effects: ["drop"] };
      const expected = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      const step = joinStep(8, 1, parent, some, ["drop"]);
      expect(step).toStrictEqual(expected);
      expect(Object.keys(step)).toEqual(Object.keys(expected));
    }),
    { numRuns: 500 },
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { vxlanPortKey } from "./encapsulation.ts";

/** OVN-FACTS, "What the wire carries": VNI bits 12..23; a multicast key is 0x800 and its low 11 bits. */
describe("vxlanPortKey", () => {
  test("keeps the key of a port", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 0x7ff }), (key) => vxlanPortKey(key) === key));
  });

  test.each([
    [0x8000, 0x800],
    [0x8004, 0x804],
    [0xffff, 0xfff],
  ])("shortens multicast key %i to %i", (key, wire) => expect(vxlanPortKey(key)).toBe(wire));
});

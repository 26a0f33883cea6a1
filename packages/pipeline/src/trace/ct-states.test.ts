import { describe, expect, test } from "vitest";
import { CT_STATE } from "../machine/index.ts";
import { CtSteps, parseCtStates } from "./ct-states.ts";

const { trk, est, rpl, inv, dnat } = CT_STATE;

describe("states of conntrack", () => {
  test.each([
    ["trk,new", trk | CT_STATE.new],
    ["est", trk | est],
    ["est|rpl", trk | est | rpl],
    ["trk est dnat", trk | est | dnat],
    ["inv", trk | inv],
    ["trk", trk],
  ])("%s", (text, bits) => {
    expect(parseCtStates([text])).toMatchObject({ ok: true, value: [bits] });
  });

  test.each([
    ["establised", '--ct "establised" has "establised", expected some of new, est, rel, rpl, inv, trk, snat, dnat'],
    ["", '--ct "" names no state, expected some of new, est, rel, rpl, inv, trk, snat, dnat'],
    ["new,est", '--ct "new,est": no packet is both new and est'],
    ["inv,rpl", '--ct "inv,rpl": no packet is both inv and rpl'],
  ])("refuses %j", (text, message) => {
    const parsed = parseCtStates(["est", text]);
    expect(parsed.ok ? undefined : parsed.errors[0]).toMatchObject({ code: "OVN6511", message });
  });

  test("are handed out one by one, over several chassis", () => {
    const steps = new CtSteps([1, 2, 3]);
    steps.take(2);
    expect(steps.left).toEqual([3]);
    steps.take(2);
    expect(steps.left).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatFlow, formatFlows } from "./flow-text.ts";
import { parseFlow, parseFlows } from "./flow-dump.ts";
import { formatGroup, parseGroups } from "./group-text.ts";
import { formatMeter, parseMeters } from "./meter-text.ts";
import { parsePortsDesc } from "./ports-desc.ts";

/** Everything here was said by a real ovs-ofctl (Open vSwitch 3.7.2) of a switch with these flows. */
const read = (name: string): string =>
  readFileSync(new URL(`../../test-support/ovs-ofctl/${name}`, import.meta.url), "utf8");

const golden = (name: string): (readonly [string, string])[] =>
  read(name)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" => "))
    .map(([input = "", printed = input]) => [input, printed] as const);

describe.each(["matches.txt", "actions.txt"])("%s", (name) => {
  test.each(golden(name))("%s", (input, printed) => {
    const parsed = parseFlow(input);
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(formatFlow(parsed.value)).toBe(printed);
  });
});

const flowLines = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => line.startsWith(" "))
    .map((line) => line.trimEnd());

describe("a dump", () => {
  const wanted = flowLines(read("openflow15.txt"));
  const ports = parsePortsDesc(read("ports-desc.txt"));
  const names = ports.ok ? ports.value : undefined;

  test("of OpenFlow 1.5 without statistics prints back as it is", () => {
    const parsed = parseFlows(read("openflow15.txt"));
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(parsed.notes).toEqual([]);
    expect(formatFlows(parsed.value.flows).trimEnd().split("\n")).toEqual(wanted);
  });

  test("with statistics prints back as it is", () => {
    const text = read("openflow15-stats.txt");
    const parsed = parseFlows(text);
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(parsed.value.version).toBe("1.5");
    expect(formatFlows(parsed.value.flows, { stats: true }).trimEnd().split("\n")).toEqual(flowLines(text));
  });

  test.each(["openflow10.txt", "openflow10-names.txt", "openflow13.txt", "openflow15-stats.txt"])(
    "%s says the same flows",
    (name) => {
      const parsed = parseFlows(read(name), { names });
      if (!parsed.ok) throw new Error(parsed.errors[0].message);
      expect(parsed.notes).toEqual([]);
      const flows = parsed.value.flows.map((flow) => ` ${formatFlow(flow)}`);
      expect(flows.toSorted()).toEqual(wanted.toSorted());
    },
  );

  test("of OpenFlow 1.0 has wide values in two halves, one of 1.3 only when they were", () => {
    const halves = "actions=load:0x2->NXM_NX_XXREG0[0..63],load:0x1->NXM_NX_XXREG0[64..127]";
    const formatted = (text: string): string => {
      const parsed = parseFlows(text);
      return parsed.ok ? formatFlows(parsed.value.flows) : "";
    };
    expect(formatted(halves)).toBe(" actions=set_field:0x10000000000000002->xxreg0\n");
    expect(formatted(`${halves}\ntable=1 actions=set_field:0x5->reg0\n`)).toBe(
      " actions=set_field:0x2/0xffffffffffffffff->xxreg0,set_field:0x10000000000000000/0xffffffffffffffff0000000000000000->xxreg0\n" +
        " table=1, actions=set_field:0x5->reg0\n",
    );
  });

  test("of OpenFlow 1.0 keeps its words when asked to", () => {
    const text = read("openflow10.txt");
    const parsed = parseFlows(text, { keepOldForms: true });
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(formatFlows(parsed.value.flows, { stats: true })).toContain("load:0x12->NXM_NX_REG13[0..15]");
  });

  test("with names needs the ports", () => {
    const parsed = parseFlows(read("openflow10-names.txt"));
    const diagnostics = parsed.ok ? parsed.notes : parsed.errors;
    expect(diagnostics.some(({ message }) => message === 'port "p2" has no known number')).toBe(true);
  });
});

test("groups print back as they are", () => {
  const parsed = parseGroups(read("groups.txt"));
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  expect(parsed.notes).toEqual([]);
  expect(parsed.value.map((group) => ` ${formatGroup(group)}`)).toEqual(flowLines(read("groups.txt")));
});

test("meters print back as they are", () => {
  const text = read("meters.txt");
  const parsed = parseMeters(text);
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  const printed = parsed.value.map((meter) => `${formatMeter(meter)}\n`).join("\n");
  expect(printed).toBe(text.slice(text.indexOf("\n") + 1));
});

test("ports have names and numbers", () => {
  const parsed = parsePortsDesc(read("ports-desc.txt"));
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  expect([...parsed.value.byName]).toEqual([
    ["p1", 1],
    ["p2", 2],
    ["p3", 3],
    ["ovn-hv2-0", 9],
    ["br0", 0xfffe],
  ]);
});

import { describe, expect, test } from "vitest";
import { readAddressSet } from "./address-set.ts";
import { createMatchCompiler } from "./compile.ts";
import { formatTerm } from "./format-term.ts";
import { FLOWS_25_03_0, FLOWS_26_03_1 } from "./real-flows.fixture.ts";
import { createSymbolTable } from "./tables.ts";

const SETS: Readonly<Record<string, readonly string[]>> = {
  as1: ["10.0.0.1", "10.0.0.2", "10.0.0.0/24", "10.1.0.0/16"],
  as0: [],
  asone: ["10.9.9.9"],
  as6: ["fd00::1", "fd00::/64", "fd01::2"],
};
// ovn-controller takes only ports that concern the chassis into a group, and skips flows for others: remote1 is one.
const GROUPS: Readonly<Record<string, readonly string[]>> = { pg1: ["p1", "p2"], pg2: ["p2", "p3"], pg0: [] };
const PORTS: Readonly<Record<string, number>> = { none: 0, p1: 1, p2: 2, p3: 3 };

const SITE = {
  datapathKey: 1,
  lookupPort: (name: string) => PORTS[name],
  isResident: (port: string) => port in PORTS,
};

describe.each([
  { release: "26.03", patch: 1, table: FLOWS_26_03_1 },
  { release: "25.03", patch: 0, table: FLOWS_25_03_0 },
] as const)("flows of real OVN $release.$patch", ({ release, patch, table }) => {
  const compiler = createMatchCompiler({
    table: createSymbolTable({ release, patch }),
    addressSet: (name) => SETS[name] && readAddressSet(SETS[name]).members,
    portGroup: (name) => GROUPS[name],
  });
  test.each(readTable(table))("$input", ({ input, flows }) => {
    const list = compiler.compile(input, SITE);
    expect(list.ok ? list.value.terms.map(formatTerm).sort() : []).toEqual(flows);
  });
});

function readTable(table: string): { input: string; flows: string[] }[] {
  const cases: { input: string; flows: string[] }[] = [];
  for (const line of table.trim().split("\n")) {
    if (line.startsWith("  ")) cases.at(-1)!.flows.push(line.trim());
    else cases.push({ input: line, flows: [] });
  }
  return cases;
}

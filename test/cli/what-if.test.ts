import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codesOf, EXAMPLE, exampleCopy, ROOT, run } from "./run.ts";

const SET = ["--set", "Interface[web-a].external_ids:encap-ip=10.20.0.1"] as const;
const CHANGE = 'what if node1/Interface[web-a].external_ids:encap-ip = "10.20.0.1" (was not set)';
const CARRIED = "as ovn-controller of node1 would: Port_Binding[web-a].encap = geneve 10.20.0.1 (was geneve 10.10.0.1)";

describe("what if", () => {
  test("a port had another VTEP: show says so, and what it rests on", async () => {
    const { code, out, err } = await run(["show", EXAMPLE, ...SET]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^ +web-a +vif +node1 +web-a +\d+ +10\.20\.0\.1 +encap-ip$/m);
    expect(out.endsWith(`\n${CHANGE}\n${CARRIED}\n`)).toBe(true);
    const asJson = await run(["show", EXAMPLE, "--format", "json", ...SET]);
    expect(JSON.parse(asJson.out)).toMatchObject({ assumptions: [CHANGE, CARRIED] });
  });

  test("the other node's packets go to that VTEP, and the trace says what it rests on", async () => {
    const { code, out } = await run(["trace", EXAMPLE, "--from", "web-b", "--to", "web-a", "--format", "json", ...SET]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      tunnels: [{ fromChassis: "node2", sourceIp: "10.10.0.2", destinationIp: "10.20.0.1" }],
      assumptions: [CHANGE, CARRIED],
    });
  });

  test("flows are flows alone; what they rest on is said beside them", async () => {
    const { code, out, err } = await run(["flows", EXAMPLE, "--chassis", "node1", "--table", "0", ...SET]);
    expect(code).toBe(0);
    expect(out.split("\n").every((line) => line === "" || line.includes(" actions="))).toBe(true);
    expect(codesOf(err)).toEqual(["OVN8016", "OVN8016"]);
  });

  test("dumped flows do not change with it", async () => {
    const ran = await run(["trace", EXAMPLE, "--from", "web-a", "--to", "web-b", "--flows", "installed", ...SET]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(codesOf(ran.err)).toEqual(["OVN8012"]);
  });

  test("what OVN would make more of a change is said", async () => {
    const ran = await run(["show", EXAMPLE, "--set", "node1/Open_vSwitch.external_ids:ovn-bridge-mappings=a:b"]);
    expect(ran.code).toBe(0);
    expect(codesOf(ran.err)).toEqual(["OVN5021"]);
    expect(ran.out).toContain("not carried on: ovn-bridge-mappings: ovn-controller would make and remove patch ports");
  });

  test.each([
    ["Interface[web-a]", "OVN2040", "expected [CHASSIS/]TABLE[ROW].COLUMN[:KEY]=VALUE"],
    ["Interfaces[web-a].mtu=1", "OVN2041", "is Interface meant?"],
    ["Interface[web-x].ofport=1", "OVN2041", "is web-a or web-b meant?"],
    ["Interface[web-a].ofprt=1", "OVN2041", "is ofport meant?"],
    ["node3/Interface[web-a].ofport=1", "OVN2041", "is node1 or node2 meant?"],
    ["Interface[br-int].mtu_request=1500", "OVN2042", "write one of: node1/Interface[br-int], node2/Interface[br-int]"],
    ["Interface[web-a].ofport=seven", "OVN2043", '"seven" is no integer; ofport is at most one integer'],
    ["Interface[web-a].name:x=seven", "OVN2043", "name is no map"],
    ["Port_Binding[web-a].encap=10.0.0.9", "OVN2043", "no row of Encap is 10.0.0.9"],
    ["Logical_Switch[node1].name=x", "OVN2044", "ovn-northd would carry into the Southbound"],
  ])("%s is refused", async (change, code, words) => {
    const ran = await run(["show", EXAMPLE, "--set", change]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(codesOf(ran.err)).toEqual([code]);
    expect(ran.err).toContain(words);
  });
});

describe("diff of what would be", () => {
  test("tells what goes and what comes on each chassis", async () => {
    const { code, out } = await run(["diff", EXAMPLE, ...SET]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^- .*in_port=\d+ actions=.*set_field:0\/0xffff0000->reg13,resubmit\(,8\)\n\+ .*set_field:0x10000\/0xffff0000->reg13/m,
    );
    expect(out).toMatch(/^ {4}Port_Binding\[[0-9a-f]{8}\] {2}switch port web-a/m);
    expect(out).toMatch(/^ {4}- output:\d+ is ovn-node1-\d+ to node1, 10\.10\.0\.2 ==> 10\.10\.0\.1$/m);
    expect(out).toMatch(/^ {4}\+ output:\d+ is ovn-node1-\d+ to node1, 10\.10\.0\.2 ==> 10\.20\.0\.1$/m);
    expect(out).toMatch(/^node1: \d+ flows the same, 1 changed$/m);
    expect(out).toMatch(/^node2: \d+ flows the same, 3 changed$/m);
    expect(out.endsWith(`\n${CHANGE}\n${CARRIED}\n`)).toBe(true);
  });

  test("may be against what is installed", async () => {
    const ran = await run([
      "diff",
      EXAMPLE,
      "--against",
      "installed",
      "--chassis",
      "node1",
      "--format",
      "json",
      ...SET,
    ]);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({
      against: "installed",
      differences: [{ kind: "changed", table: 0, what: ["actions"], origin: { table: "Port_Binding" } }],
      assumptions: [CHANGE, CARRIED],
    });
  });

  test("of nothing that changes flows is 0", async () => {
    const ran = await run(["diff", EXAMPLE, "--set", "Interface[web-a].external_ids:encap-ip=10.10.0.1"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/^node1: 652 flows the same, 0 changed$/m);
  });
});

describe("diff of installed flows", () => {
  const spoilt = (change: (lines: string[]) => readonly string[]): string => {
    const path = exampleCopy();
    const file = join(path, "node1/flows.txt");
    writeFileSync(file, change(readFileSync(file, "utf8").split("\n")).join("\n"));
    return path;
  };
  const diff = (path: string, ...more: readonly string[]) => run(["diff", path, "--chassis", "node1", ...more]);

  test("leaves out what it is told to, and says how many", async () => {
    const path = spoilt((lines) => [
      ...lines.filter((line) => !line.includes("table=66")),
      " table=65, priority=7 actions=drop",
    ]);
    expect((await diff(path)).code).toBe(1);
    const rules = ["--ignore", "table=66-67", "--ignore", "flow=priority=7 ", "--ignore", "meters"];
    const { code, out } = await diff(path, ...rules);
    expect(code).toBe(0);
    expect(out).toMatch(
      / {2}\d+ left out by --ignore table=66-67\n {2}1 left out by --ignore flow=priority=7 \n {2}0 left out by --ignore meters\n$/,
    );
  });

  test("tells flows of a row that is gone from those of one that is there", async () => {
    const path = spoilt((lines) => [...lines, " cookie=0xdeadbeef, table=65, priority=7 actions=drop"]);
    const { out } = await diff(path);
    expect(out).toContain("none begins with the cookie 0xdeadbeef");
  });

  test("tells a table of which nothing is installed in one line", async () => {
    const path = spoilt((lines) => lines.filter((line) => !line.includes("table=44,")));
    const { code, out } = await diff(path);
    expect(code).toBe(1);
    expect(out).toMatch(/^- table 44: none of its \d+ flows is installed$/m);
    expect(out.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(1);
  });

  test("compares a dump whose beginning is cut off where it is whole", async () => {
    const path = spoilt((lines) => {
      const at = Math.floor(lines.length / 2);
      return [lines[at]!.slice(20), ...lines.slice(at + 1)];
    });
    const { code, out, err } = await diff(path, "--quiet");
    expect(code).toBe(2);
    expect(codesOf(err)).toEqual(["OVN8017"]);
    expect(err).toContain("the dump's beginning is cut off: not compared are tables 0, 8, ");
    expect(out).toMatch(/^node1: \d+ flows the same, 0 differ\n/);
  });

  test("compares a dump whose end is cut off where it is whole", async () => {
    const path = spoilt((lines) => [...lines.slice(0, 300), lines[300]!.slice(0, 60)]);
    const text = readFileSync(join(path, "node1/flows.txt"), "utf8");
    writeFileSync(join(path, "node1/flows.txt"), text.trimEnd());
    const { code, out, err } = await diff(path, "--quiet");
    expect(code).toBe(2);
    expect(err).toContain("the dump's end is cut off: not compared are tables ");
    expect(out).toMatch(/^node1: \d+ flows the same, 0 differ\n/);
  });

  test("compares a dump of one table with that table", async () => {
    const path = spoilt((lines) => lines.filter((line) => line.includes("table=44,")));
    const { code, out, err } = await diff(path);
    expect(code).toBe(0);
    expect(codesOf(err)).toContain("OVN8018");
    expect(out).toMatch(/^node1: \d+ flows the same, 0 differ\n/);
  });

  test("of a snapshot without any dump is an error", async () => {
    const ran = await run(["diff", join(ROOT, "examples/two-nodes/sb.backup.db")]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(codesOf(ran.err)).toContain("OVN8010");
  });
});

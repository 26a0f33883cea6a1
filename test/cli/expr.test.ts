import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createCluster, readDatabase } from "@ovn-sim/model";
import { describe, expect, test } from "vitest";
import { codesOf, ROOT, run } from "./run.ts";

const STAGES = ["parse", "annotate", "simplify", "normalize", "flows"];
const POLICIES = join(ROOT, "test/recordings/26.03/policies");

async function flowsOf(...args: readonly string[]): Promise<readonly string[]> {
  const ran = await run(["expr", ...args, "--stage", "flows"]);
  expect(ran).toMatchObject({ code: 0, err: "" });
  return ran.out === "\n" ? [] : ran.out.trimEnd().split("\n");
}

describe("ovn-sim expr", () => {
  test("shows every stage under its name", async () => {
    const ran = await run(["expr", "ip4 && tcp.dst == {80, 443}"]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    const labels = ran.out.split("\n").flatMap((line) => /^[a-z]+/.exec(line)?.[0] ?? []);
    expect(labels).toEqual(STAGES);
    expect(ran.out).toContain("parse      ip4 && (tcp.dst == 80 || tcp.dst == 443)\n");
    expect(ran.out).toContain("flows      tcp,tp_dst=80\n           tcp,tp_dst=443\n");
  });

  test.each(STAGES)("--stage %s shows what that one makes, and JSON has the same", async (stage) => {
    const text = await run(["expr", "ip4.src == 10.0.0.0/8", "--stage", stage]);
    const json = await run(["expr", "ip4.src == 10.0.0.0/8", "--stage", stage, "--format", "json"]);
    const { stages } = JSON.parse(json.out) as { stages: Record<string, string | string[]> };
    expect(Object.keys(stages)).toEqual([stage]);
    expect([stages[stage]].flat().join("\n")).toBe(text.out.trimEnd());
  });

  // ovn-sb(5), "Logical_Flow match": a set is short for alternatives, several of which become a conjunction; dimensions in the order of names.
  test("two sets become a conjunction", async () => {
    expect(
      await flowsOf('ip4.src == {1.1.1.1, 2.2.2.2} && inport == {"a", "b"}', "--port", "a=1", "--port", "b=2"),
    ).toEqual([
      "ip,reg14=0x1 conjunction(1,1/2)",
      "ip,reg14=0x2 conjunction(1,1/2)",
      "ip,nw_src=1.1.1.1 conjunction(1,2/2)",
      "ip,nw_src=2.2.2.2 conjunction(1,2/2)",
      "ip conj_id=1",
    ]);
  });

  test("what is not known of a port is said, and can be given", async () => {
    const text = 'outport == "a" && is_chassis_resident("gw")';
    const ran = await run(["expr", text]);
    expect(ran.code).toBe(0);
    expect(codesOf(ran.err)).toEqual(["OVN4020"]);
    expect(codesOf((await run(["expr", text, "--resident", "gw"])).err)).toEqual(["OVN4021"]);
    expect(await flowsOf(text, "--resident", "gw", "--port", "a=3")).toEqual(["reg15=0x3"]);
  });

  test.each([
    ["ip4 && tcp.dts == 8", "OVN4003", "ip4 && tcp.dts == 8", 7],
    ["ip6 &&", "OVN4002", "ip6 &&", 6],
    [`${"1 && ".repeat(100)}%`, "OVN4001", `…${"1 && ".repeat(100).slice(-99)}%`, 100],
  ])("a fault in %s points at its character", async (text, code, line, column) => {
    const ran = await run(["expr", text]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(codesOf(ran.err)).toEqual([code]);
    expect(ran.err.split("\n").slice(1, 3)).toEqual([`  ${line}`, `  ${" ".repeat(column)}^`]);
  });

  test("- reads one expression a line, and goes on behind a fault", async () => {
    const input = "ip4\r\n\n# a remark\nip6 &&\narp\n";
    const text = await run(["expr", "-", "--stage", "flows"], { input });
    expect(text).toMatchObject({ code: 2, out: "# ip4\nip\n\n# arp\narp\n\n" });
    expect(text.err).toContain("error: line 4, character 7: ");
    const json = await run(["expr", "-", "--stage", "flows", "--format", "json"], { input });
    const lines = json.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { stages: { flows: ["ip"] } },
      { error: { code: "OVN4002" } },
      { stages: { flows: ["arp"] } },
    ]);
  });

  test.each([
    [["expr"], "missing required argument 'expression'"],
    [["expr", "1", "--stage", "lex"], "Allowed choices are parse, annotate, simplify, normalize, flows"],
    [["expr", "1", "--chassis", "hv1"], "--chassis needs --snapshot"],
    [["expr", "1", "--datapath", "s"], "--datapath needs --snapshot"],
    [["expr", "1", "--port", "a"], "a name and its tunnel key"],
    [["expr", "1", "--ovn-release", "1.0"], "no profile for OVN release"],
    [["expr", "1", "--snapshot", POLICIES, "--chassis", "hv9"], "hv9"],
    [["expr", "1", "--snapshot", POLICIES, "--datapath", "nowhere"], "no datapath is called"],
    [["expr", "1", "--snapshot", "/nonexistent"], "/nonexistent"],
  ])("%j is wrong usage", async (args, words) => {
    const ran = await run(args);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(words);
  });

  test("a name that is no address set is a fault at its character", async () => {
    expect((await run(["expr", "ip4.src == $web"])).err).toContain("character 12: there is no address set");
  });
});

/** Flows that OVN 26.03 installed for logical flows of one datapath that do no more than `next;`: by cookie, without the datapath. */
function installedMatches(chassis: string, key: number): ReadonlyMap<string, readonly string[]> {
  const matches = new Map<string, string[]>();
  for (const line of readFileSync(join(POLICIES, chassis, "flows.txt"), "utf8").split("\n")) {
    const [, cookie, text] = /cookie=0x([0-9a-f]+), table=\d+, priority=\d+,?(\S*) actions=/.exec(line) ?? [];
    const parts = text?.split(",") ?? [];
    if (cookie === undefined || !parts.includes(`metadata=0x${key}`)) continue;
    const rest = parts.filter((part) => part !== `metadata=0x${key}`).join(",") || "*";
    const own = matches.get(cookie);
    if (own === undefined) matches.set(cookie, [rest]);
    else own.push(rest);
  }
  return matches;
}

describe("ovn-sim expr in a snapshot", () => {
  test.each([
    ["node-x", "front", 2],
    ["node-y", "back", 3],
  ])("the flows of %s on %s are those that real OVN installed", async (chassis, datapath, key) => {
    const installed = installedMatches(chassis, key);
    const cluster = createCluster([database("sb.backup.db")]);
    if (!cluster.ok) throw new Error("the recording is not linked");
    const { southbound } = cluster.value;
    const flows = southbound
      .flowsOf(southbound.datapathByKey.get(key)!.uuid)
      .filter((flow) => flow.actions === "next;" && !flow.tags.has("acl_ct_translation"))
      .filter((flow) => installed.has(cookieOf(flow.uuid)));
    const ran = await run(
      [
        "expr",
        "-",
        "--snapshot",
        POLICIES,
        "--chassis",
        chassis,
        "--datapath",
        datapath,
        "--stage",
        "flows",
        "--format",
        "json",
      ],
      { input: flows.map(({ match }) => match).join("\n") },
    );
    expect(ran.code).toBe(0);
    const made = ran.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { stages: { flows: string[] } });
    const compiled = new Map(flows.map((flow, i) => [cookieOf(flow.uuid), made[i]!.stages.flows.toSorted()]));
    expect(compiled.size).toBeGreaterThan(40);
    for (const [cookie, texts] of compiled)
      expect({ cookie, texts }).toEqual({ cookie, texts: installed.get(cookie)!.toSorted() });
  });

  test("address sets and port groups are those of the snapshot", async () => {
    expect(await flowsOf("ip4.src == $trusted", "--snapshot", POLICIES)).toEqual([
      "ip,nw_src=10.41.0.11",
      "ip,nw_src=10.42.0.11",
    ]);
    expect(await flowsOf("outport == @guarded", "--snapshot", POLICIES, "--datapath", "back")).toHaveLength(1);
  });
});

function database(name: string) {
  const file = join(POLICIES, name);
  const read = readDatabase(readFileSync(file), { file });
  if (!read.ok) throw new Error(`${file} is not read`);
  return read.value;
}

/** As `ovs-ofctl` prints it: without leading zeros. */
function cookieOf(uuid: string): string {
  return Number.parseInt(uuid.slice(0, 8), 16).toString(16);
}

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codesOf, EXAMPLE, exampleCopy, ROOT, run } from "./run.ts";

const MISTAKEN = join(ROOT, "test/recordings/26.03/misconfigured");
const FOLDER_OF_NAME = join(ROOT, "test/recordings/26.03/uneven-vteps");

async function json(args: readonly string[]): Promise<Record<string, unknown>> {
  const ran = await run([...args, "--format", "json"]);
  expect(ran.code).toBeLessThan(2);
  return JSON.parse(ran.out) as Record<string, unknown>;
}

const TITLE = "port    kind  datapath  interface  ofport  VTEP       because of";

describe("show", () => {
  test("lays out what each chassis has, and says once what the words mean", async () => {
    const { code, out, err } = await run(["show", EXAMPLE]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.split("\n")[0]).toBe("OVN 26.03: 2 chassis, 3 datapaths, 10 ports");
    expect(out).toContain(`
node2   geneve
  VTEPs    10.10.0.2  encap id 0  default
           10.20.0.2  encap id 1
           10.30.0.2  encap id 2
  tunnels  node1  geneve  9 ports
  without encap-ip: the default VTEP of node2 (ovn-encap-ip-default)
  ${TITLE}
  disk-b  vif   node2     disk-b     2       10.30.0.2  encap-ip
  pod-b   vif   node2     pod-b      1       10.20.0.2  encap-ip
  web-b   vif   node2     web-b      3       10.10.0.2  default
`);
    expect(out).toMatch(/^encap-ip  the interface's encap-ip$/m);
  });

  test("remarks where somebody meant another VTEP", async () => {
    const { code, out, err } = await run(["show", MISTAKEN]);
    expect(code).toBe(0);
    expect(codesOf(err)).toEqual(["OVN2021"]);
    expect(out).toMatch(/^ {2}! encap-ip 192\.168\.77\.11 of red-a1's interface is not a VTEP of kn-a/m);
    expect(out).toMatch(/^ {2}! .*ovn-encap-ip=192\.168\.20\.11 on interface red-a2 is read by nobody/m);
    expect(out).toMatch(/ovn-encap-ip-default=192\.168\.77\.12 is ignored: it is not in the list/);
  });

  test("as JSON holds all of it", async () => {
    const shown = await json(["show", EXAMPLE]);
    expect(Object.keys(shown).sort()).toEqual(
      ["release", "counts", "chassis", "unbound", "installed", "unusedFiles", "assumptions"].sort(),
    );
    expect(shown).toMatchObject({ release: "26.03", counts: { chassis: 2, datapaths: 3, ports: 10 }, unusedFiles: [] });
    const [node1] = shown["chassis"] as Record<string, unknown>[];
    expect(node1).toMatchObject({
      name: "node1",
      types: ["geneve"],
      isRemote: false,
      hasOwnDatabase: true,
      vteps: [
        { ip: "10.10.0.1", encapId: 0, isDefault: true },
        { ip: "10.20.0.1", encapId: 1, isDefault: false },
        { ip: "10.30.0.1", encapId: 2, isDefault: false },
      ],
      tunnels: [{ chassis: "node2", type: "geneve", ports: 9 }],
    });
    expect((node1!["ports"] as Record<string, unknown>[])[1]).toMatchObject({
      name: "pod-a",
      kind: "vif",
      interface: "pod-a",
      ofport: 1,
      vtep: { ip: "10.20.0.1", encapId: 1, reason: "encap-ip", asksFor: "10.20.0.1", assigned: true },
    });
    expect(Object.keys(shown["installed"] as object)).toEqual(["node1"]);
  });

  test("--quiet leaves warnings out, not errors", async () => {
    expect(await run(["show", MISTAKEN, "--quiet"])).toMatchObject({ code: 0, err: "" });
    expect((await run(["show", "/gone", "--quiet"])).err).toMatch(/^error: \/gone/);
  });

  test("files may be given one by one, in any order, and twice", async () => {
    const files = ["node2/ovs.backup.db", "sb.backup.db", "node1/ovs.backup.db", "nb.backup.db", "sb.backup.db"];
    const ran = await run(["show", ...files.map((file) => join(EXAMPLE, file)), join(EXAMPLE, "node1")]);
    expect(ran).toEqual(await run(["show", EXAMPLE]));
  });
});

describe("flows", () => {
  const dump = readFileSync(join(EXAMPLE, "node1/flows.txt"), "utf8");

  test("are those that ovs-ofctl printed there, line by line", async () => {
    const { code, out, err } = await run(["flows", EXAMPLE, "--chassis", "node1"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    // Which tunnel carries BUM is left to a hash: those flows alone may name another port.
    const unicast = (text: string) =>
      text
        .split("\n")
        .filter((line) => line.startsWith(" ") && !/reg15=0x8\d{3},/.test(line))
        .sort();
    expect(unicast(out)).toEqual(unicast(dump));
    expect(out.trimEnd().split("\n")).toHaveLength(dump.trimEnd().split("\n").length);
  });

  test("of one table", async () => {
    const { out } = await run(["flows", EXAMPLE, "--chassis", "node1", "--table", "65"]);
    expect(out.match(/^ .*table=65, /gm)).toHaveLength(out.trimEnd().split("\n").length);
    expect(await run(["flows", EXAMPLE, "--chassis", "node1", "--table", "200"])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  });

  test("as JSON say which row each comes from", async () => {
    const { chassis, release, flows, groups, meters, diagnostics } = await json([
      "flows",
      EXAMPLE,
      "--chassis",
      "node1",
    ]);
    expect({ chassis, release, groups, meters, diagnostics }).toEqual({
      chassis: "node1",
      release: "26.03",
      groups: [],
      meters: [],
      diagnostics: [],
    });
    const logical = (flows as { table: number; origin?: { table: string; uuid: string }; flow: string }[]).find(
      ({ table }) => table === 8,
    )!;
    expect(logical.origin).toMatchObject({ table: "Logical_Flow" });
    expect(logical.flow).toContain(`cookie=0x${logical.origin!.uuid.slice(0, 8).replace(/^0+/, "")}, `);
  });

  test("groups come with --groups", async () => {
    const policies = join(ROOT, "test/recordings/26.03/policies");
    const { out } = await run(["flows", policies, "--chassis", "node-x", "--groups"]);
    const recorded = readFileSync(join(policies, "node-x/groups.txt"), "utf8").split("\n").slice(1, -1);
    const numberless = (line: string) => line.replace(/group_id=\d+/, "group_id=N");
    const groups = out.split("\n").filter((line) => line.includes("group_id="));
    expect(groups.map(numberless).sort()).toEqual(recorded.map(numberless).sort());
  });

  test("a chassis also goes by its hostname", async () => {
    const byName = await run(["flows", FOLDER_OF_NAME, "--chassis", "3c0f7e52-6a0b-4a57-9c55-0f5a2f0e7c13"]);
    expect(byName.code).toBe(0);
    expect(await run(["flows", FOLDER_OF_NAME, "--chassis", "kn-c"])).toEqual(byName);
  });
});

describe("diff", () => {
  test("of equal flows is 0 and says so", async () => {
    const ran = await run(["diff", EXAMPLE, "--chassis", "node1", "--quiet"]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toMatch(/^node1: 652 flows the same, 0 differ\n/);
  });

  test("shows what is there and should not be, and what should be and is not", async () => {
    const path = exampleCopy();
    const file = join(path, "node1/flows.txt");
    const dumped = readFileSync(file, "utf8").split("\n");
    const gone = dumped.findIndex((line) => line.includes("in_port=1 actions="));
    const [removed] = dumped.splice(gone, 1, " table=65, priority=7,reg15=0x5 actions=output:4");
    writeFileSync(file, dumped.join("\n"));
    const ran = await run(["diff", path, "--chassis", "node1", "--quiet"]);
    expect(ran.code).toBe(1);
    const lines = ran.out.split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "+ table=65, priority=7,reg15=0x5 actions=output:4",
      "    of no one row: the flow has no cookie",
      "    + output:4 is ovn-node2-3 to node2, 10.10.0.1 ==> 10.20.0.2",
      `- ${removed!.trim()}`,
    ]);
    expect(lines[4]).toMatch(/^ {4}Port_Binding\[[0-9a-f]{8}\] {2}switch port pod-a/);
    expect(lines[5]).toBe("node1: 651 flows the same, 2 differ");
    const diff = await json(["diff", path, "--chassis", "node1", "--quiet"]);
    expect(Object.keys(diff).sort()).toEqual(
      ["against", "allowed", "chassis", "differences", "groups", "ignored", "meters", "tables"].sort(),
    );
    expect(diff["differences"]).toMatchObject([
      { kind: "missing", table: 65, installed: "table=65, priority=7,reg15=0x5 actions=output:4" },
      {
        kind: "extra",
        table: 0,
        compiled: removed!.trim(),
        origin: { table: "Port_Binding", name: "switch port pod-a" },
      },
    ]);
  });

  test("without a dump of the chassis is an error", async () => {
    const ran = await run(["diff", EXAMPLE, "--chassis", "node2"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("the snapshot has no flow dump of node2");
  });
});

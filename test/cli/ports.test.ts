import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asDump, type DumpTable, setting } from "./as-dump.ts";
import { codesOf, exampleCopy, run } from "./run.ts";

/** The shipped cluster with its Southbound changed. */
function changed(...changes: readonly ((table: DumpTable) => void)[]): string {
  const path = exampleCopy();
  const file = join(path, "sb.backup.db");
  const dump = asDump(readFileSync(file, "utf8"), (table) => {
    for (const change of changes) change(table);
  });
  rmSync(file);
  writeFileSync(join(path, "sb.json"), dump);
  return path;
}

const port = (name: string, column: string, value: unknown) =>
  setting("Port_Binding", ["logical_port", name], column, value);
const NONE = ["set", []];

describe("a VIF that is bound to no chassis", () => {
  const path = () => changed(port("pod-b", "chassis", NONE), port("pod-b", "encap", NONE), port("pod-b", "up", false));

  test("cannot send", async () => {
    const ran = await run(["trace", path(), "--from", "pod-b", "--to", "pod-a"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("port pod-b is bound to no chassis");
  });

  test("gets nothing, and the trace says why", async () => {
    const ran = await run(["trace", path(), "--from", "pod-a", "--to", "pod-b"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("Not delivered: pod-b is bound to no chassis.");
  });

  test("is listed by show", async () => {
    const ran = await run(["show", path()]);
    expect(ran.out).toMatch(/^bound to no chassis\n {2}pod-b {2}vif {2}node2$/m);
  });
});

describe("addresses", () => {
  const V6 = { a: "0a:58:0a:64:01:04 fd00:1::4", web: "0a:58:0a:64:01:06 fd00:1::6" };
  const six = () => changed(port("pod-a", "mac", V6.a), port("web-a", "mac", V6.web));

  test("of IPv6 alone make an IPv6 packet", async () => {
    const ran = await run(["trace", six(), "--from", "pod-a", "--to", "web-a"]);
    expect(ran.out.split("\n")[0]).toBe("pod-a -> web-a    icmp6 fd00:1::4 -> fd00:1::6");
    const tcp = await run(["trace", six(), "--from", "pod-a", "--to", "web-a", "--proto", "tcp"]);
    expect(tcp.out.split("\n")[0]).toBe("pod-a -> web-a    tcp [fd00:1::4]:40000 -> [fd00:1::6]:80");
  });

  test("of different versions make no packet between switches", async () => {
    const ran = await run(["trace", six(), "--from", "pod-a", "--to", "pod-b"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(codesOf(ran.err)).toEqual(["OVN6505"]);
    expect(ran.err).toContain("pod-a and pod-b have no IP version in common");
  });

  test("that are a MAC alone make a plain frame on one switch, and it is said", async () => {
    const path = changed(port("pod-a", "mac", "0a:58:0a:64:01:04"));
    const ran = await run(["trace", path, "--from", "pod-a", "--to", "web-a"]);
    expect(ran.out).toContain("a plain Ethernet frame of the experimental type 0x88b5 is sent");
    expect(ran.out).toContain("delivered to web-a");
  });

  test("that do not parse, or are none, are told", async () => {
    for (const mac of ["banana", "0a:58:0a:64:01", NONE, "unknown"]) {
      const ran = await run(["trace", changed(port("pod-a", "mac", mac)), "--from", "pod-a", "--to", "pod-b"]);
      expect(ran.code).toBe(2);
      expect(codesOf(ran.err)).toContain("OVN6503");
    }
  });
});

test.each(["pod ä/1", "pod'$(x)", "日本語", "a".repeat(300), "--from", "broadcast", "%s%n", "-"])(
  "a port by the name %j is a port like any other",
  async (name) => {
    const path = exampleCopy();
    for (const file of ["sb.backup.db", "node1/ovs.backup.db"]) {
      const dump = asDump(readFileSync(join(path, file), "utf8")).replaceAll("pod-a", name);
      rmSync(join(path, file));
      writeFileSync(join(path, file.replace(".backup.db", ".json")), dump);
    }
    rmSync(join(path, "nb.backup.db"));
    const ran = await run(["trace", path, `--from=${name}`, "--to", "pod-b", "--format", "json"]);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(ran.out)).toMatchObject({
      from: name,
      hops: [{ inPort: name }, {}],
      deliveries: [{ logicalPort: "pod-b" }],
    });
    const back = await run(["trace", path, "--from", "pod-b", `--to=${name}`, "--format", "json"]);
    expect(JSON.parse(back.out)).toMatchObject({ deliveries: [{ logicalPort: name }] });
    const batch = await run(["trace", path, "--batch", "-"], { input: `--from ${quote(name)} --to pod-b` });
    expect({ code: batch.code, err: batch.err }).toEqual({ code: 0, err: "" });
    expect((await run(["show", path])).out).toContain(name);
  },
);

test("what would move a terminal's cursor is spelt out", async () => {
  const path = exampleCopy();
  for (const file of ["sb.backup.db", "node1/ovs.backup.db"]) {
    const dump = asDump(readFileSync(join(path, file), "utf8")).replaceAll("pod-a", String.raw`pod\u001b[2J\u0007`);
    rmSync(join(path, file));
    writeFileSync(join(path, file.replace(".backup.db", ".json")), dump);
  }
  rmSync(join(path, "nb.backup.db"));
  const shown = await run(["show", path]);
  expect(shown.out).toContain(String.raw`pod\x1b[2J\x07`);
  expect(shown.out).not.toMatch(/[\u001b\u0007]/);
  const traced = await run(["trace", path, "--from", "pod-b", "--to", "pod\u001b[2J\u0007"]);
  expect(traced.out).toContain(String.raw`delivered to pod\x1b[2J\x07`);
  expect(traced.out).not.toMatch(/[\u001b\u0007]/);
  const refused = await run(["trace", path, "--from", "\u001b[31mred", "--to", "pod-b"]);
  expect(refused.code).toBe(2);
  expect(refused.err).not.toContain("\u001b");
});

function quote(name: string): string {
  return `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
}

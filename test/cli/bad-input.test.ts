import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { asDump } from "./as-dump.ts";
import { codesOf, EXAMPLE, exampleCopy, folder, type Ran, run } from "./run.ts";

const text = (path: string): string => readFileSync(path, "utf8");

/** Nothing on standard output, exit 2, and one message. */
function checkRefused(ran: Ran, code: string, words: RegExp): void {
  expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: "" });
  expect(ran.err.split("\n")[0]).toMatch(/^error: /);
  expect(codesOf(ran.err)).toContain(code);
  expect(ran.err).toMatch(words);
}

const PING = ["--from", "pod-a", "--to", "pod-b"];

describe("nothing to read", () => {
  test.each(["show", "trace", "flows", "diff"])("%s of a path that is not there", async (command) => {
    const path = join(folder(), "gone");
    const more = command === "trace" ? PING : command === "show" ? [] : ["--chassis", "node1"];
    const ran = await run([command, path, ...more]);
    checkRefused(ran, "OVN8001", /gone: there is no such file or folder/);
    expect(ran.err.match(/^error:/gm)).toHaveLength(1);
  });

  test("an empty file", async () => {
    checkRefused(await run(["show", join(folder({ "sb.db": "" }), "sb.db")]), "OVN1001", /sb\.db: the file is empty/);
  });

  test("a file of blanks", async () => {
    checkRefused(await run(["show", folder({ "sb.db": " \n\n" })]), "OVN1001", /the file is empty/);
  });

  test("an empty file beside a whole snapshot is told, and the rest is used", async () => {
    const path = exampleCopy();
    writeFileSync(join(path, "nb.backup.db"), "");
    const ran = await run(["trace", path, ...PING]);
    expect(ran.code).toBe(2);
    expect(ran.out).toContain("delivered to pod-b");
    expect(codesOf(ran.err)).toEqual(["OVN1001"]);
  });

  test("an empty file where no database is missing, as a command without anything to tell leaves it", async () => {
    const path = exampleCopy();
    writeFileSync(join(path, "node1/ct-zones.txt"), "");
    const ran = await run(["trace", path, ...PING]);
    expect(ran.code).toBe(0);
    expect(codesOf(ran.err)).toEqual(["OVN8015"]);
  });

  test("a folder with nothing known in it", async () => {
    const path = folder({ "notes.txt": "hello", "a/b.json": "{}" });
    checkRefused(await run(["show", path]), "OVN8004", /found no OVSDB database among 2 files/);
  });

  test("an empty folder", async () => {
    checkRefused(await run(["show", folder()]), "OVN8004", /among 0 files/);
  });

  test("a part of the path is a file", async () => {
    checkRefused(await run(["show", join(EXAMPLE, "sb.backup.db/x")]), "OVN8001", /is a file, not a folder/);
  });

  test("a device", async () => {
    checkRefused(await run(["show", "/dev/null"]), "OVN8001", /pipe, socket or device/);
  });

  test("a folder with the name of a file", async () => {
    const path = folder({ "sb.db/readme": "nothing" });
    checkRefused(await run(["show", join(path, "sb.db")]), "OVN8004", /no OVSDB database/);
  });
});

describe("links", () => {
  test("round in a circle, and nowhere, are told once", async () => {
    const path = exampleCopy();
    symlinkSync("b", join(path, "a"));
    symlinkSync("a", join(path, "b"));
    symlinkSync("/nowhere/at/all", join(path, "c"));
    symlinkSync(".", join(path, "self"));
    symlinkSync("..", join(path, "node1/up"));
    const ran = await run(["trace", path, ...PING]);
    expect(ran.code).toBe(0);
    expect(codesOf(ran.err)).toEqual(["OVN8011"]);
    expect(ran.err).toMatch(/this link and 2 more lead nowhere/);
  });

  test("a link that is named and leads nowhere is an error", async () => {
    const path = folder();
    symlinkSync("b", join(path, "a"));
    symlinkSync("a", join(path, "b"));
    checkRefused(await run(["show", join(path, "a")]), "OVN8001", /links lead round in a circle/);
  });
});

test.skipIf(process.getuid?.() === 0)("a file without permission (not tried as root, who may read all)", async () => {
  const path = exampleCopy();
  chmodSync(join(path, "sb.backup.db"), 0);
  checkRefused(await run(["show", path]), "OVN8001", /no permission to read it/);
});

describe("damaged databases", () => {
  const whole = readFileSync(join(EXAMPLE, "sb.backup.db"));

  test.each([1, 11, 40, 90, 5000, 20_000])("the Southbound cut after %i bytes", async (length) => {
    const ran = await run(["show", folder({ "sb.db": whole.subarray(0, length) })]);
    expect(ran.code).toBe(2);
    expect(ran.out).toBe("");
    expect(ran.err).toMatch(/^error: .*sb\.db/);
  });

  test("the Southbound cut in its last record: what is whole is used", async () => {
    const path = exampleCopy();
    const start = text(join(path, "sb.backup.db"));
    const extra = `OVSDB JSON 999 ${"0".repeat(40)}\n{"Chassis":{`;
    writeFileSync(join(path, "sb.backup.db"), start + extra);
    const ran = await run(["trace", path, ...PING]);
    expect(ran.code).toBe(2);
    expect(codesOf(ran.err)).toEqual(["OVN1010"]);
    expect(ran.err).toContain(`byte ${start.length}`);
    expect(ran.out).toContain("delivered to pod-b");
  });

  test("one bit flipped", async () => {
    for (const at of [3, 200, Math.floor(whole.length / 2), whole.length - 3]) {
      const bytes = Uint8Array.from(whole);
      bytes[at]! ^= 4;
      const ran = await run(["show", folder({ "sb.db": bytes })]);
      expect({ at, code: ran.code, out: ran.out }).toEqual({ at, code: 2, out: "" });
      expect(ran.err).toMatch(/^error: .*sb\.db/);
    }
  });

  test("a damaged Open_vSwitch is told, and its chassis predicted", async () => {
    const path = exampleCopy();
    const file = join(path, "node2/ovs.backup.db");
    writeFileSync(file, readFileSync(file).subarray(0, 3000));
    const ran = await run(["trace", path, ...PING]);
    expect(ran.code).toBe(2);
    expect(ran.out).toContain("delivered to pod-b");
    expect(ran.err).toMatch(/node2\/ovs\.backup\.db/);
  });

  test("a database without its first record", async () => {
    checkRefused(await run(["show", folder({ "sb.db": "OVSDB JSON\n" })]), "OVN8004", /sb\.db/);
  });
});

describe("databases of the wrong kind", () => {
  const log = (schema: object): string => {
    const body = `${JSON.stringify(schema)}\n`;
    return `OVSDB JSON ${body.length} ${"0".repeat(40)}\n${body}`;
  };

  test("of another schema", async () => {
    const dump = '{"caption":"Toaster table","headings":["_uuid","slots"],"data":[]}\n';
    checkRefused(await run(["show", folder({ "x.json": dump })]), "OVN1042", /no known database/);
    const ran = await run(["show", folder({ "x.db": log({ name: "Toaster", version: "1.0.0", tables: {} }) })]);
    expect(ran.code).toBe(2);
    expect(ran.out).toBe("");
  });

  test("a Northbound, or an Open_vSwitch, without a Southbound", async () => {
    for (const file of ["nb.backup.db", "node1/ovs.backup.db"]) {
      checkRefused(await run(["show", join(EXAMPLE, file)]), "OVN2010", /no OVN_Southbound database/);
    }
  });

  test("two databases that claim one chassis", async () => {
    const path = exampleCopy();
    mkdirSync(join(path, "other"));
    const file = join(path, "node1/ovs.backup.db");
    const twin = text(file).replaceAll("pod-a", "pod-z");
    writeFileSync(join(path, "other/ovs.json"), asDump(twin));
    const ran = await run(["show", path]);
    expect(ran.code).toBe(2);
    expect(codesOf(ran.err)).toContain("OVN8003");
    expect(ran.err).toMatch(/node1\/ovs\.backup\.db/);
    expect(ran.err).toMatch(/other\/ovs\.json/);
  });
});

describe("copies", () => {
  test("that agree are one, and the dump's ephemeral columns are kept", async () => {
    const path = exampleCopy();
    writeFileSync(join(path, "sb.json"), asDump(text(join(path, "sb.backup.db"))));
    writeFileSync(join(path, "node1/ovs.json"), asDump(text(join(path, "node1/ovs.backup.db"))));
    const ran = await run(["show", path, "--format", "json"]);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: "" });
    const { installed: _, ...shown } = JSON.parse(ran.out) as Record<string, unknown>;
    const { installed: __, ...plain } = JSON.parse((await run(["show", EXAMPLE, "--format", "json"])).out) as Record<
      string,
      unknown
    >;
    expect(shown).toMatchObject({ counts: plain["counts"], release: plain["release"] });
  });

  test("that differ are named, with what differs", async () => {
    const path = exampleCopy();
    const dump = asDump(text(join(path, "sb.backup.db"))).replaceAll("10.20.0.1", "10.20.0.99");
    writeFileSync(join(path, "sb.json"), dump);
    const ran = await run(["show", path]);
    expect(ran.code).toBe(2);
    expect(codesOf(ran.err)).toEqual(["OVN8003"]);
    expect(ran.err).toMatch(/sb\.json: OVN_Southbound is also in .*sb\.backup\.db, and the two differ: .*10\.20\.0\.1/);
  });

  test("of one chassis's flows must agree too", async () => {
    const path = exampleCopy();
    const flows = text(join(path, "node1/flows.txt"));
    writeFileSync(join(path, "node1/again.txt"), flows);
    const agreed = await run(["diff", path, "--chassis", "node1", "--quiet"]);
    expect({ code: agreed.code, err: agreed.err }).toEqual({ code: 0, err: "" });
    writeFileSync(join(path, "node1/again.txt"), flows.replace("table=65", "table=66"));
    const ran = await run(["diff", path, "--chassis", "node1", "--quiet"]);
    expect(ran.code).toBe(2);
    expect(codesOf(ran.err)).toEqual(["OVN8006"]);
  });

  test("as lists of single tables are joined", async () => {
    const path = exampleCopy();
    const needed =
      /^\{"caption":"(?:SB_Global|Chassis|Encap|\w+_Binding|Multicast_Group|Logical_\w+|\w+_Group|Address_Set) table"/;
    const lines = asDump(text(join(path, "sb.backup.db"))).split("\n");
    rmSync(join(path, "sb.backup.db"));
    lines.filter((line) => needed.test(line)).forEach((line, i) => writeFileSync(join(path, `${i}.json`), line));
    const ran = await run(["trace", path, ...PING]);
    expect({ code: ran.code, codes: codesOf(ran.err) }).toEqual({ code: 0, codes: ["OVN2006"] });
    expect(ran.out).toContain("delivered to pod-b");
  });

  test("of which one lacks tables: they are named", async () => {
    const path = exampleCopy();
    const lines = asDump(text(join(path, "sb.backup.db"))).split("\n");
    rmSync(join(path, "sb.backup.db"));
    writeFileSync(join(path, "sb.json"), lines.filter((line) => !line.includes('"Logical_Flow table"')).join("\n"));
    const ran = await run(["flows", path, "--chassis", "node1"]);
    expect(ran.code).toBe(2);
    expect(codesOf(ran.err)).toEqual(["OVN2005"]);
    expect(ran.err).toMatch(/no table Logical_Flow/);
    expect(ran.out).toMatch(/^ .*in_port=1 actions=/m);
  });
});

describe("an incomplete cluster", () => {
  test("without the Northbound nothing is missing but names", async () => {
    const path = exampleCopy();
    rmSync(join(path, "nb.backup.db"));
    const ran = await run(["diff", path, "--chassis", "node1", "--quiet"]);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: "" });
  });

  test("without any Open_vSwitch everything is predicted, said, and packets still arrive", async () => {
    const path = folder();
    cpSync(join(EXAMPLE, "sb.backup.db"), join(path, "sb.db"));
    const ran = await run(["trace", path, ...PING]);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("10.20.0.1 ==> 10.20.0.2");
    expect(ran.out).toContain("delivered to pod-b");
    expect(ran.out).toContain("This answer rests on:");
    for (const node of ["node1", "node2"])
      expect(ran.out).toContain(`${node}: OpenFlow ports of ${node} are not at hand`);
    const flows = await run(["flows", path, "--chassis", "node1"]);
    expect(flows.code).toBe(0);
    expect(codesOf(flows.err)).toEqual(expect.arrayContaining(["OVN5004", "OVN5005", "OVN5006", "OVN5007"]));
    const shown = await run(["show", path]);
    expect(shown.out).toMatch(/no Open_vSwitch database: its tunnels, port numbers and zones are predicted/);
  });

  test("with one chassis's Open_vSwitch only the other is predicted", async () => {
    const path = exampleCopy();
    rmSync(join(path, "node2"), { recursive: true });
    const ran = await run(["trace", path, ...PING]);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("delivered to pod-b");
    expect(ran.out).toContain("node2: tunnel ports of node2 are not at hand");
    expect(ran.out).not.toContain("of node1 are not at hand");
  });

  test("a chassis without a VTEP", async () => {
    const path = folder();
    const dump = asDump(text(join(EXAMPLE, "sb.backup.db")), (table) => {
      if (table.caption !== "Encap table") return;
      const name = table.headings.indexOf("chassis_name");
      table.data = table.data.filter((row) => row[name] !== "node2");
    });
    writeFileSync(join(path, "sb.json"), dump);
    const ran = await run(["trace", path, ...PING]);
    expect(ran.code).toBe(2);
    expect(codesOf(ran.err)).toContain("OVN2016");
    expect(ran.err).toMatch(/no Encap row of chassis node2/);
    expect(ran.out).not.toContain("delivered to pod-b");
    const shown = await run(["show", path]);
    expect(shown.code).toBe(2);
    expect(shown.out).toContain("no VTEP");
  });
});

describe("the OVN release", () => {
  const withRelease = (release: string): string => {
    const dump = asDump(text(join(EXAMPLE, "sb.backup.db")));
    expect(dump).toMatch(/26\.03\.\d-/);
    return folder({ "sb.json": dump.replace(/26\.03\.\d+-/g, release) });
  };

  test.each(["show", "flows", "trace", "diff"])("unknown to %s, by option", async (command) => {
    const more = command === "trace" ? PING : command === "show" ? [] : ["--chassis", "node1"];
    const ran = await run([command, EXAMPLE, ...more, "--ovn-release", "19.12"]);
    checkRefused(ran, "OVN5001", /"19\.12": expected one of 24\.03, 24\.09, 25\.03, 25\.09, 26\.03/);
  });

  test("unknown in the database", async () => {
    const path = withRelease("31.09.0-");
    checkRefused(await run(["trace", path, ...PING]), "OVN5001", /31\.09/);
    checkRefused(await run(["flows", path, "--chassis", "node1"]), "OVN5001", /31\.09/);
    const shown = await run(["show", path]);
    expect(shown.out).toMatch(/^OVN 31\.09/);
    const helped = await run(["trace", path, ...PING, "--ovn-release", "26.03"]);
    expect(helped.out).toContain("delivered to pod-b");
  });

  test("not in the database", async () => {
    const path = withRelease("-");
    const ran = await run(["flows", path, "--chassis", "node1"]);
    expect({ code: ran.code, out: ran.out, codes: codesOf(ran.err) }).toEqual({
      code: 2,
      out: "",
      codes: ["OVN2027", "OVN5001"],
    });
    expect(ran.err).toContain("name the release with --ovn-release");
  });
});

describe("flow dumps", () => {
  const spoil = (change: (flows: string) => string | Uint8Array): string => {
    const path = exampleCopy();
    const file = join(path, "node1/flows.txt");
    writeFileSync(file, change(text(file)));
    return path;
  };
  const diff = (path: string) => run(["diff", path, "--chassis", "node1"]);

  test("with a line that is no flow: the line is named, the others are used", async () => {
    const ran = await diff(spoil((flows) => flows.replace("\n", "\n in_port=banana actions=fly\n")));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/error: .*node1\/flows\.txt:2, .*banana/);
    expect(ran.out).toMatch(/^node1: 6\d\d flows the same, 0 differ/m);
  });

  test("cut at their beginning", async () => {
    const ran = await diff(spoil((flows) => flows.split("\n").slice(200).join("\n")));
    expect(ran.code).toBe(2);
    expect(codesOf(ran.err)).toContain("OVN8017");
    expect(ran.err).toMatch(/not compared are tables 0, 8, /);
  });

  test("with the line ends of Windows, or a byte order mark, or in UTF-16", async () => {
    const crlf = (flows: string): string => flows.replaceAll("\n", "\r\n");
    const utf16 = (flows: string): Uint8Array => Buffer.from(`\ufeff${crlf(flows)}`, "utf16le");
    for (const change of [crlf, utf16, (flows: string) => `\ufeff${flows}`]) {
      const ran = await run(["diff", spoil(change), "--chassis", "node1", "--quiet"]);
      expect(ran).toMatchObject({ code: 0, err: "" });
    }
  });

  test("of no chassis", async () => {
    const path = spoil((flows) => flows);
    mkdirSync(join(path, "elsewhere"));
    cpSync(join(path, "node1/flows.txt"), join(path, "elsewhere/flows.txt"));
    const ran = await run(["show", path]);
    expect(ran.code).toBe(0);
    expect(codesOf(ran.err)).toEqual(["OVN8005"]);
    expect(ran.err).toMatch(/put it in the folder of its chassis \(node1, node2\)/);
  });

  test("that are empty", async () => {
    const ran = await diff(spoil(() => ""));
    expect(ran.code).toBe(2);
    expect(codesOf(ran.err)).toEqual(["OVN8015", "OVN8010"]);
  });

  test("without any flow in them", async () => {
    const ran = await diff(spoil(() => "NXST_FLOW reply (xid=0x4):\n"));
    expect(ran.code).toBeGreaterThan(0);
    expect(ran.err).not.toBe("");
  });
});

describe("hostile files are told and left out", () => {
  const garbage = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 251);
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "binary garbage": garbage,
    "a log of garbage": Buffer.concat([Buffer.from("OVSDB JSON 70000 "), garbage]),
    "a cluster of garbage": Buffer.concat([Buffer.from("OVSDB CLUSTER 70000 "), garbage]),
    "a record of a length beyond all": `OVSDB JSON 99999999999999999999 ${"a".repeat(40)}\n{}`,
    "a line of five million letters": `cookie=0x0, table=0, priority=1 actions=${"x".repeat(5_000_000)}`,
    "JSON a hundred thousand deep": `{"caption":"Chassis table","headings":["_uuid"],"data":${"[".repeat(100_000)}`,
    "JSON that is cut": '{"caption":"Chassis table","headings":["_uuid","name"],"data":[[["uuid","',
    "a dump of numbers": '{"caption":"Chassis table","headings":["_uuid","name"],"data":[[1,2],[3]]}',
    "headings without data": '{"caption":"Chassis table","headings":["_uuid","name"]}',
    "text of half a table": "Chassis table\n_uuid name\n----- ----\n",
  };

  test.each(Object.keys(files))("%s", async (name) => {
    const alone = await run(["show", folder({ "sb.db": files[name]! })]);
    expect({ code: alone.code, out: alone.out }).toEqual({ code: 2, out: "" });
    expect(alone.err).toMatch(/^error: /m);
    const path = exampleCopy();
    writeFileSync(join(path, "node1/odd"), files[name]!);
    const beside = await run(["trace", path, ...PING, "--flows", "compiled"]);
    expect([0, 2]).toContain(beside.code);
    expect(beside.out).toContain("delivered to pod-b");
  });
});

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { RULE_IDS } from "@ovn-sim/pipeline";
import { describe, expect, onTestFinished, test } from "vitest";
import { codesOf, EXAMPLE, exampleCopy, folder, ROOT, run } from "./run.ts";
import { MISTAKEN, readJson, verify } from "./verify-report.ts";

const RECORDINGS = join(ROOT, "test/recordings/26.03");

const ESCAPE = "\u001b[";

describe("verify", () => {
  test("of a cluster that is right finds nothing, and says what was looked at", async () => {
    const { code, out } = await run(["verify", EXAMPLE, "--no-config"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Checked 2 chassis, 6 ports, 30 pairs, 48 packets followed, \d+ flows \(OVN 26\.03, compiled flows\)\n/,
    );
    expect(out).toMatch(/^Nothing found: \d+ rules held against the cluster\.$/m);
  });

  test("--pairs per-vtep follows packets between few ports, which is said, and finds what is wrong", async () => {
    // Of the five ports of each node two take the node's default VTEP.
    const { code, out } = await run(["verify", join(RECORDINGS, "kube-three-nodes"), "--pairs", "per-vtep"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^Checked 3 chassis, 15 ports, 132 pairs, 168 packets followed, /);
    expect(out).toMatch(
      /^ {2}packets are followed between 12 of 15 ports: one of each chassis, logical switch and VTEP /m,
    );
    const path = folder({ "c.json": JSON.stringify({ pairs: "per-vtep" }) });
    const { report } = await verify(join(RECORDINGS, "kube-three-nodes"), "--config", join(path, "c.json"));
    expect(report.checked["pairs"]).toBe(132);
  });

  test("tells what of the databases came into no flow", async () => {
    const { code, err, out } = await run(["verify", join(RECORDINGS, "policies"), "--no-config"]);
    expect(code).toBe(0);
    expect(err).toMatch(
      /^warning: \S+sb\.backup\.db, character 33, table Logical_Flow, .*ovn-controller refuses this match/m,
    );
    expect(out).not.toContain("OVN4511");
    const { report } = await verify(join(RECORDINGS, "policies"));
    expect(report.diagnostics.filter(({ code: found }) => found === "OVN4511")).toHaveLength(2);
  });

  test("of a mistaken one says what, where, why, and how to see it, grouped by rule", async () => {
    const { code, out } = await run(["verify", MISTAKEN, "--no-config"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^error {2}encap-ip-key {2}\S/m);
    expect(out).toMatch(/^error {2}encap-ip-honoured {2}\S/m);
    for (const word of ["why", "fix"]) expect(out.match(new RegExp(`^  ${word}  \\S`, "gm"))).toHaveLength(2);
    expect(out).toMatch(/^ {4}show {3}ovn-sim trace \S+two-nodes-mistaken --from \S+ --to \S+$/m);
    expect(out).toMatch(/^2 errors, 0 warnings, 0 notes: /m);
  });

  test("its lines can be pasted into a shell, whatever the snapshot is called", async () => {
    const path = folder({ "it's $HOME/x": "" });
    execFileSync("cp", ["-r", `${MISTAKEN}/.`, join(path, "it's $HOME")]);
    const { report } = await verify(join(path, "it's $HOME"), "--ovn-release", "26.03");
    const commands = report.findings.map(({ command }) => command!);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const words = execFileSync("sh", ["-c", `set -- ${command}; printf '%s\\0' "$@"`], { encoding: "utf8" });
      const [name, ...args] = words.split("\0").slice(0, -1);
      expect(name).toBe("ovn-sim");
      expect(args.slice(-2)).toEqual(["--ovn-release", "26.03"]);
      const traced = await run(args);
      expect(traced.code).toBe(0);
      expect(traced.out).toContain("tunnel");
    }
  });

  test("counts by level; notes do not fail", async () => {
    const { report, code } = await verify(MISTAKEN);
    expect(code).toBe(1);
    expect(report.summary).toEqual({ errors: 2, warnings: 0, notes: 0, known: 0, excepted: 0 });
    const levels = folder({
      "c.json": JSON.stringify({ rules: { "encap-ip-key": "note", "encap-ip-honoured": "note" } }),
    });
    const noted = await verify(MISTAKEN, "--config", join(levels, "c.json"));
    expect(noted.code).toBe(0);
    expect(noted.report.summary).toMatchObject({ errors: 0, notes: 2 });
  });

  test("holds the rules that are asked for, and no others", async () => {
    const { report } = await verify(MISTAKEN, "--rule", "encap-ip-key", "--rule", "vtep-unique,system-id");
    expect(Object.keys(report.rules).sort()).toEqual(["encap-ip-key", "system-id", "vtep-unique"]);
    expect(report.findings.map(({ rule }) => rule)).toEqual(["encap-ip-key"]);
    expect(Object.keys((await verify(EXAMPLE)).report.rules)).toEqual([...RULE_IDS]);
  });

  test("judges how hosts route, where their rules and routes are there, as text or as JSON", async () => {
    const rules = (vteps: readonly string[]): string =>
      ["0: from all lookup local", ...vteps.map((ip, at) => `${100 + at}: from ${ip} lookup ${100 + at}`), ""].join(
        "\n",
      );
    const routes = [1, 2, 3].map((nic, at) => ({
      dst: "10.0.0.0/8",
      dev: `eth${nic}`,
      table: `${100 + at}`,
      flags: [],
    }));
    const addresses = [1, 2, 3].map((nic) => ({
      ...{ type: "local", dst: `10.${nic}0.0.1`, dev: `eth${nic}`, table: "local" },
      ...{ protocol: "kernel", scope: "host", prefsrc: `10.${nic}0.0.1`, flags: [] },
    }));
    const path = exampleCopy();
    expect((await verify(path)).report.rules["underlay-rule"]).toMatchObject({ judged: 0 });
    writeFileSync(join(path, "node1/a.txt"), rules(["10.10.0.1", "10.20.0.1", "10.30.0.1"]));
    writeFileSync(join(path, "node1/b.json"), JSON.stringify([...routes, ...addresses]));
    const right = await verify(path);
    expect(right.report.findings).toEqual([]);
    expect(right.report.rules["underlay-rule"]).toMatchObject({ judged: 3, findings: 0 });
    writeFileSync(join(path, "node1/a.txt"), rules(["10.10.0.1", "10.20.0.1"]));
    const wrong = await verify(path);
    expect(wrong.report.findings.map(({ rule }) => rule)).toContain("underlay-rule");
  });

  test("says that dumped flows are there, and judges them when asked", async () => {
    expect(codesOf((await verify(EXAMPLE)).err)).toContain("OVN8048");
    const auto = await verify(EXAMPLE, "--flows", "auto");
    expect(codesOf(auto.err)).not.toContain("OVN8048");
    expect(auto.code).toBe(0);
  });

  test("writes to files in as many formats as are asked for", async () => {
    const path = folder();
    const [text, json, sarif] = ["a.txt", "b.json", "c.sarif"].map((name) => join(path, name)) as [
      string,
      string,
      string,
    ];
    const args = ["verify", MISTAKEN, "--no-config", "--color", "always", "--output", text];
    const ran = await run([...args, "--also", `json=${json}`, "--also", `sarif=${sarif}`]);
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(readFileSync(text, "utf8")).toContain("2 errors, 0 warnings");
    expect(readFileSync(text, "utf8")).not.toContain(ESCAPE);
    expect(readJson(json)).toMatchObject({ tool: "ovn-sim" });
    expect(readJson(sarif)).toMatchObject({ version: "2.1.0" });
    const lost = await run(["verify", EXAMPLE, "--no-config", "--output", join(path, "no/such/folder")]);
    expect(lost).toMatchObject({ code: 2, out: "" });
    expect(codesOf(lost.err)).toContain("OVN8047");
  });

  test("prints the schema of its configuration", async () => {
    const { code, out } = await run(["verify", "--print-config-schema"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ type: "object", additionalProperties: false });
  });
});

describe("wrong usage of verify: exit 2, nothing on standard output", () => {
  test.each([
    [["verify"], "missing required argument 'snapshot'"],
    [["verify", EXAMPLE, "--rule", "nonsense"], "expected one of tunnel-follows-interfaces"],
    [["verify", "--explain", "nonsense"], "expected one of tunnel-follows-interfaces"],
    [["verify", EXAMPLE, "--shard", "3/2"], "as in 2/4"],
    [["verify", EXAMPLE, "--shard", "0/2"], "as in 2/4"],
    [["verify", EXAMPLE, "--shard", "1/2", "--write-baseline", "x"], "--shard and --write-baseline do not go together"],
    [["verify", EXAMPLE, "--also", "yaml=x"], "as in sarif=verify.sarif"],
    [["verify", EXAMPLE, "--also", "json="], "as in sarif=verify.sarif"],
    [["verify", EXAMPLE, "--flows", "both"], "Allowed choices are compiled, installed, auto"],
    [["verify", "/gone"], "/gone"],
    [["verify", EXAMPLE, "--config", "/gone.json"], "/gone.json"],
    [["verify", EXAMPLE, "--baseline", "/gone.json"], "/gone.json"],
    [["verify", EXAMPLE, "--ovn-release", "1.2"], "1.2"],
  ])("%j", async (args, words) => {
    const ran = await run(args);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(words);
  });
});

describe("the configuration", () => {
  const write = (config: unknown): string => join(folder({ "c.json": JSON.stringify(config, null, 2) }), "c.json");

  test("turns rules off", async () => {
    const { code, report } = await verify(MISTAKEN, "--config", write({ rules: { "encap-ip-key": "off" } }));
    expect(code).toBe(1);
    expect(report.findings.map(({ rule }) => rule)).toEqual(["encap-ip-honoured"]);
    expect(report.rules["encap-ip-key"]).toBeUndefined();
  });

  test("excepts findings, by subject or pattern, with a reason", async () => {
    const { report: before } = await verify(MISTAKEN);
    const [first, second] = before.findings;
    const exceptions = [
      { rule: first!.rule, subject: first!.subject, reason: "known to the owner", expires: "9999-12-31" },
      { rule: second!.rule, subject: "*", reason: "a lab" },
    ];
    const file = write({ exceptions });
    const { code, report } = await verify(MISTAKEN, "--config", file);
    expect(code).toBe(0);
    expect(report.policy.config).toBe(file);
    expect(report.findings.map(({ state, reason }) => ({ state, reason }))).toEqual([
      { state: "excepted", reason: "known to the owner" },
      { state: "excepted", reason: "a lab" },
    ]);
    const { out } = await run(["verify", MISTAKEN, "--config", file]);
    expect(out).toContain("excepted (known to the owner)");
    expect(out).toContain(`configuration: ${file}`);
  });

  test("an exception that has expired no longer counts, and is told; so is one that nothing needs", async () => {
    const { report: before } = await verify(MISTAKEN);
    const { rule, subject } = before.findings[0]!;
    const exceptions = [
      { rule, subject, reason: "for the summer", expires: "2001-08-31" },
      { rule, subject: "nobody", reason: "none" },
    ];
    const { code, err, report } = await verify(MISTAKEN, "--config", write({ exceptions }));
    expect(code).toBe(1);
    expect(report.summary.errors).toBe(2);
    expect(report.remarks.map(({ code, place }) => [code, place.line])).toEqual([
      ["OVN8041", 3],
      ["OVN8042", 9],
    ]);
    expect(err).toContain("expired on 2001-08-31: its findings count again (for the summer)");
  });

  test("is found in the working directory, but for --no-config", async () => {
    const path = folder({ "ovn-sim.config.json": JSON.stringify({ rules: { "encap-ip-key": "off" } }) });
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(path);
    const { out } = await run(["verify", MISTAKEN]);
    expect(out).toContain("configuration: ovn-sim.config.json");
    expect(out).toContain("1 error,");
    expect((await run(["verify", MISTAKEN, "--no-config"])).out).toContain("2 errors,");
  });

  test("names its baseline from its own folder", async () => {
    const path = folder({ "conf/c.json": JSON.stringify({ baseline: "known.json" }) });
    await run(["verify", MISTAKEN, "--no-config", "--write-baseline", join(path, "conf/known.json")]);
    const { code, report } = await verify(MISTAKEN, "--config", join(path, "conf/c.json"));
    expect(code).toBe(0);
    expect(report.summary).toMatchObject({ errors: 0, known: 2 });
  });

  test("of the examples excepts one of the two mistakes", async () => {
    const { report } = await verify(MISTAKEN, "--config", join(ROOT, "examples/ovn-sim.config.json"));
    expect(report.summary).toMatchObject({ errors: 1, excepted: 1 });
    expect(report.remarks).toEqual([]);
  });

  test.each([
    ['{ "rulez": {} }', "rulez is not known here", 1],
    ['{\n  "rules": { "no-rule": "off" }\n}', "rules.no-rule is not known here", 2],
    [
      '{\n  "rules": { "system-id": "loud" }\n}',
      'rules.system-id is "loud", expected one of error, warning, note, off',
      2,
    ],
    [
      '{\n  "exceptions": [\n    { "rule": "system-id", "subject": "x" }\n  ]\n}',
      "exceptions[0].reason is missing, expected a text",
      3,
    ],
    [
      '{ "exceptions": [{ "rule": "system-id", "subject": "x", "reason": "" }] }',
      "expected a text that is not empty",
      1,
    ],
    [
      '{ "exceptions": [{ "rule": "system-id", "subject": "x", "reason": "y", "expires": "31.12.2026" }] }',
      'exceptions[0].expires is "31.12.2026", expected a date as 2026-12-31',
      1,
    ],
    ["[]", "the file is [], expected an object", 1],
    ["{", "the file is no JSON", 1],
    ["", "the file is no JSON", 1],
    ['{ "release": 25.03 }', "release is 25.03, expected a text", 1],
  ])("that is malformed is told with its place: %s", async (text, words, line) => {
    const file = join(folder({ "c.json": text }), "c.json");
    const ran = await run(["verify", EXAMPLE, "--config", file]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(words);
    expect(ran.err).toContain(`error: ${file}:${line}, character `);
    expect(codesOf(ran.err)).toEqual(["OVN8040"]);
  });
});

describe("the baseline", () => {
  test("makes what is there known, and tells what is new and what is gone", async () => {
    const path = folder();
    const file = join(path, "known.json");
    const written = await verify(MISTAKEN, "--write-baseline", file);
    expect(written.code).toBe(0);
    expect(written.report.findings.map(({ state }) => state)).toEqual(["known", "known"]);
    const again = await verify(MISTAKEN, "--baseline", file);
    expect(again).toMatchObject({ code: 0, report: { remarks: [] } });
    expect((await run(["verify", MISTAKEN, "--no-config", "--baseline", file])).out).toContain("Nothing new found");
    const gone = await verify(EXAMPLE, "--baseline", file);
    expect(gone.report.remarks.map(({ code }) => code)).toEqual(["OVN8044", "OVN8044"]);
    const { findings, ...rest } = readJson(file) as { findings: unknown[] };
    writeFileSync(file, JSON.stringify({ ...rest, findings: findings.slice(1) }));
    const some = await verify(MISTAKEN, "--baseline", file);
    expect(some.code).toBe(1);
    expect(some.report.summary).toMatchObject({ errors: 1, known: 1 });
  });

  test("of rules that are not held nothing is gone", async () => {
    const file = join(folder(), "known.json");
    await verify(MISTAKEN, "--write-baseline", file);
    const { report } = await verify(EXAMPLE, "--baseline", file, "--rule", "system-id");
    expect(report.remarks).toEqual([]);
  });

  test("that is malformed is told", async () => {
    const file = join(folder({ "b.json": '{ "version": 2, "findings": [] }' }), "b.json");
    const ran = await run(["verify", EXAMPLE, "--no-config", "--baseline", file]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(codesOf(ran.err)).toEqual(["OVN8043"]);
  });
});

describe("progress", () => {
  test("is nothing that a file or a quick run sees", async () => {
    const { err } = await run(["verify", MISTAKEN, "--no-config", "--quiet"], { isTTY: true });
    expect(err).toBe("");
  });
});

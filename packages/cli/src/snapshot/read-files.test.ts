import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readDatabases, recogniseFiles } from "./read-files.ts";

/** Large files give their memory back after they were read: what was read of them must not need it. */

const folder = mkdtempSync(join(tmpdir(), "ovn-sim-read-"));
afterAll(() => rmSync(folder, { recursive: true }));

const UUID = "10000000-0000-4000-8000-000000000000";
const SCHEMA = {
  name: "OVN_Southbound",
  version: "1.0.0",
  tables: { Chassis: { columns: { name: { type: "string" }, hostname: { type: "string" } } } },
};
const LONG = "x".repeat(2_000_000);

function record(json: unknown): string {
  const body = `${JSON.stringify(json)}\n`;
  return `OVSDB JSON ${Buffer.byteLength(body)} ${createHash("sha1").update(body).digest("hex")}\n${body}`;
}

function read(name: string, text: string) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return readDatabases(recogniseFiles([path]).files);
}

function chassisOf({ databases: [first] }: ReturnType<typeof readDatabases>): readonly unknown[] {
  return [...first!.database.tables.get("Chassis")!.rows].map(([uuid, { columns }]) => [
    uuid,
    columns.get("name"),
    columns.get("hostname"),
  ]);
}

describe("large files", () => {
  test.each([
    ["ASCII", "hv1"],
    ["with other characters", "hé1"],
  ])("a database, %s", (_, name) => {
    const rows = { Chassis: { [UUID]: { name, hostname: LONG } } };
    const result = read("sb.db", record(SCHEMA) + record(rows));
    expect(result.diagnostics).toEqual([]);
    expect(chassisOf(result)).toEqual([[UUID, name, LONG]]);
    const again = read("again.db", record(SCHEMA) + record(rows));
    expect(chassisOf(again)).toEqual([[UUID, name, LONG]]);
  });

  test("a database that is damaged", () => {
    const rows = { Chassis: { [UUID]: { name: "hv1", hostname: LONG } } };
    const result = read("cut.db", `${record(SCHEMA)}${record(rows)}OVSDB JSON 10 12ab`);
    expect(result.diagnostics).toMatchObject([{ code: "OVN1010" }]);
    expect(result.databases).toMatchObject([{ whole: false }]);
    expect(chassisOf(result)).toEqual([[UUID, "hv1", LONG]]);
  });

  test.each([
    ["quick", ""],
    ["plain", " "],
  ])("a dump, the %s way", (_, blank) => {
    const rows = [[["uuid", UUID], "hv1", `${LONG}${blank}`]];
    const table = { caption: "Chassis table", data: rows, headings: ["_uuid", "name", "hostname"] };
    const result = read("dump.json", `${JSON.stringify(table)}${blank}\n`);
    expect(result.diagnostics).toEqual([]);
    expect(chassisOf(result)).toEqual([[UUID, "hv1", `${LONG}${blank}`]]);
  });
});

import { expect, test } from "vitest";
import { knownDatabases } from "../ovsdb/known.ts";
import { readDatabase } from "../ovsdb/read.ts";
import type { Database } from "../ovsdb/value.ts";
import { checkTables } from "./required-tables.ts";

const table = (name: string) => ({ caption: `${name} table`, headings: ["_uuid"], data: [] });

function dump(...tables: readonly string[]): Database {
  const bytes = new TextEncoder().encode(tables.map((name) => JSON.stringify(table(name))).join("\n"));
  const read = readDatabase(bytes, { file: "sb.json" });
  if (!read.ok) throw new Error(read.errors[0].message);
  return read.value;
}

test("a database with all of its tables lacks nothing", () => {
  for (const [name, { schema }] of knownDatabases()) {
    expect(checkTables({ ...dump(...schema.tables.keys()), name })).toEqual([]);
  }
});

test("tables that everything depends on are an error, the others a warning", () => {
  const notes = checkTables(dump("Chassis", "Encap", "Datapath_Binding", "Port_Binding", "SB_Global"));
  expect(notes.map(({ code, severity }) => [code, severity])).toEqual([
    ["OVN2005", "error"],
    ["OVN2006", "warning"],
  ]);
  expect(notes[0]!.message).toBe(
    "OVN_Southbound has no tables Multicast_Group, Logical_Flow, Logical_DP_Group here; what depends on them is missing from every answer",
  );
  expect(notes[0]!.place).toEqual({ file: "sb.json" });
});

test("of other databases nothing is asked", () => {
  expect(checkTables({ ...dump("NB_Global"), name: "OVN_Northbound" })).toEqual([]);
});

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { readDatabase } from "./read.ts";
import type { Database, Datum } from "./value.ts";

/** A small schema of a known database, with a column of every shape. */
export const SCHEMA = {
  name: "OVN_Southbound",
  version: "1.2.3",
  tables: {
    Chassis: {
      columns: {
        name: { type: "string" },
        nb_cfg: { type: "integer" },
        hostname: { type: { key: "string", min: 0, max: 1 } },
        transport_zones: { type: { key: "string", min: 0, max: "unlimited" } },
        encaps: { type: { key: { type: "uuid", refTable: "Encap" }, min: 1, max: "unlimited" } },
        external_ids: { type: { key: "string", value: "string", min: 0, max: "unlimited" } },
        weights: { type: { key: "integer", value: "real", min: 0, max: "unlimited" } },
        is_remote: { type: "boolean" },
        up: { type: "boolean", ephemeral: true },
      },
    },
    Encap: { columns: { ip: { type: "string" } } },
  },
};

export const UUIDS = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [
  string,
  string,
  string,
  string,
];

/** A record of an OVSDB log, its SHA-1 by node:crypto. */
export function record(json: unknown, magic = "JSON"): Uint8Array {
  return recordOf(new TextEncoder().encode(`${typeof json === "string" ? json : JSON.stringify(json)}\n`), magic);
}

export function recordOf(body: Uint8Array, magic = "JSON"): Uint8Array {
  const digest = createHash("sha1").update(body).digest("hex");
  return concat([new TextEncoder().encode(`OVSDB ${magic} ${body.length} ${digest}\n`), body]);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A standalone file of the small schema and these transactions. */
export function logFile(...transactions: readonly unknown[]): Uint8Array {
  return concat([SCHEMA, ...transactions].map((json) => record(json)));
}

/** The database and what was noted; the reading must succeed. */
export function readWhole(bytes: Uint8Array): { readonly value: Database; readonly notes: readonly Diagnostic[] } {
  const result = readDatabase(bytes, { file: "some.db" });
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join("\n"));
  return result;
}

/** The errors; the reading must fail. */
export function readErrors(bytes: Uint8Array): readonly Diagnostic[] {
  const result = readDatabase(bytes, { file: "some.db" });
  if (result.ok) throw new Error("read without an error");
  return result.errors;
}

/** Every row as plain data, to compare in one go. */
export function rowsOf({ tables }: Database): Record<string, Record<string, Record<string, Datum>>> {
  return Object.fromEntries(
    [...tables].map(([name, { rows }]) => [
      name,
      Object.fromEntries([...rows].map(([uuid, { columns }]) => [uuid, Object.fromEntries(columns)])),
    ]),
  );
}

test("a file of a schema alone is an empty database", () => {
  const { value, notes } = readWhole(logFile());
  expect(notes).toEqual([]);
  expect(value).toMatchObject({ name: "OVN_Southbound", version: "1.2.3", file: "some.db" });
  expect(rowsOf(value)).toEqual({ Chassis: {}, Encap: {} });
});

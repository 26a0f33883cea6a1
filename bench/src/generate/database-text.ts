import { createHash } from "node:crypto";
import type { Row, Tables } from "./rows.ts";

/** A database file of one schema and one transaction, as `ovsdb-client backup` writes it. */
export type Backup = {
  /** The whole first record: its header and the schema. */
  readonly schemaRecord: Uint8Array;
  readonly tables: Tables;
};

const LINE_FEED = 0x0a;

/** Takes a backup apart; only for recordings of this project, which are whole. */
export function parseBackup(bytes: Buffer): Backup {
  const [schemaEnd] = recordEnd(bytes, 0);
  const [end, bodyStart] = recordEnd(bytes, schemaEnd);
  const transaction = JSON.parse(bytes.toString("utf8", bodyStart, end)) as Readonly<Record<string, unknown>>;
  const tables = new Map(
    Object.entries(transaction)
      .filter(([name]) => !name.startsWith("_"))
      .map(([name, rows]) => [name, new Map(Object.entries(rows as Readonly<Record<string, Row>>))]),
  );
  return { schemaRecord: bytes.subarray(0, schemaEnd), tables };
}

/** Where the record that starts at an offset ends, and where its body starts. */
function recordEnd(bytes: Buffer, start: number): readonly [end: number, bodyStart: number] {
  const bodyStart = bytes.indexOf(LINE_FEED, start) + 1;
  const [, , length] = bytes.toString("latin1", start, bodyStart).split(" ");
  return [bodyStart + Number(length), bodyStart];
}

/** The same tables as a database file, its records with their lengths and SHA-1 sums (ovsdb(5), "Standalone Format"). */
export function formatBackup({ schemaRecord, tables }: Backup): Uint8Array {
  const transaction: Record<string, unknown> = {};
  for (const [name, rows] of tables) transaction[name] = Object.fromEntries(rows);
  transaction["_date"] = 0;
  transaction["_is_diff"] = true;
  const body = Buffer.from(`${JSON.stringify(transaction)}\n`);
  const digest = createHash("sha1").update(body).digest("hex");
  return Buffer.concat([schemaRecord, Buffer.from(`OVSDB JSON ${body.length} ${digest}\n`), body]);
}

/** The same tables as `ovsdb-client dump --format=json` prints them. */
export function formatDump(tables: Tables): Uint8Array {
  const lines = [...tables].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, rows]) => formatTable(name, rows));
  return Buffer.from(`${lines.join("\n")}\n`);
}

function formatTable(name: string, rows: ReadonlyMap<string, Row>): string {
  const [first] = rows.values();
  const columns = Object.keys(first ?? {}).toSorted();
  const data = Array.from(rows, ([uuid, row]) => [["uuid", uuid], ...columns.map((column) => row[column])]);
  return JSON.stringify({ caption: `${name} table`, data, headings: ["_uuid", ...columns] });
}

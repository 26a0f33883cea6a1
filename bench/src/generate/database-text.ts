import { createHash } from "node:crypto";
import { type Row, type RowEntry, type Tables, type TableStream } from "./rows.ts";

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

/** Text as it is written, in pieces of bounded size. */
export type Chunks = Iterable<string>;

/** Rows that are written at once. */
const ROWS_OF_A_CHUNK = 500;

function* inChunks(pieces: Iterable<string>): Generator<string, void> {
  let chunk: string[] = [];
  for (const piece of pieces) {
    chunk.push(piece);
    if (chunk.length < ROWS_OF_A_CHUNK) continue;
    yield chunk.join("");
    chunk = [];
  }
  yield chunk.join("");
}

/**
 * Tables as a database file of one transaction, as `ovsdb-client backup` writes it, its records with their lengths and
 * SHA-1 sums (ovsdb(5), "Standalone Format"). The rows are made twice: the sum stands before them.
 */
export function* backupChunks(schemaRecord: Uint8Array, tables: readonly TableStream[]): Generator<string, void> {
  const body = (): Chunks => inChunks(transactionPieces(tables));
  yield Buffer.from(schemaRecord).toString("utf8");
  yield recordHeader(body());
  yield* body();
}

/** Rows of one transaction of {@link logChunks}. */
const ROWS_OF_A_TRANSACTION = 1000;

/** The same as the file of a running server: the rows come by many transactions. */
export function* logChunks(schemaRecord: Uint8Array, tables: readonly TableStream[]): Generator<string, void> {
  yield Buffer.from(schemaRecord).toString("utf8");
  for (const { name, rows } of tables) {
    for (const some of inBatches(rows(), ROWS_OF_A_TRANSACTION)) {
      const body = [...transactionPieces([{ name, rows: () => some }])].join("");
      yield recordHeader([body]);
      yield body;
    }
  }
}

function* inBatches(rows: Iterable<RowEntry>, size: number): Generator<readonly RowEntry[], void> {
  let batch: RowEntry[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function* transactionPieces(tables: readonly TableStream[]): Generator<string, void> {
  yield "{";
  for (const { name, rows } of tables) {
    let separator = `${JSON.stringify(name)}:{`;
    for (const [uuid, row] of rows()) {
      yield `${separator}"${uuid}":${JSON.stringify(row)}`;
      separator = ",";
    }
    if (separator === ",") yield "},";
  }
  yield `"_date":0,"_is_diff":true}\n`;
}

function recordHeader(body: Chunks): string {
  const hash = createHash("sha1");
  let length = 0;
  for (const chunk of body) {
    hash.update(chunk);
    length += Buffer.byteLength(chunk);
  }
  return `OVSDB JSON ${length} ${hash.digest("hex")}\n`;
}

/** The same tables as `ovsdb-client dump --format=json` prints them. */
export function* dumpChunks(tables: readonly TableStream[]): Generator<string, void> {
  for (const table of tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))) yield* inChunks(dumpPieces(table));
}

function* dumpPieces({ name, rows }: TableStream): Generator<string, void> {
  let columns: readonly string[] | undefined;
  for (const [uuid, row] of rows()) {
    yield columns === undefined ? `{"caption":"${name} table","data":[` : ",";
    columns ??= Object.keys(row).toSorted();
    yield JSON.stringify([["uuid", uuid], ...columns.map((column) => row[column])]);
  }
  if (columns !== undefined) yield `],"headings":${JSON.stringify(["_uuid", ...columns])}}\n`;
}

/** All the chunks in one piece. */
export function joinChunks(chunks: Chunks): Uint8Array {
  return Buffer.concat(Array.from(chunks, (chunk) => Buffer.from(chunk)));
}

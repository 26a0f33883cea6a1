import type { Parsed } from "../diagnostic/diagnostic.ts";
import { describeJson, isArray, type Json, type JsonObject } from "./json.ts";
import { describeLoss, type LogRecord, type LogSource, parseBody, readLog } from "./log.ts";
import { Notes } from "./notes.ts";
import { parseRaftHeader, parseRaftRecord, type RaftRecord } from "./raft-record.ts";
import { readSchema } from "./schema-check.ts";
import type { LogReadOptions } from "./standalone.ts";
import { convertDatabaseState, createDatabaseState, type DatabaseState, stateToDatabase } from "./state.ts";
import { applyTransaction } from "./transaction.ts";
import type { Database } from "./value.ts";

/** A change of the database in the log: a schema, a transaction or both. */
type Entry = { readonly term: number; readonly data: Json; readonly record: LogRecord; readonly dataMember: string };

/**
 * Reads a clustered database file (ovsdb(5), "Clustered Format"): the header's snapshot and the entries that the
 * log says are committed. Entries that it does not say so of may still be undone by the cluster: they are
 * left out, and a note says how many.
 */
export function readRaft(bytes: Uint8Array, { file, sha1 }: LogReadOptions): Parsed<Database> {
  const notes = new Notes(file);
  const server = new RaftServer(notes);
  const source: LogSource = { bytes, magic: "CLUSTER", sha1, notes };
  for (const record of readLog(source)) {
    const json = parseBody(record, source);
    if (json === undefined) break;
    if (server.apply(record, json)) continue;
    if (record.number === 1) return notes.fail();
    notes.add("OVN1031", { offset: record.offset }, describeStop(record, bytes));
    break;
  }
  return server.finish();
}

function describeStop({ number, offset }: LogRecord, bytes: Uint8Array): string {
  return `record ${number} is not applied; ${describeLoss(bytes, offset)}`;
}

class RaftServer {
  readonly #notes: Notes;
  #name: string | undefined;
  #isJoining = false;
  #state: DatabaseState | undefined;
  /** Entries after the commit index, in order. */
  #pending: Entry[] = [];
  #committed = 0;
  #lastTerm = 0;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** Applies the next record; false, and notes, when it makes no sense here. */
  apply(record: LogRecord, json: JsonObject): boolean {
    if (this.#name === undefined) return this.#applyHeader(record, json);
    const parsed = parseRaftRecord(json);
    if (typeof parsed === "string") return this.#refuse(record, parsed);
    switch (parsed.kind) {
      case "entry":
        return this.#append(record, parsed);
      case "commit":
        return this.#commit(record, parsed.index);
      case "note":
        if (parsed.note === "left") this.#noteLeft(record);
        return true;
      case "other":
        return true;
    }
  }

  /** The database as committed so far. */
  finish(): Parsed<Database> {
    const notes = this.#notes;
    if (this.#state === undefined) {
      if (this.#isJoining) {
        const message = "the server had not joined its cluster when the file was taken, and holds no data";
        notes.add("OVN1033", { offset: 0 }, message, "take the file of another server of the cluster");
      } else notes.add("OVN1014", { offset: 0 }, "nothing in the file that is whole and committed has a schema");
      return notes.fail();
    }
    const changes = this.#pending.filter(({ data }) => data !== undefined);
    const [first] = changes;
    if (first !== undefined) {
      const count = changes.length === 1 ? "1 change" : `${changes.length} changes`;
      const message = `${count} after index ${this.#committed} are not known to be committed and are left out`;
      notes.add("OVN1032", { offset: first.record.offset }, message);
    }
    return {
      ok: true,
      value: stateToDatabase(this.#state, notes.file, this.#state.schema.version),
      notes: notes.list(),
    };
  }

  #applyHeader(record: LogRecord, json: JsonObject): boolean {
    const header = parseRaftHeader(json);
    if (typeof header === "string") {
      this.#notes.add("OVN1030", { offset: record.bodyOffset }, header);
      return false;
    }
    this.#name = header.name;
    this.#isJoining = header.isJoining;
    const { snapshot } = header;
    if (snapshot === undefined) return true;
    this.#committed = snapshot.index;
    this.#lastTerm = snapshot.term;
    return this.#applyEntry({ term: snapshot.term, data: snapshot.data, record, dataMember: "prev_data" });
  }

  #append(record: LogRecord, { index, term, data }: RaftRecord & { readonly kind: "entry" }): boolean {
    const end = this.#committed + this.#pending.length + 1;
    if (index <= this.#committed) {
      return this.#refuse(record, `entry ${index} comes again, and entries up to ${this.#committed} are committed`);
    }
    if (index > end) return this.#refuse(record, `entry ${index} comes where entry ${end} is due`);
    this.#pending.length = index - this.#committed - 1;
    const before = this.#pending.at(-1)?.term ?? this.#lastTerm;
    if (term < before) return this.#refuse(record, `entry ${index} is of term ${term}, after one of term ${before}`);
    this.#pending.push({ term, data, record, dataMember: "data" });
    return true;
  }

  #commit(record: LogRecord, index: number): boolean {
    const last = this.#committed + this.#pending.length;
    if (index < this.#committed) {
      return this.#refuse(record, `the commit index goes back from ${this.#committed} to ${index}`);
    }
    if (index > last) return this.#refuse(record, `the commit index is ${index} and the last entry is ${last}`);
    const ready = this.#pending.splice(0, index - this.#committed);
    for (const entry of ready) {
      if (!this.#applyEntry(entry)) return false;
      this.#committed++;
      this.#lastTerm = entry.term;
    }
    return true;
  }

  #applyEntry({ data, record, dataMember }: Entry): boolean {
    if (data === undefined) return true;
    if (!isArray(data) || data.length !== 2) {
      const found = describeJson(data);
      return this.#refuse(record, `"${dataMember}" is an array of a schema and a transaction, found ${found}`);
    }
    const [schema, transaction] = data;
    if (schema !== null && !this.#changeSchema(record, schema, transaction === null)) return false;
    if (transaction === null) return true;
    if (this.#state === undefined) return this.#refuse(record, "a transaction comes before any schema");
    const { body, bodyOffset } = record;
    return applyTransaction(this.#state, transaction, { body, bodyOffset, path: [dataMember, 1], notes: this.#notes });
  }

  /** A schema with data replaces the database; one without converts what there is. */
  #changeSchema(record: LogRecord, json: Json, keepsRows: boolean): boolean {
    const schema = readSchema(json, record.bodyOffset, this.#notes);
    if (schema === undefined) return false;
    if (schema.name !== this.#name) {
      return this.#refuse(record, `the file is of database ${this.#name} and its schema of ${schema.name}`);
    }
    if (this.#state === undefined || !keepsRows) {
      this.#state = createDatabaseState(schema);
      return true;
    }
    const converted = convertDatabaseState(this.#state, schema);
    if ("tables" in converted) {
      this.#state = converted;
      return true;
    }
    const message = `the value does not fit the schema of version ${schema.version ?? "unknown"}`;
    this.#notes.add("OVN1035", { offset: record.bodyOffset, ...converted }, message);
    return false;
  }

  #noteLeft({ offset }: LogRecord): void {
    this.#notes.add("OVN1034", { offset }, "the server left its cluster: the database is as it was then");
  }

  #refuse({ bodyOffset, number }: LogRecord, message: string): false {
    this.#notes.add("OVN1031", { offset: bodyOffset }, `record ${number}: ${message}`);
    return false;
  }
}

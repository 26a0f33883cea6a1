import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { createHash } from "node:crypto";
import { createDiagnostic, readDatabase, type Database, type Diagnostic } from "@ovn-sim/model";
import { listFiles, unreadable } from "./list-files.ts";
import { type Content, HEAD_BYTES, recogniseContent, TAIL_BYTES } from "./recognise.ts";
import { toUtf8 } from "./text-encoding.ts";

/** A file of the snapshot with what it holds. */
export type { Content };
export type RecognisedFile = { readonly path: string; readonly content: Content };

export type RecognisedFiles = {
  readonly files: readonly RecognisedFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Looks into every file of the snapshot's paths, reading only its beginning and its end. */
export function recogniseFiles(paths: readonly string[]): RecognisedFiles {
  const listed = listFiles(paths);
  const diagnostics: Diagnostic[] = [...listed.diagnostics];
  const files: RecognisedFile[] = [];
  const buffer = new Uint8Array(HEAD_BYTES + TAIL_BYTES);
  for (const path of listed.files) {
    try {
      files.push({ path, content: recogniseContent(toUtf8(readEnds(path, buffer))) });
    } catch (error) {
      diagnostics.push(cannotRead(path, error));
    }
  }
  return { files, diagnostics };
}

/** The beginning and the end of a file, or the whole of a small one. */
function readEnds(path: string, buffer: Uint8Array): Uint8Array {
  const fd = openSync(path, "r");
  try {
    const { size } = fstatSync(fd);
    const head = readSync(fd, buffer, 0, size > buffer.length ? HEAD_BYTES : buffer.length, 0);
    if (size <= buffer.length) return buffer.subarray(0, head);
    return buffer.subarray(0, head + readSync(fd, buffer, head, TAIL_BYTES, size - TAIL_BYTES));
  } finally {
    closeSync(fd);
  }
}

function cannotRead(file: string, error: unknown): Diagnostic {
  return createDiagnostic("OVN8001", { file }, unreadable(error), "check the path and its permissions");
}

/** A file's text, or why it can't be had. */
export function readText(path: string): { readonly text: string } | { readonly error: Diagnostic } {
  try {
    return { text: new TextDecoder().decode(toUtf8(readFileSync(path))) };
  } catch (error) {
    return { error: cannotRead(path, error) };
  }
}

/** A database with whether all of its file could be read. */
export type ReadDatabaseFile = { readonly database: Database; readonly whole: boolean };

export type ReadDatabases = {
  readonly databases: readonly ReadDatabaseFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Smaller files lie in memory that others use as well. */
const LARGE_BYTES = 2 ** 20;

/**
 * Takes the memory of a file that was read away from its array, which nobody may look at again. The array has become old by
 * now and would keep the memory until the next full collection; it goes with the new owner, of whom the
 * next small one makes an end.
 */
function giveBack(bytes: Uint8Array<ArrayBuffer>): void {
  if (bytes.length >= LARGE_BYTES) structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
}

/** Reads the databases among the files; one that can't be read is left out, with the reason. */
export function readDatabases(files: readonly RecognisedFile[]): ReadDatabases {
  const databases: ReadDatabaseFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, content } of files) {
    if (content.kind !== "database") continue;
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      diagnostics.push(cannotRead(path, error));
      continue;
    }
    const sha1 = (part: Uint8Array): string => createHash("sha1").update(part).digest("hex");
    const read = readDatabase(toUtf8(bytes), { file: path, sha1 });
    giveBack(bytes);
    if (read.ok) {
      databases.push({ database: read.value, whole: !read.notes.some(({ severity }) => severity === "error") });
      diagnostics.push(...read.notes);
    } else diagnostics.push(...read.errors);
  }
  return { databases, diagnostics };
}

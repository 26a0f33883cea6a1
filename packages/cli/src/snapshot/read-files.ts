import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { createHash } from "node:crypto";
import { createDiagnostic, readDatabase, type Database, type Diagnostic } from "@ovn-sim/model";
import { listFiles, unreadable } from "./list-files.ts";
import { type Content, HEAD_BYTES, recogniseContent } from "./recognise.ts";

/** A file of the snapshot with what it holds. */
export type { Content };
export type RecognisedFile = { readonly path: string; readonly content: Content };

export type RecognisedFiles = {
  readonly files: readonly RecognisedFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Looks into every file of the snapshot's paths, reading only its beginning. */
export function recogniseFiles(paths: readonly string[]): RecognisedFiles {
  const listed = listFiles(paths);
  const diagnostics: Diagnostic[] = [...listed.diagnostics];
  const files: RecognisedFile[] = [];
  const head = new Uint8Array(HEAD_BYTES);
  for (const path of listed.files) {
    try {
      files.push({ path, content: recogniseContent(readHead(path, head)) });
    } catch (error) {
      diagnostics.push(
        createDiagnostic("OVN8001", { file: path }, unreadable(error), "check the path and its permissions"),
      );
    }
  }
  return { files, diagnostics };
}

function readHead(path: string, buffer: Uint8Array): Uint8Array {
  const fd = openSync(path, "r");
  try {
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(fd);
  }
}

/** A file's text, or why it can't be had. */
export function readText(path: string): { readonly text: string } | { readonly error: Diagnostic } {
  try {
    return { text: readFileSync(path, "utf8") };
  } catch (error) {
    return {
      error: createDiagnostic("OVN8001", { file: path }, unreadable(error), "check the path and its permissions"),
    };
  }
}

/** A database with whether all of its file could be read. */
export type ReadDatabaseFile = { readonly database: Database; readonly whole: boolean };

export type ReadDatabases = {
  readonly databases: readonly ReadDatabaseFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Reads the databases among the files; one that can't be read is left out, with the reason. */
export function readDatabases(files: readonly RecognisedFile[]): ReadDatabases {
  const databases: ReadDatabaseFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, content } of files) {
    if (content.kind !== "database") continue;
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      diagnostics.push(
        createDiagnostic("OVN8001", { file: path }, unreadable(error), "check the path and its permissions"),
      );
      continue;
    }
    const read = readDatabase(bytes, { file: path, sha1: (part) => createHash("sha1").update(part).digest("hex") });
    if (read.ok) {
      databases.push({ database: read.value, whole: !read.notes.some(({ severity }) => severity === "error") });
      diagnostics.push(...read.notes);
    } else diagnostics.push(...read.errors);
  }
  return { databases, diagnostics };
}

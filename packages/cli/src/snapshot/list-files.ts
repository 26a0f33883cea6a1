import { readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";

/** A folder tree with more files than this is taken for a mistake (somebody's home, a whole disk). */
const MOST_FILES = 100_000;

export type ListedFiles = { readonly files: readonly string[]; readonly diagnostics: readonly Diagnostic[] };

/**
 * Every file that the paths name, folders walked to their ends in the order of names. Links are
 * followed, each real folder is entered once. A path that is not there, or not readable, is an error.
 */
export function listFiles(paths: readonly string[]): ListedFiles {
  const files: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const entered = new Set<string>();
  const visit = (path: string): void => {
    if (files.length >= MOST_FILES) return;
    try {
      const stat = statSync(path);
      if (stat.isFile()) files.push(path);
      else if (stat.isDirectory()) {
        const real = realpathSync(path);
        if (entered.has(real)) return;
        entered.add(real);
        for (const name of readdirSync(path).sort()) visit(join(path, name));
      }
    } catch (error) {
      diagnostics.push(
        createDiagnostic("OVN8001", { file: path }, unreadable(error), "check the path and its permissions"),
      );
    }
  };
  for (const path of paths) visit(path);
  if (files.length >= MOST_FILES) {
    const message = `found more than ${MOST_FILES} files, expected the folder of one snapshot`;
    diagnostics.push(
      createDiagnostic("OVN8002", { file: paths.join(" ") }, message, "name a smaller folder, or the files themselves"),
    );
  }
  return { files, diagnostics };
}

/** What the operating system said, in words. */
export function unreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "EACCES":
    case "EPERM":
      return "no permission to read it";
    case "ERR_FS_FILE_TOO_LARGE":
      return "the file is over 2 GiB, more than can be read at once";
    default:
      return `cannot be read (${code || String(error)})`;
  }
}

import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";

/** A folder tree with more files than this is taken for a mistake (somebody's home, a whole disk). */
const MOST_FILES = 100_000;

export type ListedFiles = { readonly files: readonly string[]; readonly diagnostics: readonly Diagnostic[] };

/**
 * Every file that the paths name, folders walked to their ends in the order of names. Links are
 * followed; each real file is listed, and each real folder entered, once. A path that is not there, or not
 * readable, is an error; links inside folders that lead nowhere are told together.
 */
export function listFiles(paths: readonly string[]): ListedFiles {
  const files: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const deadLinks: string[] = [];
  const seen = new Set<string>();
  const visit = (path: string, isNamed: boolean): void => {
    if (files.length >= MOST_FILES) return;
    try {
      const stat = statSync(path);
      const real = realpathSync(path);
      if (seen.has(real)) return;
      seen.add(real);
      if (stat.isFile()) files.push(path);
      else if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name), false);
      else if (isNamed) diagnostics.push(noFile(path));
    } catch (error) {
      if (!isNamed && leadsNowhere(path, codeOf(error))) deadLinks.push(path);
      else
        diagnostics.push(
          createDiagnostic("OVN8001", { file: path }, unreadable(error), "check the path and its permissions"),
        );
    }
  };
  for (const path of paths) visit(path, true);
  if (deadLinks[0] !== undefined) diagnostics.push(describeDeadLinks(deadLinks[0], deadLinks.length));
  if (files.length >= MOST_FILES) {
    const message = `found more than ${MOST_FILES} files, expected the folder of one snapshot`;
    diagnostics.push(
      createDiagnostic("OVN8002", { file: paths.join(" ") }, message, "name a smaller folder, or the files themselves"),
    );
  }
  return { files, diagnostics };
}

function noFile(file: string): Diagnostic {
  const message = "found a pipe, socket or device, expected a file or a folder";
  return createDiagnostic("OVN8001", { file }, message, "write its content to a file first");
}

function describeDeadLinks(file: string, count: number): Diagnostic {
  const message = count === 1 ? "the link leads nowhere" : `this link and ${count - 1} more lead nowhere`;
  return createDiagnostic("OVN8011", { file }, message, "copy what they point to, if it belongs to the snapshot");
}

function leadsNowhere(path: string, code: string): boolean {
  if (code !== "ENOENT" && code !== "ELOOP") return false;
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** What the operating system said, in words. */
export function unreadable(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "ENOTDIR":
      return "a part of the path is a file, not a folder";
    case "ENAMETOOLONG":
      return "the path is too long";
    case "EISDIR":
      return "found a folder, expected a file";
    case "ELOOP":
      return "its links lead round in a circle";
    case "EACCES":
    case "EPERM":
      return "no permission to read it";
    case "ERR_FS_FILE_TOO_LARGE":
      return "the file is over 2 GiB, more than can be read at once";
    default:
      return `cannot be read (${code || String(error)})`;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

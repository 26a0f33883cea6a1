import { readFileSync } from "node:fs";

/** The version of the package that this file is a part of. */
export function readVersion(): string {
  const about = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return about.version;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { ROOT, run } from "./run.ts";

/** The shipped cluster with two mistakes in it. */
export const MISTAKEN = join(ROOT, "examples/two-nodes-mistaken");

/** What these tests read of a report. */
export type JsonReport = {
  readonly policy: { readonly config?: string; readonly date: string };
  readonly checked: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, { readonly judged: number; readonly findings: number }>>;
  readonly findings: readonly {
    readonly rule: string;
    readonly subject: string;
    readonly severity: string;
    readonly state: "new" | "known" | "excepted";
    readonly reason?: string;
    readonly message: string;
    readonly count: number;
    readonly fingerprint: string;
    readonly command?: string;
  }[];
  readonly summary: Readonly<Record<"errors" | "warnings" | "notes" | "known" | "excepted", number>>;
  readonly remarks: readonly { readonly code: string; readonly place: { readonly line?: number } }[];
  readonly diagnostics: readonly { readonly code: string }[];
  readonly shard?: { readonly index: number; readonly count: number };
};

export type RanVerify = { readonly code: number; readonly err: string; readonly report: JsonReport };

/** Verifies and gives the report as JSON. No configuration is read but a named one. */
export async function verify(snapshot: string, ...args: readonly string[]): Promise<RanVerify> {
  const config = args.includes("--config") ? [] : ["--no-config"];
  const { code, out, err } = await run(["verify", snapshot, "--format", "json", ...config, ...args]);
  expect({ code, out: out === "" ? err : "" }).toMatchObject({ out: "" });
  return { code, err, report: JSON.parse(out) as JsonReport };
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

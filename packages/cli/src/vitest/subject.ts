import type { Cluster, Diagnostic } from "@ovn-sim/model";
import { formatDiagnostic } from "../output/format-diagnostic.ts";
import { createPalette } from "../output/palette.ts";
import { shellWord } from "../report/shell-word.ts";
import { loadSnapshot } from "../snapshot/load-snapshot.ts";

/** What a matcher is asked about: a cluster, what holds one, or the paths of a snapshot. */
export type Subject = Cluster | { readonly cluster: Cluster } | string | readonly string[];

/** The cluster, and the paths that a command line names it by. */
export type ResolvedSubject = { readonly cluster: Cluster; readonly paths: readonly string[] };

const PLAIN = createPalette("never", {}, {});

/** A cluster that is at hand stands under this word in command lines. */
const UNNAMED = ["SNAPSHOT"] as const;

/**
 * The cluster that is meant. What is no such thing, and a snapshot that cannot be read, is a fault of the test and not of
 * the cluster: it throws.
 */
export function resolveSubject(received: unknown): ResolvedSubject {
  if (typeof received === "string") return readPaths([received]);
  if (Array.isArray(received) && received.every((path) => typeof path === "string")) return readPaths(received);
  if (typeof received === "object" && received !== null) {
    if (isCluster(received)) return { cluster: received, paths: UNNAMED };
    if ("cluster" in received && isCluster(received.cluster)) return { cluster: received.cluster, paths: UNNAMED };
  }
  throw new TypeError("expected a Cluster of @ovn-sim/model, a snapshot, or paths of one");
}

function isCluster(value: unknown): value is Cluster {
  return typeof value === "object" && value !== null && "southbound" in value && "chassisByUuid" in value;
}

function readPaths(paths: readonly string[]): ResolvedSubject {
  const { snapshot, diagnostics } = loadSnapshot(paths);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (snapshot === undefined || errors.length > 0) throw new Error(tell(errors));
  return { cluster: snapshot.cluster, paths };
}

/** Diagnostics as a failed test shows them. */
export function tell(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((one) => formatDiagnostic(one, PLAIN)).join("\n");
}

/** The command line that shows what a matcher saw. */
export function commandLine({ paths }: ResolvedSubject, [command = "", ...rest]: readonly string[]): string {
  return ["ovn-sim", command, ...paths, ...rest].map(shellWord).join(" ");
}

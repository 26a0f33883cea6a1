import { createHash } from "node:crypto";
import { type Cluster, createCluster, type Database, type Parsed, readDatabase } from "@ovn-sim/model";
import { compileChassis, type CompiledChassis } from "@ovn-sim/pipeline";
import { type ClusterFiles, generateCluster } from "./generate/cluster.ts";
import { describeShape, type Shape } from "./generate/shape.ts";

/** The value of a result that a bench cannot go on without. */
export function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.errors.map(({ message }) => message).join("; "));
}

export function read(bytes: Uint8Array, file: string): Database {
  const digest = (part: Uint8Array): string => createHash("sha1").update(part).digest("hex");
  return must(readDatabase(bytes, { file, sha1: digest }));
}

/** A generated cluster, read and linked as the command line does it. */
export type Snapshot = {
  readonly files: ClusterFiles;
  readonly databases: readonly Database[];
  readonly cluster: Cluster;
};

let last: { readonly key: string; readonly snapshot: Snapshot } | undefined;

/** The snapshot of a shape. The last one is kept, so that cases of one shape share it, and no more than one. */
export function snapshotOf(shape: Shape): Snapshot {
  const key = JSON.stringify(shape);
  if (last?.key === key) return last.snapshot;
  last = undefined;
  const files = generateCluster(shape);
  const databases = [read(files.southbound.backup(), "sb.db"), read(files.openVswitch.backup(), "ovs.db")];
  const snapshot = { files, databases, cluster: must(createCluster(databases)) };
  last = { key, snapshot };
  return snapshot;
}

/** Compiles the first chassis, all of whose flows must be made: a bench of less would be faster than it is. */
export function compile({ files }: Snapshot, cluster: Cluster, shape: Shape): CompiledChassis {
  const compiled = compileChassis(cluster, files.chassis);
  const value = must(compiled);
  const [loss] = compiled.ok ? compiled.notes : [];
  if (loss !== undefined) throw new Error(`${describeShape(shape)}: ${loss.message}`);
  return value;
}

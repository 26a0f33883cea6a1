import type { Parsed } from "../diagnostic/diagnostic.ts";
import type { Database } from "../ovsdb/value.ts";
import type { Cluster } from "./cluster.ts";

/** Links the databases of a snapshot, given in any order. */
export function createCluster(_databases: readonly Database[]): Parsed<Cluster> {
  throw new Error("createCluster is not written yet");
}

import type { Cluster } from "@ovn-sim/model";
import type { Arbitrary } from "fast-check";
import { scenarioCluster, scenarioFiles, type SnapshotFile } from "./cluster.ts";
import type { Scenario } from "./scenario.ts";
import { type ScenarioOptions, scenarioArbitrary } from "./scenario-arbitrary.ts";

/** A cluster with the few words that it was made from. */
export type GeneratedCluster = {
  readonly scenario: Scenario;
  readonly cluster: Cluster;
  /** Its databases as files of a snapshot. */
  readonly files: () => readonly SnapshotFile[];
  /** What fast-check shows of a counterexample. */
  readonly toString: () => string;
};

/** Clusters of every release with their databases, read as a snapshot is; see {@link scenarioArbitrary}. */
export function clusterArbitrary(options: ScenarioOptions): Arbitrary<GeneratedCluster> {
  return scenarioArbitrary(options).map((scenario) => ({
    scenario,
    cluster: scenarioCluster(scenario),
    files: () => scenarioFiles(scenario),
    toString: () => JSON.stringify(scenario),
  }));
}

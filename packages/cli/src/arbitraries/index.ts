// Whole clusters for property tests with fast-check, which the importing project has to have.
export { clusterArbitrary, type GeneratedCluster } from "./cluster-arbitrary.ts";
export { type ScenarioOptions, scenarioArbitrary } from "./scenario-arbitrary.ts";

// What a scenario is, and how it becomes databases.
export { type Form, scenarioCluster, scenarioFiles, type SnapshotFile, southboundCluster } from "./cluster.ts";
export type { ChassisPlan, LostTunnel, PortPlan, Scenario, SwitchPlan } from "./scenario.ts";

// Names and addresses of what is in its cluster.
export { localSwitches } from "./host.ts";
export {
  carrierOf,
  chassisName,
  gatewayOf,
  isRouted,
  knowsDefault,
  mayTalk,
  portName,
  strangeIp,
  switchName,
  usesFlowTunnels,
  vtepIp,
  vtepIps,
} from "./scenario.ts";

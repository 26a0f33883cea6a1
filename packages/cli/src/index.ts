// The command as a function, and its readers of files: what scripts and tests need.
export { main } from "./main.ts";
export type { Terminal } from "./commands/host.ts";
export { rulePages } from "./report/rule-page.ts";
export type { ChangeOptions } from "./snapshot/change-databases.ts";
export { readInstalledFlows, readInstalledPorts } from "./snapshot/installed-flows.ts";
export { type ChassisFiles, type LoadedSnapshot, loadSnapshot, type Snapshot } from "./snapshot/load-snapshot.ts";
export { recogniseFiles } from "./snapshot/read-files.ts";

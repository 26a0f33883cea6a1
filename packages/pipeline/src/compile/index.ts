export { type CompiledChassis, type CompileOptions, compileChassis } from "./compile-chassis.ts";
export { type ChassisOnDemand, compileOnDemand } from "./compile-on-demand.ts";

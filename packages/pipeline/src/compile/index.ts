export { type CompiledChassis, type CompileOptions, compileChassis } from "./compile-chassis.ts";

/*
 * Two stages that the door of the pipeline does not have, since nobody else needs them alone: the machine
 * without a tracer around it, and the physical flows without the logical ones. From where the package is compiled to.
 */
export { createBridge, runPacket } from "../../packages/pipeline/dist/machine/index.js";
export { lowerPhysical } from "../../packages/pipeline/dist/physical/index.js";

export { isDecider } from "./deciders.ts";
export type { NorthboundName } from "./northbound-names.ts";
export { createOrigins, type Origin, type Origins } from "./origins.ts";
export { describeDatapathRow } from "./southbound-words.ts";

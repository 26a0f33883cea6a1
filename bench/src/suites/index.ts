import type { BenchSuite } from "../bench-case.ts";
import { CLUSTER } from "./cluster.ts";
import { FLOWS } from "./flows.ts";
import { PARSE } from "./parse.ts";
import { READ } from "./read.ts";
import { START } from "./start.ts";
import { TRACES } from "./traces.ts";

export const SUITES: readonly BenchSuite[] = [READ, CLUSTER, FLOWS, TRACES, PARSE, START];

import type { BenchSuite } from "../bench-case.ts";
import { CLUSTER } from "./cluster.ts";
import { FLOWS } from "./flows.ts";
import { KUBE } from "./kube.ts";
import { MEMORY } from "./memory.ts";
import { PARSE } from "./parse.ts";
import { READ } from "./read.ts";
import { START } from "./start.ts";
import { TRACES } from "./traces.ts";

export const SUITES: readonly BenchSuite[] = [READ, CLUSTER, FLOWS, KUBE, MEMORY, TRACES, PARSE, START];

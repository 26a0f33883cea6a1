import type { BenchSuite } from "../bench-case.ts";
import { CLUSTER } from "./cluster.ts";
import { FLOWS } from "./flows.ts";
import { GROWTH } from "./growth.ts";
import { KUBE } from "./kube.ts";
import { MILLION } from "./million.ts";
import { PARSE } from "./parse.ts";
import { READ } from "./read.ts";
import { START } from "./start.ts";
import { TRACES } from "./traces.ts";
import { DIFF, VERIFY, WHOLE } from "./whole.ts";

export const SUITES: readonly BenchSuite[] = [
  READ,
  CLUSTER,
  FLOWS,
  KUBE,
  GROWTH,
  TRACES,
  PARSE,
  WHOLE,
  VERIFY,
  DIFF,
  MILLION,
  START,
];

import type { Scenario } from "../scenario.ts";
import { EXAMPLES } from "./example.ts";
import { KUBERNETES } from "./kubernetes.ts";
import { MICROFLOWS } from "./microflows.ts";
import { ONE_SWITCH } from "./one-switch.ts";
import { PHYSICAL_NETWORK } from "./physical-network.ts";
import { PORT_KINDS } from "./port-kinds.ts";
import { RARER } from "./rarer.ts";
import { ROUTED } from "./routed.ts";

/** What test/recordings holds. */
export const RECORDED: readonly Scenario[] = [
  ...ONE_SWITCH,
  ...PHYSICAL_NETWORK,
  ...PORT_KINDS,
  ...ROUTED,
  ...KUBERNETES,
  ...MICROFLOWS,
  ...RARER,
];

export const SCENARIOS: readonly Scenario[] = [...RECORDED, ...EXAMPLES];

import type { Scenario } from "../scenario.ts";
import { ONE_SWITCH } from "./one-switch.ts";
import { PHYSICAL_NETWORK } from "./physical-network.ts";
import { ROUTED } from "./routed.ts";

export const SCENARIOS: readonly Scenario[] = [...ONE_SWITCH, ...PHYSICAL_NETWORK, ...ROUTED];

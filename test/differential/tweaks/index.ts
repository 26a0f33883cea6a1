import type { Tweak } from "../tweak.ts";
import { BALANCER_TWEAKS } from "./balancers.ts";
import { EVERYWHERE_TWEAKS } from "./everywhere.ts";
import { PORT_TWEAKS } from "./ports.ts";
import { ROUTER_TWEAKS } from "./routing.ts";
import { SWITCH_TWEAKS } from "./switching.ts";

export const TWEAKS: readonly Tweak[] = [
  ...BALANCER_TWEAKS,
  ...SWITCH_TWEAKS,
  ...ROUTER_TWEAKS,
  ...PORT_TWEAKS,
  ...EVERYWHERE_TWEAKS,
];

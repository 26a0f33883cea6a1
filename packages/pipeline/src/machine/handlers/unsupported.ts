import { type Machine, stop } from "../machine.ts";
import type { Operations } from "../operation.ts";

/**
 * An action that the machine cannot carry out: it is named in the result. When what comes after it
 * could depend on it, the packet is not followed any further.
 */
export function unsupported(m: Machine, { action, continues }: Operations["unsupported"]): void {
  m.unsupported.push({ action, pass: m.pass, table: m.table, flow: m.rule?.flow, step: m.steps });
  stop(m, "unsupported-action");
  if (!continues) m.exit = true;
}

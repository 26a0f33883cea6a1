import { rmSync } from "node:fs";
import type { Scenario } from "../lab/scenario.ts";
import type { Different, Run } from "./run-scenario.ts";

/** More clusters than that are not run to make one smaller. */
const MOST_RUNS = 80;

type Shrunk = { readonly scenario: Scenario; readonly run: Different; readonly runs: number };

/** Runs a scenario and tells how it went; a recording that it gives is removed when a smaller one is found. */
export type Judge = (scenario: Scenario) => Promise<Run>;

/**
 * Leaves out of a scenario that differs whatever it still differs without: packets first, then policies, ports,
 * networks and chassis, in halves, quarters and so on down to single ones. What real OVN refuses counts as the same.
 */
export async function shrinkScenario(scenario: Scenario, run: Different, judge: Judge): Promise<Shrunk> {
  let best: Shrunk = { scenario, run, runs: 0 };
  for (const part of ["packets", "learned", "policies", "foreign", "ports", "networks", "chassis"] as const) {
    for (let size = best.scenario[part]?.length ?? 0; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < (best.scenario[part]?.length ?? 0); ) {
        if (best.runs >= MOST_RUNS) return best;
        const items: readonly unknown[] = best.scenario[part]!;
        const smaller = consistent({ ...best.scenario, [part]: [...items.slice(0, at), ...items.slice(at + size)] });
        const tried = await judge(smaller);
        const runs = best.runs + 1;
        if (tried.kind === "different") {
          rmSync(best.run.recording, { recursive: true, force: true });
          best = { scenario: smaller, run: tried, runs };
        } else {
          best = { ...best, runs };
          at += size;
        }
      }
    }
  }
  return best;
}

/** Without what needs a port or a chassis that is left out. */
function consistent(scenario: Scenario): Scenario {
  const places = new Set(scenario.chassis.map(({ name }) => name));
  const present = new Set(scenario.ports.map(({ name }) => name));
  const ports = scenario.ports
    .filter(({ inside }) => inside === undefined || present.has(inside.parent))
    .map((port) => ({ ...port, on: port.on.filter((name) => places.has(name)) }));
  const names = new Set(ports.map(({ name }) => name));
  const sender = /\bin_port=([^,]+)/;
  return {
    ...scenario,
    ports,
    packets: scenario.packets.filter(
      ({ chassis, flow }) => places.has(chassis) && names.has(sender.exec(flow)?.[1] ?? ""),
    ),
  };
}

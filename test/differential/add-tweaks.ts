import type { Chassis, Command, Scenario } from "../lab/scenario.ts";
import type { Addition, Ground, Tweak } from "./tweak.ts";

/** A scenario with tweaks; its `says` names those that found what they need. */
export function addTweaks(
  plain: Scenario,
  ground: Omit<Ground, "pick">,
  tweaks: readonly { readonly tweak: Tweak; readonly pick: number }[],
): Scenario {
  const said = [plain.says];
  let scenario = plain;
  for (const { tweak, pick } of tweaks) {
    const addition = tweak.add({ ...ground, pick });
    if (addition === undefined) continue;
    said.push(`${tweak.name} (${pick})`);
    scenario = addTo(scenario, addition);
  }
  return { ...scenario, says: said.join("; ") };
}

function addTo(scenario: Scenario, addition: Addition): Scenario {
  const { settings = {}, more = {}, changed = [] } = addition;
  return {
    ...scenario,
    chassis: scenario.chassis.map((chassis) =>
      withMore(withSettings(chassis, settings[chassis.name]), more[chassis.name]),
    ),
    foreign: [...(scenario.foreign ?? []), ...(addition.foreign ?? [])],
    networks: [...scenario.networks, ...(addition.networks ?? [])],
    ports: [
      ...scenario.ports.map((port) => changed.find(({ name }) => name === port.name) ?? port),
      ...(addition.ports ?? []),
    ],
    policies: [...(scenario.policies ?? []), ...(addition.policies ?? [])],
    learned: [...(scenario.learned ?? []), ...(addition.learned ?? [])],
    packets: [...scenario.packets, ...(addition.packets ?? [])],
  };
}

function withSettings(chassis: Chassis, settings: Readonly<Record<string, string>> | undefined): Chassis {
  return settings === undefined ? chassis : { ...chassis, settings: { ...chassis.settings, ...settings } };
}

function withMore(chassis: Chassis, more: Command | undefined): Chassis {
  return more === undefined ? chassis : { ...chassis, more: [...(chassis.more ?? []), ...more] };
}

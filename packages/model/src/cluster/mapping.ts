import { parseMac } from "../address/mac.ts";
import type { Words } from "../address/words.ts";
import { createDiagnostic, type Diagnostic, type Place } from "../diagnostic/diagnostic.ts";
import type { SettingValue } from "./setting.ts";

type Report = (diagnostic: Diagnostic) => void;

/**
 * Reads `ovn-bridge-mappings`: `network:bridge,…`. As in OVN an empty or malformed element ends the
 * list, and of two for one network the later one counts.
 */
export function parseBridgeMappings(
  setting: SettingValue | undefined,
  place: Place,
  report: Report,
): ReadonlyMap<string, string> {
  const mappings = new Map<string, string>();
  for (const element of setting?.value.split(",") ?? []) {
    if (element === "") break;
    const [network = "", bridge = ""] = splitOnce(element);
    if (network === "" || bridge === "") {
      reportElement(setting!, element, "network:bridge; OVN reads no further", place, report);
      break;
    }
    mappings.set(network, bridge);
  }
  return mappings;
}

/**
 * Reads `ovn-chassis-mac-mappings`: `network:MAC,…`. As in OVN an element without a MAC address is
 * passed over, and of two for one network the first one counts.
 */
export function parseMacMappings(
  setting: SettingValue | undefined,
  place: Place,
  report: Report,
): ReadonlyMap<string, Words> {
  const mappings = new Map<string, Words>();
  for (const element of setting?.value.split(",") ?? []) {
    if (element === "") continue;
    const [network, text] = splitOnce(element);
    const mac = parseMac(text);
    if (mac === undefined) reportElement(setting!, element, "network:MAC", place, report);
    else if (!mappings.has(network)) mappings.set(network, mac);
  }
  return mappings;
}

function splitOnce(element: string): readonly [before: string, after: string] {
  const colon = element.indexOf(":");
  return colon < 0 ? [element, ""] : [element.slice(0, colon), element.slice(colon + 1)];
}

function reportElement(setting: SettingValue, element: string, expected: string, place: Place, report: Report): void {
  const message = `found ${JSON.stringify(element)} in ${setting.from}, expected ${expected}`;
  report(createDiagnostic("OVN2024", place, message));
}

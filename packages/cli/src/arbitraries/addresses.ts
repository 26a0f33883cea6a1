import { portName, routerSide, type Scenario } from "./scenario.ts";

/** The addresses of an interface: a MAC, and an address of each family that the overlay has. */
export type Owned = { readonly mac: string; readonly ipv4: string | undefined; readonly ipv6: string | undefined };

const byte = (value: number): string => value.toString(16).padStart(2, "0");

export function portAddresses(scenario: Scenario, port: number): Owned {
  const network = scenario.ports[port]!.switch + 1;
  return owned(scenario, `0a:58:00:01:${byte(network)}:${byte(port + 1)}`, network, String(port + 1));
}

export function routerAddresses(scenario: Scenario, network: number): Owned {
  return owned(scenario, `0a:58:00:ff:00:${byte(network + 1)}`, network + 1, "254");
}

function owned({ overlay }: Scenario, mac: string, network: number, host: string): Owned {
  return {
    mac,
    ipv4: overlay === "ipv6" ? undefined : `10.0.${network}.${host}`,
    ipv6: overlay === "ipv4" ? undefined : `fd10:${network}::${host}`,
  };
}

export const subnet4 = (network: number): string => `10.0.${network + 1}.0/24`;
export const subnet6 = (network: number): string => `fd10:${network + 1}::/64`;

/** As Port_Binding.mac has them. */
export function addressText({ mac, ipv4, ipv6 }: Owned, prefix = false): string {
  const parts = [mac, ipv4 && (prefix ? `${ipv4}/24` : ipv4), ipv6 && (prefix ? `${ipv6}/64` : ipv6)];
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}

/** Every interface on a switch with the name of its port. */
export function hostsOf(
  scenario: Scenario,
  network: number,
): readonly { readonly name: string; readonly owned: Owned }[] {
  return scenario.ports.flatMap((plan, index) =>
    plan.switch === network ? [{ name: portName(scenario, index), owned: portAddresses(scenario, index) }] : [],
  );
}

export const redirectName = (network: number): string => `cr-${routerSide(network)}`;

import type { ParseEnvironment } from "../../src/logical/actions/action-parser.ts";
import { createSymbolTable } from "../../src/logical/expr/tables.ts";
import { profileFor } from "../../src/release/index.ts";
import { logicalFeaturesOf } from "../../src/release/logical-features.ts";

/** What actions of a version are parsed with. It knows a few DHCP options of the tables that OVN fills itself. */
export function parseEnvironment(version: string): ParseEnvironment {
  const profile = profileFor(version);
  if (!profile.ok) throw new Error(profile.errors[0].message);
  const { release, patch } = profile.value;
  const table = (...options: readonly (readonly [name: string, code: number, type: string])[]) =>
    new Map(options.map(([name, code, type]) => [name, { name, code, type }]));
  return {
    version: profile.value,
    features: logicalFeaturesOf(profile.value),
    symbols: createSymbolTable({ release, patch }),
    dhcpOptions: table(
      ["offerip", 0, "ipv4"],
      ["netmask", 1, "ipv4"],
      ["router", 3, "ipv4"],
      ["dns_server", 6, "ipv4"],
      ["hostname", 12, "str"],
      ["ip_forward_enable", 19, "bool"],
      ["mtu", 26, "uint16"],
      ["lease_time", 51, "uint32"],
      ["server_id", 54, "ipv4"],
      ["tftp_server", 66, "host_id"],
      ["domain_search_list", 119, "domains"],
      ["classless_static_route", 121, "static_routes"],
      ["wpad", 252, "str"],
    ),
    dhcpv6Options: table(
      ["server_id", 2, "mac"],
      ["ia_addr", 5, "ipv6"],
      ["dns_server", 23, "ipv6"],
      ["domain_search", 24, "str"],
    ),
  };
}

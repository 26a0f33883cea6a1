import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recordedChassis } from "../../test-support/recorded-chassis.ts";
import { formatFlow } from "../openflow/index.ts";
import { lowerLogical } from "./lower-logical.ts";

/** Learned and configured MAC addresses, forwarding entries, port security and hairpins. */
const TABLES = [66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 79];

const at = (name: string) => new URL(`../../test-support/row-flows/${name}`, import.meta.url);

// Recorded with `ovs-ofctl dump-flows --no-stats br-int` from the live ovn-controller of each version.
describe.each(["26.03.1", "25.03.0"])("tables beside Logical_Flow as ovn-controller %s lowers them", (version) => {
  describe.each(["hv1", "hv2"])("%s", (chassis) => {
    const view = recordedChassis(chassis, version, at(`southbound-${version}.dump`), at(`${chassis}-${version}.dump`));
    const { flows } = lowerLogical(view);
    const installed = readFileSync(at(`${chassis}-${version}.txt`), "utf8")
      .split("\n")
      .filter((line) => line !== "");

    test.each(TABLES)("table %i", (table) => {
      const made = flows.filter((flow) => flow.table === table).map((flow) => formatFlow(flow));
      expect(made.toSorted()).toEqual(installed.filter((line) => line.includes(` table=${table},`)));
    });
  });
});

test.each([
  [
    "26.03.1",
    [
      'OVN4506 found "0A:00:00:00:00:09," in "0A:00:00:00:00:09, 10.0.0.9", expected a MAC address',
      'OVN4506 found "1.2.3.4.5" in "ff:ff:ff:ff:ff:ff 1.2.3.4.5", expected an IP address',
      'OVN4506 found "nonsense" in "nonsense", expected a MAC address',
    ],
  ],
  // Without VRRP an entry counts up to the first word that cannot be read.
  [
    "25.03.0",
    [
      'OVN4506 found ", 10.0.0.9" in "0A:00:00:00:00:09, 10.0.0.9", expected an IP address',
      'OVN4506 found ".5" in "ff:ff:ff:ff:ff:ff 1.2.3.4.5", expected an IP address',
      'OVN4506 found "VRRPv3 0a:00:00:00:00:06 00:00:5E:00:01:06 10.0.0.66" in "VRRPv3 0a:00:00:00:00:06 00:00:5E:00:01:06 10.0.0.66", expected a MAC address',
      'OVN4506 found "VRRPv3 0a:00:00:00:00:07 00:00:5E:00:02:07 fd00::77 fe80::77" in "VRRPv3 0a:00:00:00:00:07 00:00:5E:00:02:07 fd00::77 fe80::77", expected a MAC address',
      'OVN4506 found "nonsense" in "nonsense", expected a MAC address',
    ],
  ],
])("rows that do not count for OVN %s are told", (version, entries) => {
  const view = recordedChassis("hv1", version, at(`southbound-${version}.dump`), at(`hv1-${version}.dump`));
  const told = lowerLogical(view).diagnostics.map(({ code, message }) => `${code} ${message}`);
  expect(told.toSorted()).toEqual([
    ...entries,
    'OVN4507 found "bogus", expected a MAC address',
    'OVN4507 found "bogus", expected a MAC address',
    'OVN4507 found "bogus", expected an IP address',
    'OVN4508 found "nonsense", expected an IPv4 or an IPv6 address, or one of both',
  ]);
});

import { describe, expect, test } from "vitest";
import { formatLogicalAddress, parseLogicalAddress } from "./address-list.ts";

// Forms of ovn-nb(5), Logical_Switch_Port "addresses" and ovn-sb(5), Port_Binding "mac" and "nat_addresses".
const cases = `
unknown
router
dynamic
dynamic 192.168.0.1
dynamic 192.168.0.1 2001::1
80:fa:5b:06:72:b7 dynamic
80:fa:5b:06:72:b7
80:fa:5b:06:72:b7 10.0.0.4 20.0.0.4
80:fa:5b:06:72:b7 10.0.0.4 fdaa:15f2:72cf:0:f816:3eff:fe20:3f41
80:FA:5b:6:72:b7 10.0.0.1/24 => 80:fa:5b:06:72:b7 10.0.0.1/24
00:00:00:00:00:01   10.0.0.1 => 00:00:00:00:00:01 10.0.0.1
00:00:00:00:00:01 fe80::1/64 10.0.0.1 => 00:00:00:00:00:01 10.0.0.1 fe80::1/64
00:00:00:00:00:01 10.0.0.1 is_chassis_resident("cr-lrp0")
00:00:00:00:00:01 10.0.0.256 10.0.0.1
10.0.0.1 fe80::1
`;

describe("address lists", () => {
  const lines = cases.trim().split("\n");
  test.each(lines)("%s", (line) => {
    const [input = "", want = input] = line.split(" => ");
    const address = parseLogicalAddress(input)!;
    expect(formatLogicalAddress(address)).toBe(want);
    expect(parseLogicalAddress(want)).toEqual(address);
  });

  test("what follows the last address is kept", () => {
    expect(parseLogicalAddress('00:00:00:00:00:01 10.0.0.1  is_chassis_resident("cr-lrp0") ')).toEqual({
      kind: "static",
      mac: [0, 1],
      ipv4: [{ value: [0x0a000001], prefixBits: 32 }],
      ipv6: [],
      rest: 'is_chassis_resident("cr-lrp0")',
    });
  });

  test.each(["", "  ", "somewhere", "unknown 10.0.0.1", "dynamic dynamic", "router router"])(
    "%j is no element",
    (text) => {
      expect(parseLogicalAddress(text)).toBeUndefined();
    },
  );
});

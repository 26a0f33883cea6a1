import { expect, test } from "vitest";
import { readAddressSet } from "./address-set.ts";
import { formatConstant } from "./constant.ts";

test("addresses of any kind are read, others are left out and named", () => {
  const { members, notes } = readAddressSet([
    "10.0.0.1",
    "fd00::/64",
    "0a:00:00:00:00:01",
    "10.0.0.300",
    "",
    "web",
    "10.0.0.2 x",
  ]);
  expect(members.map(formatConstant)).toEqual(["10.0.0.1", "fd00::/64", "0a:00:00:00:00:01", "10.0.0.2"]);
  expect(members.every(({ fromSet }) => fromSet)).toBe(true);
  expect(notes.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "OVN4014 `10.0.0.300' is not an address, and stands for nothing",
    "OVN4014 `' is not an address, and stands for nothing",
    "OVN4014 `web' is not an address, and stands for nothing",
  ]);
});

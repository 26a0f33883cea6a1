import { describe, expect, test } from "vitest";
import { type Change, formatChange, parseChange, parseUnset } from "./change.ts";

const CHANGES: readonly (readonly [text: string, change: Change])[] = [
  [
    "Interface[pod1-4].external_ids:encap-ip=10.0.2.1",
    { operation: "set", table: "Interface", row: "pod1-4", column: "external_ids", key: "encap-ip", value: "10.0.2.1" },
  ],
  [
    "hv1/Open_vSwitch.external_ids:ovn-encap-ip=10.0.1.1,10.0.2.1",
    {
      operation: "set",
      chassis: "hv1",
      table: "Open_vSwitch",
      column: "external_ids",
      key: "ovn-encap-ip",
      value: "10.0.1.1,10.0.2.1",
    },
  ],
  [
    "Chassis[hv1].transport_zones+=a,b",
    { operation: "add", table: "Chassis", row: "hv1", column: "transport_zones", value: "a,b" },
  ],
  [
    "Chassis[hv1].other_config-=is-interconn",
    { operation: "remove", table: "Chassis", row: "hv1", column: "other_config", value: "is-interconn" },
  ],
  [
    'Port_Binding[p].options:"a=b c"=',
    { operation: "set", table: "Port_Binding", row: "p", column: "options", key: "a=b c", value: "" },
  ],
  [
    "MAC_Binding[fd00::1].mac=0a:00:00:00:00:01",
    { operation: "set", table: "MAC_Binding", row: "fd00::1", column: "mac", value: "0a:00:00:00:00:01" },
  ],
];

describe("a change", () => {
  test.each(CHANGES)("%s", (text, change) => {
    expect(parseChange(text)).toEqual({ ok: true, value: change, notes: [] });
    expect(formatChange(change)).toBe(text);
  });

  test.each([
    "",
    "Interface",
    "Interface[a]",
    "Interface[a].ofport",
    "[a].b=c",
    "Interface[a.b=c",
    "a b.c=d",
    "T[r].c:=x",
  ])("%j is none", (text) => {
    const parsed = parseChange(text);
    expect(parsed.ok ? [] : parsed.errors.map(({ code }) => code)).toEqual(["OVN2040"]);
  });

  test("may take a value away, which has then no other", () => {
    const value = { operation: "unset", table: "Interface", row: "a", column: "external_ids", key: "encap-ip" };
    expect(parseUnset("Interface[a].external_ids:encap-ip")).toEqual({ ok: true, value, notes: [] });
    expect(parseUnset("Interface[a].external_ids:encap-ip=1").ok).toBe(false);
  });
});

import { describe, expect, test } from "vitest";
import { formatMac } from "../address/mac.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { parseBridgeMappings, parseMacMappings } from "./mapping.ts";

const place = { file: "conf.db" };

function bridges(value: string) {
  const notes: Diagnostic[] = [];
  const map = parseBridgeMappings({ value, from: "ovn-bridge-mappings" }, place, (note) => notes.push(note));
  return { map: [...map].map((pair) => pair.join("=")).join(" "), messages: notes.map(({ message }) => message) };
}

function macs(value: string) {
  const notes: Diagnostic[] = [];
  const map = parseMacMappings({ value, from: "ovn-chassis-mac-mappings" }, place, (note) => notes.push(note));
  return { map: [...map].map(([network, mac]) => `${network}=${formatMac(mac)}`).join(" "), notes: notes.length };
}

describe("bridge mappings", () => {
  test.each([
    ["", ""],
    ["phys:br-phys", "phys=br-phys"],
    ["a:br-a,b:br-b", "a=br-a b=br-b"],
    ["a:br-a,a:br-b", "a=br-b"],
    ["a:br:x", "a=br:x"],
    ["a:br-a,,b:br-b", "a=br-a"],
  ])("%j is %j", (value, want) => expect(bridges(value)).toEqual({ map: want, messages: [] }));

  test("a malformed element ends the list", () => {
    expect(bridges("a:br-a,b,c:br-c")).toEqual({
      map: "a=br-a",
      messages: ['found "b" in ovn-bridge-mappings, expected network:bridge; OVN reads no further'],
    });
  });
});

describe("MAC mappings", () => {
  test.each([
    ["", "", 0],
    ["a:aa:bb:cc:dd:ee:ff,b:00:00:00:00:00:01", "a=aa:bb:cc:dd:ee:ff b=00:00:00:00:00:01", 0],
    ["a:00:00:00:00:00:01,a:00:00:00:00:00:02", "a=00:00:00:00:00:01", 0],
    ["a:nothing,a:00:00:00:00:00:02,b", "a=00:00:00:00:00:02", 2],
  ])("%j is %j", (value, want, notes) => expect(macs(value)).toEqual({ map: want, notes }));
});

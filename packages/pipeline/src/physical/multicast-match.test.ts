import { expect, test } from "vitest";
import { MatchBuilder } from "../openflow/index.ts";
import { isMulticastMatch, isZoneFloodMatch } from "./multicast-match.ts";

const match = () => new MatchBuilder();

test.each([
  { name: "a group", of: match().set("metadata", 1).set("reg15", 0x8000), is: true },
  { name: "a port", of: match().set("metadata", 1).set("reg15", 0x7fff), is: false },
  { name: "part of the register", of: match().setMasked("reg15", 0x8000, 0x8000), is: false },
  { name: "another register", of: match().set("reg14", 0x8000), is: false },
  { name: "everything", of: match(), is: false },
])("isMulticastMatch tells $name: $is", ({ of, is }) => expect(isMulticastMatch(of.build())).toBe(is));

const flag = (value: number) => match().setMasked("reg10", value, 0x1_0000);

test.each([
  { name: "a flood", of: flag(0), is: true },
  { name: "its first part", of: flag(0).set("reg6", 0x8000), is: true },
  { name: "what came by a tunnel", of: flag(0x1_0000), is: false },
  { name: "one datapath", of: flag(0).set("metadata", 1), is: false },
  { name: "another flag", of: match().setMasked("reg10", 0, 0x2_0000), is: false },
  { name: "everything", of: match(), is: false },
])("isZoneFloodMatch tells $name: $is", ({ of, is }) => expect(isZoneFloodMatch(of.build())).toBe(is));

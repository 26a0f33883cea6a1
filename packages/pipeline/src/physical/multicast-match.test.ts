import { expect, test } from "vitest";
import { MatchBuilder } from "../openflow/index.ts";
import { isMulticastMatch } from "./multicast-match.ts";

const match = () => new MatchBuilder();

test.each([
  { name: "a group", of: match().set("metadata", 1).set("reg15", 0x8000), is: true },
  { name: "a port", of: match().set("metadata", 1).set("reg15", 0x7fff), is: false },
  { name: "part of the register", of: match().setMasked("reg15", 0x8000, 0x8000), is: false },
  { name: "another register", of: match().set("reg14", 0x8000), is: false },
  { name: "everything", of: match(), is: false },
])("isMulticastMatch tells $name: $is", ({ of, is }) => expect(isMulticastMatch(of.build())).toBe(is));

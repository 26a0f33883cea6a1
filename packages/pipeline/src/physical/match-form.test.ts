import fc from "fast-check";
import { expect, test } from "vitest";
import { FIELDS, type Match, MatchBuilder, matchEquals, subfield } from "../openflow/index.ts";
import { createMatchForm } from "./match-form.ts";

function build(datapath: number, port: number, encapId: number): Match {
  const builder = new MatchBuilder().set("metadata", datapath).setSubfield(subfield(FIELDS.reg15), port);
  return builder.setSubfield(subfield(FIELDS.reg13, 16, 16), encapId).build();
}

test("a form makes what the builder makes", () => {
  const form = createMatchForm(build);
  const word = fc.nat(0xffff_ffff);
  fc.assert(
    fc.property(word, word, fc.nat(0xffff), (datapath, port, encapId) => {
      expect(matchEquals(form(datapath, port, encapId), build(datapath, port, encapId))).toBe(true);
    }),
  );
});

test("a number that is not matched changes nothing", () => {
  const form = createMatchForm((datapath, port) => build(datapath, port, 7));
  expect(matchEquals(form(1, 2, 3), build(1, 2, 7))).toBe(true);
});

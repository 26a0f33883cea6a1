import fc from "fast-check";
import { expect, test } from "vitest";
import { FIELDS, type Match, MatchBuilder, matchEquals, subfield } from "../openflow/index.ts";
import { createMatchForm } from "./match-form.ts";

function build(datapath: number, port: number, encapId: number): Match {
  const builder = new MatchBuilder().set("metadata", datapath).setSubfield(subfield(FIELDS.reg15), port);
  return builder.setSubfield(subfield(FIELDS.reg13, 16, 16), encapId).build();
}

test("a form makes what the builder makes, whichever number it is that differs", () => {
  const word = fc.nat(0xffff_ffff);
  fc.assert(
    fc.property(word, word, fc.nat(0xffff), word, (datapath, port, encapId, other) => {
      const [byDatapath, byPort, byEncapId] = [
        createMatchForm((value) => build(value, port, encapId)),
        createMatchForm((value) => build(datapath, value, encapId)),
        createMatchForm((value) => build(datapath, port, value)),
      ] as const;
      expect(matchEquals(byDatapath(other), build(other, port, encapId))).toBe(true);
      expect(matchEquals(byPort(other), build(datapath, other, encapId))).toBe(true);
      expect(matchEquals(byEncapId(other & 0xffff), build(datapath, port, other & 0xffff))).toBe(true);
    }),
  );
});

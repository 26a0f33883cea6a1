import { describe, expect, test } from "vitest";
import { expandTemplates } from "./template.ts";

const variables = new Map([
  ["vip", "10.0.0.1"],
  ["ports", "80, 443"],
]);

describe("template variables", () => {
  test.each([
    ["ip4.dst == ^vip && tcp.dst == {^ports}", "ip4.dst == 10.0.0.1 && tcp.dst == {80, 443}"],
    ["^vip:^ports", "10.0.0.1:80, 443"],
    ["no variable", "no variable"],
    ['inport == "^vip"', 'inport == "^vip"'],
  ])("%s", (text, expanded) => {
    expect(expandTemplates(text, variables)).toEqual({ ok: true, text: expanded });
  });

  test("the first one without a value is named", () => {
    expect(expandTemplates("^vip ^nope ^none", variables)).toEqual({ ok: false, variable: "nope" });
  });
});

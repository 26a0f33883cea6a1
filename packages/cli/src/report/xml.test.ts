import { expect, test } from "vitest";
import { xmlElement } from "./xml.ts";

test("an element's attributes and text are escaped; text keeps its lines", () => {
  expect(xmlElement("a", { b: `<&>"'\n`, c: 1 })).toBe(`<a b="&lt;&amp;&gt;&quot;&apos;&#10;" c="1"/>`);
  expect(xmlElement("a", {}, "x]]>\n\ty")).toBe("<a>x]]&gt;\n\ty</a>");
  expect(xmlElement("a", {}, [xmlElement("b", {}), xmlElement("c", {}, "")])).toBe("<a>\n<b/>\n<c></c>\n</a>");
});

test("what XML cannot hold is replaced", () => {
  expect(xmlElement("a", {}, "\u0000\u000b\ufffe\ud800x\udc00")).toBe("<a>\ufffd\ufffd\ufffd\ufffdx\ufffd</a>");
  expect(xmlElement("a", {}, "\u{1f600}\r\u0085")).toBe("<a>\u{1f600}&#13;&#133;</a>");
});

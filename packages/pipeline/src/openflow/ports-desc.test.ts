import { describe, expect, test } from "vitest";
import { parsePortsDesc } from "./ports-desc.ts";

const read = (text: string) => {
  const parsed = parsePortsDesc(text, { file: "ports.txt" });
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  return parsed;
};

const port = (number: string, name: string, state: string) =>
  ` ${number}(${name}): addr:aa:55:aa:55:00:0f\n     config:     0\n     state:      ${state}\n     speed: 0 Mbps now, 0 Mbps max\n`;

describe("liveness", () => {
  const ports =
    port("1", "vif", "LIVE") +
    port("2", "tun", "0") +
    port("3", "off", "LINK_DOWN") +
    port("4", "stp", "STP_BLOCK BLOCKED LIVE") +
    port("LOCAL", "br-int", "LIVE");

  test("is the LIVE bit of OpenFlow 1.1 and later", () => {
    const { value } = read(`OFPST_PORT_DESC reply (OF1.5) (xid=0x2):\n${ports}`);
    expect([...value.live]).toEqual([
      [1, true],
      [2, false],
      [3, false],
      [4, true],
      [0xfffe, true],
    ]);
  });

  test("is not told by OpenFlow 1.0, but for a link that is down", () => {
    const { value } = read(
      `OFPST_PORT_DESC reply (xid=0x2):\n${port("1", "vif", "0")}${port("3", "off", "LINK_DOWN")}`,
    );
    expect([...value.live]).toEqual([[3, false]]);
    expect([...value.byName]).toEqual([
      ["vif", 1],
      ["off", 3],
    ]);
  });

  test("of a port that is there twice is that of the first", () => {
    const twice = `OFPST_PORT_DESC reply (OF1.3) (xid=0x2):\n${port("1", "a", "LIVE")}${port("1", "b", "0")}`;
    const { value, notes } = read(twice);
    expect([...value.live]).toEqual([[1, true]]);
    expect(notes.map(({ code, place }) => [code, place])).toEqual([["OVN3005", { file: "ports.txt", line: 6 }]]);
  });

  test("a long name that is cut to that of another port is no fault", () => {
    const text = [6, 7]
      .map((n) => ` ${n}(patch-br-int-to): addr:ce:2f:d6:c0:3b:0${n}\n     state:      LIVE\n`)
      .join("");
    const parsed = parsePortsDesc(text);
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(parsed.notes).toEqual([]);
    expect([...parsed.value.byNumber]).toEqual([
      [6, "patch-br-int-to"],
      [7, "patch-br-int-to"],
    ]);
    expect([...parsed.value.live.keys()]).toEqual([6, 7]);
  });
});

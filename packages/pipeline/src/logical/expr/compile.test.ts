import { describe, expect, test, vi } from "vitest";
import { formatMatch, MatchBuilder } from "../../openflow/index.ts";
import { readAddressSet } from "./address-set.ts";
import { expandText } from "./annotate.ts";
import { createMatchCompiler, type MatchSite } from "./compile.ts";
import { createSymbolTable } from "./tables.ts";

const table = createSymbolTable({ release: "26.03" });
const thousand = readAddressSet(Array.from({ length: 1000 }, (_, i) => `10.${i >> 8}.${i & 255}.1`)).members;

function createCompiler() {
  return createMatchCompiler({
    table,
    addressSet: (name) => (name === "thousand" ? thousand : undefined),
    portGroup: (name, datapathKey) => (name === "pg" ? [`p${datapathKey}`] : undefined),
  });
}

const site: MatchSite = {
  datapathKey: 1,
  lookupPort: (name) => (/^p\d$/.test(name) ? Number(name.slice(1)) : undefined),
  isResident: (port) => port === "p1",
};

const flows = (text: string, at: MatchSite = site, compiler = createCompiler()) => {
  const list = compiler.compile(text, at);
  return list.ok ? list.value.terms.map(({ match }) => formatMatch(match)) : list.errors.map(({ code }) => code);
};

describe("a match is compiled for a site", () => {
  test("a port group is that of the datapath", () => {
    const compiler = createCompiler();
    expect(flows("outport == @pg", { ...site, datapathKey: 1 }, compiler)).toEqual(["reg15=0x1"]);
    expect(flows("outport == @pg", { ...site, datapathKey: 2 }, compiler)).toEqual(["reg15=0x2"]);
  });

  test("a port is that of the datapath", () => {
    const compiler = createCompiler();
    expect(flows('inport == "p3"', site, compiler)).toEqual(["reg14=0x3"]);
    expect(flows('inport == "p3"', { ...site, lookupPort: () => 7 }, compiler)).toEqual(["reg14=0x7"]);
    expect(flows('inport == "p3"', { ...site, lookupPort: () => undefined }, compiler)).toEqual([]);
  });

  test("residency is that of the chassis", () => {
    const compiler = createCompiler();
    expect(flows('is_chassis_resident("p1") && ip4', site, compiler)).toEqual(["ip"]);
    expect(flows('is_chassis_resident("p1") && ip4', { ...site, isResident: () => false }, compiler)).toEqual([]);
  });

  test("the base is in every flow, and lists are remembered for each", () => {
    const compiler = createCompiler();
    const one = { ...site, base: new MatchBuilder().set("metadata", 1).build() };
    const two = { ...site, base: new MatchBuilder().set("metadata", 2).build() };
    expect(flows("ip", one, compiler)).toEqual(["ip,metadata=0x1", "ipv6,metadata=0x1"]);
    expect(flows("ip", two, compiler)).toEqual(["ip,metadata=0x2", "ipv6,metadata=0x2"]);
    expect(flows("1", two, compiler)).toEqual(["metadata=0x2"]);
    const again = compiler.compile("ip", one);
    expect(again.ok && compiler.compile("ip", one)).toMatchObject({ value: again.ok && again.value });
  });

  test("prerequisites of actions are added", () => {
    const prerequisites = [expandText("ip4", table)];
    expect(flows("tcp.dst == 80", { ...site, prerequisites })).toEqual(["tcp,tp_dst=80"]);
    expect(flows("ip6", { ...site, prerequisites })).toEqual([]);
  });
});

test("a text is parsed once, wherever it stands", () => {
  const addressSet = vi.fn<() => typeof thousand>(() => thousand);
  const compiler = createMatchCompiler({ table, addressSet, portGroup: () => undefined });
  for (let i = 0; i < 3; i++) compiler.compile("ip4.src == $thousand", site);
  expect(addressSet).toHaveBeenCalledTimes(1);
});

describe("what ovn-controller and the switch make of it", () => {
  const notes = (text: string) => {
    const list = createCompiler().compile(text, { ...site, place: { table: "Logical_Flow", row: "u" } });
    return list.ok ? list.notes.map(({ code, message }) => `${code} ${message}`) : [];
  };

  // Seen on real OVN 26.03.1: an ACL on a DSCP value takes all of IPv4.
  test("a DSCP is left out", () => {
    expect(flows("ip4 && ip.dscp == 10")).toEqual(["ip"]);
    expect(notes("ip4 && ip.dscp == 10")).toEqual([
      "OVN4018 ovn-controller leaves ip.dscp == 10 out of the flows of `ip4 && ip.dscp == 10'",
    ]);
  });

  test("so is a nominal field under a mask", () => {
    expect(flows("ip4 && ip.proto == 6/7")).toEqual(["ip"]);
  });

  // Seen on real OVN 26.03.1: vlan.pcp < 4 matches priority 0, not 0 to 3.
  test("part of a VLAN priority is sent as all of it", () => {
    expect(flows("vlan.pcp == 2/6")).toEqual(["dl_vlan_pcp=2"]);
  });

  test("a field without its prerequisites is not sent", () => {
    expect(flows("!ip4.mcast && eth.bcast")).toContain("dl_dst=ff:ff:ff:ff:ff:ff");
  });

  // Seen on real OVN 26.03.1: the switch answers OFPBMC_BAD_PREREQ and drops the connection.
  test.each([
    ["ip4 && ip.frag == 3 && tcp.dst == 80", "ports or flags of a later fragment"],
    ["vlan.tci == 0x800/0x1800 && vlan.tci[13..15] == 0", "a VLAN priority without a VLAN tag"],
  ])("%s is refused", (text, why) => {
    expect(notes(text)).toEqual([`OVN4019 Open vSwitch refuses a flow that matches ${why}, made of \`${text}'`]);
  });
});

describe("a match that is too much", () => {
  test("needs too many flows", () => {
    const sides = ["eth.src", "eth.dst"].map(
      (field) => `${field} == {${Array.from({ length: 700 }, (_, i) => i + 1).join(",")}}`,
    );
    const product = `(${sides[0]} || ip4.src == 1.1.1.1) && (${sides[1]} || ip4.dst == 1.1.1.1)`;
    expect(flows(product)).toEqual(["OVN4017"]);
  });

  test("or too much work", () => {
    const scattered = (salt: number) =>
      `ct_label == {${Array.from({ length: 300 }, (_, i) => `0x${(i * 2654435761 + salt).toString(16)}/0x${((i + 7) * 40503 * salt).toString(16)}`).join(",")}}`;
    expect(flows([1, 3, 5, 7, 9].map(scattered).join(" && "))).toEqual(["OVN4017"]);
  });

  test("a big set is not", () => {
    expect(flows("ip4.src == $thousand && tcp.dst == {1, 2}")).toHaveLength(1003);
    expect(flows("ip4.src != $thousand").length).toBeGreaterThan(1000);
  });
});

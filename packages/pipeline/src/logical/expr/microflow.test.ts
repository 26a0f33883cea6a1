import { expect, test } from "vitest";
import { formatMatch } from "../../openflow/index.ts";
import { parseLogicalMicroflow } from "./microflow.ts";
import { createSymbolTable } from "./tables.ts";

const options = {
  scope: { table: createSymbolTable({ release: "26.03" }) },
  lookupPort: (name: string) => (name === "p1" ? 5 : undefined),
};

const CASES = `
1 => *
ip4 => ip
inport == "p1" && eth.src == 0a:00:00:00:00:01 => reg14=0x5,dl_src=0a:00:00:00:00:01
ip4 && tcp.dst == 80 && ip.ttl == 64 => tcp,nw_ttl=64,tp_dst=80
ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.2 && icmp4.type == 8 => icmp,nw_src=10.0.0.1,nw_dst=10.0.0.2,icmp_type=8
ip6 && tcp.src[1..15] == 0x28 => tcp6,tp_src=0x50/0xfffe
ip4 && tcp.src > 79 && tcp.src < 81 => tcp,tp_src=80
ip4 && is_chassis_resident("anything") => ip
vlan.vid == 7 && !ct.trk => ct_state=-trk,dl_vlan=7
tcp.dst == 80 => OVN4015
ip4 && tcp.dst > 1024 => OVN4015
ip4 && tcp.dst == {80, 443} => OVN4015
ip4 && ip6 => OVN4016
ip4.src == 10.0.0.1 && ip4.src == 10.0.0.2 => OVN4016
inport == "p2" => OVN4016
ip4 && => OVN4002
`;

test.each(
  CASES.trim()
    .split("\n")
    .map((line) => line.split(" => ")),
)("%s", (text = "", want) => {
  const parsed = parseLogicalMicroflow(text, options);
  expect(parsed.ok ? formatMatch(parsed.value.match) || "*" : parsed.errors[0].code).toBe(want);
});

test("the port that a packet starts at is told by name", () => {
  const parsed = parseLogicalMicroflow('inport == "p1" && outport == "p1"', options);
  expect(parsed.ok && parsed.value.inports).toEqual(["p1"]);
});

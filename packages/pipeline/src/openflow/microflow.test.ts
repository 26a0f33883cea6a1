import { describe, expect, test } from "vitest";
import { FIELDS } from "./field-table.ts";
import { parseMicroflow } from "./microflow.ts";
import { formatMicroflow } from "./microflow-text.ts";
import { readField } from "./subfield.ts";

const names = { byName: new Map([["vif1", 1]]), byNumber: new Map([[1, "vif1"]]) };

/** As asked of ofproto/trace, and what Open vSwitch 3.7.2 printed after `Flow:`. */
const TRACED: readonly (readonly [asked: string, flow: string])[] = [
  [
    "in_port=vif1,icmp,dl_src=0a:58:0a:01:00:01,dl_dst=0a:58:0a:01:00:02,nw_src=10.0.1.1,nw_dst=10.0.1.2,nw_ttl=64,icmp_type=8,icmp_code=0",
    "icmp,in_port=1,vlan_tci=0x0000,dl_src=0a:58:0a:01:00:01,dl_dst=0a:58:0a:01:00:02,nw_src=10.0.1.1,nw_dst=10.0.1.2,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,icmp_type=8,icmp_code=0",
  ],
  [
    "in_port=1,tcp6,dl_src=0a:58:0a:02:00:01,dl_dst=0a:58:0a:f0:00:02,ipv6_src=fd02::1,ipv6_dst=fd01::2,nw_ttl=64,tp_src=40000,tp_dst=80,tcp_flags=syn",
    "tcp6,in_port=1,vlan_tci=0x0000,dl_src=0a:58:0a:02:00:01,dl_dst=0a:58:0a:f0:00:02,ipv6_src=fd02::1,ipv6_dst=fd01::2,ipv6_label=0x00000,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,tp_src=40000,tp_dst=80,tcp_flags=syn",
  ],
  [
    "in_port=1,dl_src=0a:58:0a:01:00:01,dl_dst=0a:ff:ff:ff:ff:01,dl_type=0x1234",
    "in_port=1,vlan_tci=0x0000,dl_src=0a:58:0a:01:00:01,dl_dst=0a:ff:ff:ff:ff:01,dl_type=0x1234",
  ],
];

/** Printed by Open vSwitch 3.7.2 after `Flow:` and `Final flow:`, and read back. */
const PRINTED: readonly string[] = [
  "icmp6,in_port=1,vlan_tci=0x0000,dl_src=02:ac:10:00:00:0b,dl_dst=02:ac:10:00:00:15,ipv6_src=fd20:31::b,ipv6_dst=fd20:32::b,ipv6_label=0x00000,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,icmp_type=128,icmp_code=0",
  "recirc_id=0x2,ct_state=new|trk,ct_zone=19,eth,tcp,reg0=0x1,reg11=0x1,metadata=0x3,in_port=2,vlan_tci=0x0000,dl_src=0a:58:0a:f4:01:03,dl_dst=0a:58:0a:f4:01:04,nw_src=10.244.1.3,nw_dst=10.244.1.4,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,tp_src=40000,tp_dst=8080,tcp_flags=syn",
  "reg11=0x1,reg12=0x4,reg13=0x3,reg14=0x5,reg15=0x8004,tun_src=172.16.1.3,tun_dst=172.16.1.2,tun_ipv6_src=::,tun_ipv6_dst=::,tun_gbp_id=0,tun_gbp_flags=0,tun_tos=0,tun_ttl=0,tun_erspan_ver=0,gtpu_flags=0,gtpu_msgtype=0,tun_flags=0,tun_metadata0=0x58004,metadata=0x1,in_port=1,vlan_tci=0x0000,dl_src=0a:58:0a:03:00:01,dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x1234",
];

describe("a microflow", () => {
  test.each(TRACED)("%s", (asked, flow) => {
    const parsed = parseMicroflow(asked, { names });
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(formatMicroflow(parsed.value)).toBe(flow);
  });

  test.each(PRINTED)("%s", (flow) => {
    const parsed = parseMicroflow(flow);
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(formatMicroflow(parsed.value)).toBe(flow);
  });

  test.each([
    ["udp,tp_dst=53", FIELDS.udp_dst, 53],
    ["tp_dst=53,udp", FIELDS.udp_dst, 53],
    ["sctp,tp_src=7", FIELDS.sctp_src, 7],
    ["tcp,tcp_flags=+syn+ack", FIELDS.tcp_flags, 0x12],
    ["ct_state=est|trk,ip", FIELDS.ct_state, 0x22],
    ["arp,arp_op=2", FIELDS.nw_proto, 2],
    ["dl_vlan=5,dl_vlan_pcp=3", FIELDS.vlan_tci, 0x7005],
    ["dl_vlan=5,dl_vlan1=7", FIELDS.vlan_tci1, 0x1007],
    ["dl_vlan=5,dl_vlan_pcp=0,dl_vlan1=7,dl_vlan_pcp1=2", FIELDS.vlan_tci1, 0x5007],
    ["reg13=0x10002", FIELDS.reg13, 0x10002],
    ["tun_metadata0=0x5", FIELDS.tun_metadata0, 5],
    ["in_port=LOCAL", FIELDS.in_port, 0xfffe],
    ["ip", FIELDS.in_port, 0xffff],
  ])("%s", (text, field, value) => {
    const parsed = parseMicroflow(text);
    if (!parsed.ok) throw new Error(parsed.errors[0].message);
    expect(readField(parsed.value, field)).toBe(value);
  });

  test.each([
    ["", "the microflow is empty", 0],
    ["in_port=nowhere,ip", 'port "nowhere" has no known number', 8],
    ["tcp,udp", 'protocol "udp" comes after another', 4],
    ["ip,nw_src=1.2.3.4,nw_src=1.2.3.5", "field nw_src is given twice", 18],
    ["ip,nw_src=1.2.3.0/24", '"nw_src=1.2.3.0/24" is no single value', 3],
    ["ip,nw_frag=yes", '"nw_frag=yes" is no single value', 3],
    ["nw_src=1.2.3.4", "field nw_src needs a packet that has it", 0],
    ["icmp,tp_dst=5", "field tcp_dst needs a packet that has it", 5],
    ["arp,nw_ttl=5", "field nw_ttl needs a packet that has it", 4],
    ["dl_vlan1=5", "field vlan_tci1 needs a packet that has it", 0],
    ["dl_vlan=1,dl_vlan1=4096", '"4096" is no value of dl_vlan1', 19],
    ["foo=1", '"foo" is no field and no protocol', 0],
    ["ip,nw_ttl=256", '"256" is no value of nw_ttl', 10],
    ["packet_type=(1", "a parenthesis or quote is never closed", 0],
  ])("refuses %s", (text, message, character) => {
    const parsed = parseMicroflow(text);
    expect(parsed.ok ? undefined : parsed.errors[0]).toMatchObject({ code: "OVN3006", message, place: { character } });
  });
});

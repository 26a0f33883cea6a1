import { describe, expect, test } from "vitest";
import { formatMicroflow, parseMicroflow } from "../openflow/index.ts";
import { answerPacket } from "./answer-packet.ts";

const ETHER = "dl_src=0a:00:00:00:00:01,dl_dst=0a:00:00:00:00:02";
const BACK = "vlan_tci=0x0000,dl_src=0a:00:00:00:00:02,dl_dst=0a:00:00:00:00:01";

function answer(packet: string): string {
  const key = parseMicroflow(`in_port=1,${ETHER},${packet}`);
  if (!key.ok) throw new Error(key.errors[0].message);
  const answered = answerPacket(key.value);
  return typeof answered === "string" ? answered : formatMicroflow(answered).replace("in_port=1,", "");
}

/** Types and flags: RFC 792, RFC 4443, RFC 9293. */
describe("the answer to", () => {
  test.each([
    [
      "icmp,nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_ttl=3,icmp_type=8",
      `icmp,${BACK},nw_src=10.0.0.2,nw_dst=10.0.0.1,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,icmp_type=0,icmp_code=0`,
    ],
    [
      "icmp6,ipv6_src=fd00::1,ipv6_dst=fd00::2,nw_ttl=3,icmpv6_type=128",
      `icmp6,${BACK},ipv6_src=fd00::2,ipv6_dst=fd00::1,ipv6_label=0x00000,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,icmp_type=129,icmp_code=0`,
    ],
    [
      "tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_src=4000,tp_dst=80,tcp_flags=syn",
      `tcp,${BACK},nw_src=10.0.0.2,nw_dst=10.0.0.1,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,tp_src=80,tp_dst=4000,tcp_flags=syn|ack`,
    ],
    [
      "tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_src=4000,tp_dst=80,tcp_flags=ack",
      `tcp,${BACK},nw_src=10.0.0.2,nw_dst=10.0.0.1,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,tp_src=80,tp_dst=4000,tcp_flags=ack`,
    ],
    [
      "udp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_src=4000,tp_dst=53",
      `udp,${BACK},nw_src=10.0.0.2,nw_dst=10.0.0.1,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,tp_src=53,tp_dst=4000`,
    ],
    ["tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tcp_flags=rst", "nobody answers a TCP reset"],
    ["icmp,nw_src=10.0.0.1,nw_dst=10.0.0.2,icmp_type=3", "nobody answers ICMP of type 3"],
    ["udp,nw_src=10.0.0.1,nw_dst=224.0.0.5", "a packet to a group or to everybody has no one answer"],
    ["udp,nw_src=10.0.0.1,nw_dst=255.255.255.255", "a packet to a group or to everybody has no one answer"],
    ["udp6,ipv6_src=fd00::1,ipv6_dst=ff02::1", "a packet to a group or to everybody has no one answer"],
    ["dl_type=0x88b5", "nothing is known to answer a frame of type 0x88b5"],
  ])("%s", (packet, expected) => {
    expect(answer(packet)).toBe(expected);
  });
});

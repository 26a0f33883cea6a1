import { describe, expect, test } from "vitest";
import { smallCluster } from "../../../test-support/small-cluster.ts";
import { createBridge, runPacket } from "../../machine/index.ts";
import { formatActions, formatMicroflow, parseFlows, parseMicroflow } from "../../openflow/index.ts";
import { explainPunt } from "./explain-punt.ts";
import { runAhead } from "./run-ahead.ts";

const cluster = smallCluster({
  chassis: [],
  tables: {
    Datapath_Binding: { d1: { tunnel_key: 2 } },
    Port_Binding: { p1: { logical_port: "a1", datapath: "d1", tunnel_key: 2, type: "" } },
    DHCP_Options: {
      o1: { code: 51, name: "lease_time", type: "uint32" },
      o2: { code: 3, name: "router", type: "ipv4" },
      o3: { code: 15, name: "domain_name", type: "str" },
      o4: { code: 26, name: "mtu", type: "uint16" },
    },
  },
});

const MACS = "dl_src=0a:58:0a:01:00:01,dl_dst=0a:58:0a:f0:00:01";
const AT = "in_port=1,metadata=2,reg14=2,reg13=0x10001";

type Told = {
  readonly what: string;
  readonly text: string;
  readonly isNotice: boolean | undefined;
  readonly packet?: string;
  readonly rest?: string;
  readonly kind?: "packet-out" | "resume";
};

/** What ovn-controller does with a packet, and the packet that it sends with the rest of its actions. */
function explain(packet: string, userdata: string, pause = false): Told {
  const flows = parseFlows(`actions=controller(userdata=${userdata}${pause ? ",pause" : ""}),output:2`);
  const key = parseMicroflow(`${AT},${packet}`);
  if (!flows.ok || !key.ok) throw new Error("unreadable");
  const { controllers } = runPacket(createBridge({ flows: flows.value.flows }), key.value);
  const { what, text, sent, isNotice } = explainPunt(cluster, controllers[0]!);
  const told = { what, text, isNotice };
  if (sent === undefined) return told;
  const after = sent.kind === "packet-out" ? runAhead(sent.key, sent.actions) : sent.key;
  const rest = sent.kind === "packet-out" ? formatActions(sent.actions.slice(-1)) : "";
  return { ...told, packet: formatMicroflow(after), rest, kind: sent.kind };
}

/** Userdata as ovn-controller 26.03 installed it; packets as its pinctrl module makes them, and the RFCs. */
describe("ovn-controller", () => {
  test("asks by ARP, from who would send the packet on", () => {
    const userdata =
      "00.00.00.00.00.00.00.00.00.19.00.10.80.00.06.06.ff.ff.ff.ff.ff.ff.00.00.00.1c.00.18.00.20.00.40.00.00.00.00.00.01.e0.10.80.00.2c.04.00.00.00.00.00.1c.00.18.00.20.00.60.00.00.00.00.00.01.de.10.80.00.2e.04.00.00.00.00.00.19.00.10.80.00.2a.02.00.01.00.00.00.00.00.00.ff.ff.00.10.00.00.23.20.00.0e.ff.f8.2a.00.00.00";
    const told = explain(
      `icmp,${MACS},nw_src=10.0.1.1,nw_dst=10.9.9.9,reg0=0xc00002fe,reg5=0xc0000201`,
      userdata,
      true,
    );
    expect(told).toMatchObject({
      what: "arp",
      text: "asks by ARP who has 192.0.2.254",
      kind: "packet-out",
      rest: "resubmit(,42)",
      packet:
        "arp,reg0=0xc00002fe,reg5=0xc0000201,reg13=0x10001,reg14=0x2,metadata=0x2,in_port=CONTROLLER,vlan_tci=0x0000,dl_src=0a:58:0a:01:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=192.0.2.1,arp_tpa=192.0.2.254,arp_op=1,arp_sha=0a:58:0a:01:00:01,arp_tha=00:00:00:00:00:00",
    });
  });

  test("asks by neighbour solicitation at the group of the next hop (RFC 4861, RFC 4291)", () => {
    const userdata =
      "00.00.00.09.00.00.00.00.00.1c.00.18.00.80.00.00.00.00.00.00.00.01.de.10.80.00.3e.10.00.00.00.00.ff.ff.00.10.00.00.23.20.00.0e.ff.f8.2a.00.00.00";
    const told = explain(
      `tcp6,${MACS},ipv6_src=fd01::1,ipv6_dst=fd09::9,xxreg0=0xfd020000000000000000000000abcdef`,
      userdata,
      true,
    );
    expect(told).toMatchObject({ what: "nd_ns", text: "asks by neighbour solicitation who has fd02::ab:cdef" });
    expect(told.packet).toContain("dl_src=0a:58:0a:01:00:01,dl_dst=33:33:ff:ab:cd:ef");
    expect(told.packet).toContain("ipv6_src=fe80::858:aff:fe01:1,ipv6_dst=ff02::1:ffab:cdef");
    expect(told.packet).toContain(
      "nw_ttl=255,nw_frag=no,icmp_type=135,icmp_code=0,nd_target=fd02::ab:cdef,nd_sll=0a:58:0a:01:00:01",
    );
  });

  test("answers a neighbour solicitation, and the flows' actions have the last word", () => {
    const userdata =
      "00.00.00.03.00.00.00.00.00.19.00.10.80.00.08.06.0a.58.0a.01.00.02.00.00.00.19.00.18.80.00.34.10.fd.01.00.00.00.00.00.00.00.00.00.00.00.00.00.02.00.19.00.18.80.00.3e.10.fd.01.00.00.00.00.00.00.00.00.00.00.00.00.00.02.00.19.00.10.80.00.42.06.0a.58.0a.01.00.02.00.00.00.1c.00.18.00.20.00.00.00.00.00.00.00.01.1c.04.00.01.1e.04.00.00.00.00.00.19.00.10.00.01.15.08.00.00.00.01.00.00.00.01.ff.ff.00.10.00.00.23.20.00.0e.ff.f8.2a.00.00.00";
    const told = explain(
      "icmp6,dl_src=0a:58:0a:01:00:01,dl_dst=33:33:ff:00:00:02,ipv6_src=fd01::1,ipv6_dst=ff02::1:ff00:2,nw_ttl=255,icmpv6_type=135,icmpv6_code=0,nd_target=fd01::2",
      userdata,
    );
    expect(told).toMatchObject({
      what: "nd_na",
      text: "answers the neighbour solicitation: fd01::2 is at 0a:58:0a:01:00:02",
      rest: "resubmit(,42)",
    });
    expect(told.packet).toContain("reg10=0x1,");
    expect(told.packet).toContain("reg15=0x2,");
    expect(told.packet).toContain(
      "dl_src=0a:58:0a:01:00:02,dl_dst=0a:58:0a:01:00:01,ipv6_src=fd01::2,ipv6_dst=fd01::1",
    );
  });

  test("rejects TCP with a reset that goes back (RFC 9293)", () => {
    const resubmit = "ff.ff.00.10.00.00.23.20.00.0e.ff.f8.28.00.00.00";
    const tcp = `tcp,${MACS},nw_src=10.0.1.1,nw_dst=10.0.2.1,nw_ttl=64,tp_src=40000,tp_dst=22`;
    expect(explain(`${tcp},tcp_flags=syn`, `00.00.00.16.00.00.00.00.${resubmit}`)).toMatchObject({
      what: "reject",
      text: "rejects the packet: answers with a TCP reset",
      packet:
        "tcp,reg13=0x10001,reg14=0x2,metadata=0x2,in_port=CONTROLLER,vlan_tci=0x0000,dl_src=0a:58:0a:f0:00:01,dl_dst=0a:58:0a:01:00:01,nw_src=10.0.2.1,nw_dst=10.0.1.1,nw_tos=0,nw_ecn=0,nw_ttl=63,nw_frag=no,tp_src=22,tp_dst=40000,tcp_flags=rst|ack",
      rest: "resubmit(,40)",
    });
    expect(explain(`${tcp},tcp_flags=rst`, `00.00.00.16.00.00.00.00.${resubmit}`)).toEqual({
      what: "reject",
      text: "rejects nothing: the packet is a TCP reset itself",
      isNotice: false,
    });
  });

  test.each([
    ["udp", "nw_src=10.0.1.1,nw_dst=10.0.2.1", "port unreachable", "icmp_type=3,icmp_code=3"],
    ["icmp,icmp_type=8", "nw_src=10.0.1.1,nw_dst=10.0.2.1", "host unreachable", "icmp_type=3,icmp_code=1"],
    ["udp6", "ipv6_src=fd01::1,ipv6_dst=fd02::1", "port unreachable", "icmp_type=1,icmp_code=4"],
    [
      "icmp6,icmpv6_type=128",
      "ipv6_src=fd01::1,ipv6_dst=fd02::1",
      "communication prohibited",
      "icmp_type=1,icmp_code=1",
    ],
  ])("rejects %s with an ICMP error (RFC 792, RFC 4443)", (proto, ends, name, type) => {
    const told = explain(`${proto},${MACS},${ends}`, "00.00.00.16.00.00.00.00");
    expect(told.text).toBe(`rejects the packet: answers with an ICMP error: ${name}`);
    expect(told.packet).toContain(`nw_ttl=255,nw_frag=no,${type}`);
  });

  test("tells the MTU that a note names", () => {
    const note = "ff.ff.00.18.00.00.23.20.00.08.6f.76.6e.00.00.00.00.00.05.14.00.00.00.00";
    const told = explain(`udp,${MACS},nw_src=10.0.1.1,nw_dst=10.0.2.1`, `00.00.00.0e.00.00.00.00.${note}`);
    expect(told.text).toBe("answers with an ICMP error: fragmentation needed, MTU 1300");
  });

  test("offers an address by DHCP, and gives the packet back with the answer's bit set", () => {
    const userdata =
      "00.00.00.02.00.00.00.00.00.01.de.10.00.00.00.63.0a.00.01.01.0f.0b.6c.61.62.2e.65.78.61.6d.70.6c.65.33.04.00.00.0e.10.1a.02.05.78.03.04.0a.00.01.fe.fc.01.07";
    const request =
      "udp,dl_src=0a:58:0a:01:00:01,dl_dst=ff:ff:ff:ff:ff:ff,nw_src=0.0.0.0,nw_dst=255.255.255.255,tp_src=68,tp_dst=67";
    expect(explain(request, userdata, true)).toMatchObject({
      what: "put_dhcp_opts",
      text: "answers DHCP with an offer of 10.0.1.1 (domain_name lab.example, lease_time 3600, mtu 1400, router 10.0.1.254, option 252 07)",
      kind: "resume",
    });
    expect(explain(request, userdata, true).packet).toContain("reg0=0x8,");
    expect(explain(request, userdata, true).packet).toContain("nw_src=0.0.0.0,nw_dst=10.0.1.1");
  });

  test("answers a router solicitation", () => {
    const userdata =
      "00.00.00.08.00.00.00.00.00.01.de.10.00.00.00.65.86.00.00.00.ff.00.ff.ff.00.00.00.00.00.00.00.00.01.01.0a.58.0a.f0.00.01.03.04.40.c0.ff.ff.ff.ff.ff.ff.ff.ff.00.00.00.00.fd.01.00.00.00.00.00.00.00.00.00.00.00.00.00.00";
    const told = explain(
      "icmp6,dl_src=0a:58:0a:01:00:01,dl_dst=33:33:00:00:00:02,ipv6_src=fe80::1,ipv6_dst=ff02::2,nw_ttl=255,icmpv6_type=133,icmpv6_code=0",
      userdata,
      true,
    );
    expect(told.text).toBe("answers with a router advertisement of fd01::/64");
    expect(told.packet).toContain("reg0=0x20,");
    expect(told.packet).toContain("icmp_type=134");
  });

  test.each([
    ["00.00.00.07.00.00.00.00.01.06.64.65.6e.79", "log", "logs the packet for ACL deny: drop, severity info", true],
    ["00.00.00.01.00.00.00.00", "put_arp", "learns that 10.0.1.77 at a1 has 0a:58:0a:01:00:01 (MAC_Binding)", true],
    ["00.00.00.19.00.00.00.00", "put_fdb", "learns that 0a:58:0a:01:00:01 is behind a1 (FDB)", true],
    [
      "00.00.00.0f.00.00.00.00.00.00.00.00.00.01.00.0c.31.30.2e.30.2e.30.2e.31.30.3a.38.30",
      "event",
      "raises the event empty_lb_backends (vip 10.0.0.10:80) (Controller_Event)",
      true,
    ],
    ["00.00.00.63.00.00.00.00", "opcode 99", "is asked for something that is not known here (opcode 99)", undefined],
    ["01", "packet", "gets the packet, without being told what to do with it", undefined],
  ])("%s", (userdata, what, text, isNotice) => {
    const told = explain(`icmp,${MACS},nw_src=10.0.1.77,nw_dst=10.0.1.1,reg0=0x0a00014d`, userdata);
    expect(told).toEqual({ what, text, isNotice });
  });

  test.each([
    ["00.00.00.00.00.00.00.00.00.19", "asks by ARP who has 10.0.2.1 (with an action cut short, which is not followed)"],
    ["00.00.00.02.00.00.00.00.00.01", "gets a question whose place for the answer cannot be read"],
  ])("is not led astray by %s", (userdata, text) => {
    expect(explain(`icmp,${MACS},nw_src=10.0.1.1,nw_dst=10.0.2.1`, userdata, true)).toMatchObject({ text });
  });
});

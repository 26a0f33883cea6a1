import { describe, expect, test } from "vitest";
import { longUuid, smallCluster } from "../../test-support/small-cluster.ts";
import { MatchBuilder } from "../openflow/index.ts";
import { profileFor } from "../release/index.ts";
import { cookieOf } from "../chassis/cookie.ts";
import { createOrigins } from "./origins.ts";

const hintOf = (name: string): string => longUuid(name).slice(0, 8);

const lflow = (
  hint: string | undefined,
  columns: Readonly<Record<string, string | number | readonly string[]>> = {},
) => ({
  logical_datapath: "s1",
  pipeline: "ingress",
  table_id: 8,
  priority: 1000,
  match: "1",
  actions: "next;",
  external_ids: {
    "stage-name": "ls_in_acl_eval",
    source: "northd.c:7000",
    ...(hint === undefined ? {} : { "stage-hint": hint }),
  },
  ...columns,
});

const acl = (name: string | undefined, match: string) => ({
  ...(name === undefined ? {} : { name }),
  direction: "from-lport",
  priority: 1001,
  match,
  action: "drop",
});

const northbound = {
  Logical_Switch: {
    n1: { name: "sw1", acls: ["allow", "atwin"], ports: ["lsp1"] },
    n2: { name: "sw2", acls: ["btwin"] },
  },
  Logical_Router: { n3: { name: "lr1", static_routes: ["route", "hole"], policies: ["pol"], nat: ["nat1"] } },
  Port_Group: { grp: { name: "pg1", acls: ["deny"] } },
  Logical_Switch_Port: { lsp1: { name: "p1" } },
  ACL: {
    allow: acl("allow-web", "tcp.dst == 80"),
    deny: acl(undefined, "ip4"),
    atwin: acl("twin-a", "udp"),
    btwin: acl("twin-b", "udp"),
  },
  Logical_Router_Static_Route: {
    route: { ip_prefix: "10.0.0.0/8", nexthop: "10.0.0.1" },
    hole: { ip_prefix: "10.9.0.0/16", nexthop: "discard", policy: "src-ip" },
  },
  Logical_Router_Policy: { pol: { priority: 100, match: "ip4", action: "reroute", nexthops: ["10.0.0.2"] } },
  NAT: { nat1: { type: "dnat_and_snat", external_ip: "1.2.3.4", logical_ip: "10.0.0.5" } },
  Load_Balancer: { lb1: { name: "lb-web" } },
};

const tables = {
  Datapath_Binding: {
    s1: { tunnel_key: 1, external_ids: { name: "sw1", "logical-switch": longUuid("n1") } },
    s2: { tunnel_key: 2, external_ids: { name: "sw2", "logical-switch": longUuid("n2") } },
    r1: { tunnel_key: 3, external_ids: { name: "lr1", "logical-router": longUuid("n3") } },
  },
  Logical_DP_Group: { dpg: { datapaths: ["s1", "s2"] } },
  Port_Binding: {
    pb1: { logical_port: "p1", datapath: "s1", tunnel_key: 1 },
    rb1: { logical_port: "lrp1", datapath: "r1", tunnel_key: 1, type: "patch" },
    cr1: { logical_port: "cr-lrp1", datapath: "r1", tunnel_key: 2, type: "chassisredirect" },
  },
  Multicast_Group: { mc1: { name: "_MC_flood", datapath: "s1", tunnel_key: 32_768 } },
  MAC_Binding: { mb1: { ip: "10.0.0.9", mac: "0a:00:00:00:00:09", logical_port: "lrp1", datapath: "r1" } },
  Load_Balancer: { sbl1: { name: "lb-web" } },
  Logical_Flow: {
    lf1: lflow(hintOf("allow")),
    lf2: lflow(hintOf("deny")),
    lf3: lflow(undefined),
    lf4: lflow(hintOf("n2"), { logical_datapath: [], logical_dp_group: "dpg" }),
    lf5: lflow(hintOf("atwin"), { logical_datapath: [], logical_dp_group: "dpg" }),
    lf6: lflow("ffffffff"),
    Lf1: lflow(undefined, { pipeline: "egress" }),
  },
};

const chassis = [{ name: "hv1", ips: ["10.0.0.1"] }];
const cluster = smallCluster({ chassis, tables, northbound });
const found = profileFor("26.03");
if (!found.ok) throw new Error("no profile");
const profile = found.value;
const origins = createOrigins(cluster, profile);
const textOf = (table: string, name: string) => origins.ofRow(table, longUuid(name))?.text;

describe("rows in the words of people", () => {
  test.each([
    ["Logical_Flow", "lf1", 'ACL allow-web of switch sw1 (from-lport 1001, "tcp.dst == 80")'],
    ["Logical_Flow", "lf2", 'ACL of port group pg1 (from-lport 1001, "ip4")'],
    ["Logical_Flow", "lf3", "stage ls_in_acl_eval (northd.c:7000)"],
    ["Logical_Flow", "lf4", "stage ls_in_acl_eval (northd.c:7000)"],
    ["Logical_Flow", "lf6", "stage ls_in_acl_eval (northd.c:7000)"],
    ["Port_Binding", "pb1", "switch port p1"],
    ["Port_Binding", "rb1", "router port lrp1"],
    ["Port_Binding", "cr1", "gateway port cr-lrp1"],
    ["Datapath_Binding", "r1", "router lr1"],
    ["Multicast_Group", "mc1", "multicast group _MC_flood of switch sw1"],
    ["MAC_Binding", "mb1", "MAC binding 10.0.0.9 at 0a:00:00:00:00:09 behind lrp1"],
    ["Load_Balancer", "sbl1", "load balancer lb-web"],
    ["Chassis", "hv1", "chassis hv1"],
    ["Encap", "hv1/geneve/10.0.0.1", "VTEP 10.0.0.1 (geneve) of chassis hv1"],
    ["Logical_Router_Static_Route", "route", "static route 10.0.0.0/8 via 10.0.0.1 of router lr1"],
    ["Logical_Router_Static_Route", "hole", "static route from 10.9.0.0/16 to nowhere of router lr1"],
    ["Logical_Router_Policy", "pol", 'policy 100 of router lr1 ("ip4" reroute 10.0.0.2)'],
    ["NAT", "nat1", "NAT dnat_and_snat 1.2.3.4 of router lr1 (inside 10.0.0.5)"],
    ["Load_Balancer", "lb1", "load balancer lb-web"],
    ["Logical_Switch_Port", "lsp1", "switch port p1 of switch sw1"],
  ])("%s %s: %s", (table, name, text) => {
    expect(textOf(table, name)).toBe(text);
  });

  test("a row that is nowhere has no name", () => {
    expect(textOf("Logical_Flow", "none")).toBeUndefined();
    expect(textOf("No_Table", "lf1")).toBeUndefined();
    expect(createOrigins(smallCluster({ chassis, tables })).ofRow("ACL", longUuid("allow"))).toBeUndefined();
  });

  test("without a Northbound a logical flow goes by its stage", () => {
    const alone = createOrigins(smallCluster({ chassis, tables })).ofRow("Logical_Flow", longUuid("lf1"));
    expect(alone).toMatchObject({
      text: "stage ls_in_acl_eval (northd.c:7000)",
      northbound: [],
      source: "northd.c:7000",
    });
  });
});

describe("a logical flow of several datapaths", () => {
  const flow = (name: string) => cluster.southbound.tables.Logical_Flow.get(longUuid(name))!;

  test("stands for the row of the datapath that the packet is in, whichever its hint names", () => {
    expect(origins.ofLogicalFlow(flow("lf5"), 1)?.name).toBe("ACL twin-a of switch sw1");
    expect(origins.ofLogicalFlow(flow("lf5"), 2)?.name).toBe("ACL twin-b of switch sw2");
    expect(origins.ofLogicalFlow(flow("lf5"), 3)).toBeUndefined();
  });

  test("is not named by the datapath itself", () => {
    expect(origins.ofLogicalFlow(flow("lf4"), 1)).toBeUndefined();
  });
});

describe("cookies", () => {
  const { logicalIngress, logicalEgress } = profile.tables;
  const cookie = cookieOf(longUuid("pb1"));

  test("stand for the row whose UUID they begin, 0 for none", () => {
    expect(origins.ofCookie(cookie)?.text).toBe("switch port p1");
    expect(origins.ofCookie(BigInt(cookie))?.text).toBe("switch port p1");
    expect(origins.ofCookie(0)).toBeUndefined();
    expect(origins.ofCookie(0xdeadbeef)).toBeUndefined();
  });

  test("the table tells logical flows from other rows", () => {
    expect(origins.ofCookie(cookie, 0)?.table).toBe("Port_Binding");
    expect(origins.ofCookie(cookie, logicalIngress)).toBeUndefined();
    const logical = cookieOf(longUuid("lf1"));
    expect(origins.ofCookie(logical, logicalIngress + 8)?.table).toBe("Logical_Flow");
    expect(origins.ofCookie(logical, logicalIngress + 9)).toBeUndefined();
    expect(origins.ofCookie(logical, logicalEgress + 8)).toBeUndefined();
  });

  test("a compiled flow knows its row, an installed one has its cookie", () => {
    const flow = { table: 0, priority: 1, match: new MatchBuilder().build(), actions: [], cookie };
    expect(origins.ofFlow(flow)?.text).toBe("switch port p1");
    const origin = { table: "Multicast_Group", uuid: longUuid("mc1") };
    expect(origins.ofFlow({ ...flow, origin })?.name).toBe("multicast group _MC_flood of switch sw1");
  });
});

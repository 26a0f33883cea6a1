import { describe, expect, test } from "vitest";
import { longUuid, type RowSpec, smallCluster, type TableSpecs } from "../../test-support/small-cluster.ts";
import { createChassisView } from "../chassis/index.ts";
import { formatActions, formatFlow, formatMatch } from "../openflow/index.ts";
import { type LogicalResult, lowerLogical } from "./lower-logical.ts";

/**
 * A switch `s1` with a port here (`here`, key 1) and one elsewhere (`there`, key 2), a switch `s2` that
 * is elsewhere, and a router `r1` behind `s1`.
 */
const TOPOLOGY: TableSpecs = {
  Datapath_Binding: {
    s1: { tunnel_key: 1, external_ids: { name: "s1", "logical-switch": longUuid("s1") } },
    s2: { tunnel_key: 2, external_ids: { name: "s2", "logical-switch": longUuid("s2") } },
    r1: { tunnel_key: 3, external_ids: { name: "r1", "logical-router": longUuid("r1") } },
  },
  Port_Binding: {
    b1: { logical_port: "here", datapath: "s1", tunnel_key: 1, type: "", chassis: "hv1" },
    b2: { logical_port: "there", datapath: "s1", tunnel_key: 2, type: "", chassis: "hv2" },
    b3: { logical_port: "s1-r1", datapath: "s1", tunnel_key: 3, type: "patch", options: { peer: "r1-s1" } },
    b4: { logical_port: "r1-s1", datapath: "r1", tunnel_key: 1, type: "patch", options: { peer: "s1-r1" } },
    b5: { logical_port: "far", datapath: "s2", tunnel_key: 1, type: "", chassis: "hv2" },
  },
  Multicast_Group: { g1: { name: "_MC_flood", datapath: "s1", tunnel_key: 32768, ports: ["b1", "b2"] } },
};

const NEXT = "next;";

/** A logical flow on ingress table 5 of `s1` where nothing else is said. */
function row(columns: RowSpec): RowSpec {
  return {
    logical_datapath: "s1",
    pipeline: "ingress",
    table_id: 5,
    priority: 100,
    match: "1",
    actions: NEXT,
    tags: {},
    ...columns,
  };
}

function lower(flows: readonly RowSpec[], tables: TableSpecs = {}): LogicalResult {
  const cluster = smallCluster({
    chassis: [
      { name: "hv1", ips: ["10.0.0.1"], vifs: { here: 10 }, tunnels: { 20: ["hv2", "10.0.0.2", "10.0.0.1"] } },
      { name: "hv2", ips: ["10.0.0.2"] },
    ],
    tables: {
      ...TOPOLOGY,
      ...tables,
      Logical_Flow: Object.fromEntries(flows.map((columns, n) => [`lf${n}`, row(columns)])),
    },
  });
  const view = createChassisView(cluster, "hv1");
  if (!view.ok) throw new Error(view.errors[0].message);
  return lowerLogical(view.value);
}

/** `MATCH => ACTIONS` of each flow in the logical tables. */
function show({ flows }: LogicalResult): string[] {
  return flows.map(({ match, actions }) => `${formatMatch(match)} => ${formatActions(actions)}`);
}

/** The codes that were reported, but for what this cluster's lack of a Datapath row brings. */
function codes({ diagnostics }: LogicalResult): string[] {
  return diagnostics.map(({ code }) => code).filter((code) => code !== "OVN4505");
}

describe("which flows are installed", () => {
  test("table, priority, cookie and datapath of a flow", () => {
    const result = lower([
      { match: "ip4", priority: 7 },
      { match: "ip6", pipeline: "egress", table_id: 2 },
    ]);
    const cookie = `0x${longUuid("lf0").slice(0, 8)}`;
    const second = `0x${longUuid("lf1").slice(0, 8)}`;
    expect(result.flows.map((flow) => formatFlow(flow))).toEqual([
      `cookie=${cookie}, table=13, priority=7,ip,metadata=0x1 actions=resubmit(,14)`,
      `cookie=${second}, table=50, priority=100,ipv6,metadata=0x1 actions=resubmit(,51)`,
    ]);
    expect(result.flows[0]!.origin).toEqual({ table: "Logical_Flow", uuid: longUuid("lf0") });
  });

  test("those of datapaths that are not local are not", () => {
    expect(show(lower([{ logical_datapath: "s2" }, { logical_datapath: "r1" }]))).toEqual([
      "metadata=0x3 => resubmit(,14)",
    ]);
  });

  test("one of a datapath group is on each local datapath of it", () => {
    const Logical_DP_Group = { all: { datapaths: ["s1", "s2", "r1"] } };
    const flow = { logical_datapath: [], logical_dp_group: "all" };
    expect(show(lower([flow], { Logical_DP_Group }))).toEqual([
      "metadata=0x1 => resubmit(,14)",
      "metadata=0x3 => resubmit(,14)",
    ]);
  });

  test("one that northd tags with a port is left out where that port does not matter", () => {
    const tagged = (port: string) => ({ match: "ip4", tags: { in_out_port: port } });
    expect(show(lower([tagged("there")]))).toEqual([]);
    expect(show(lower([tagged("nobody")]))).toEqual([]);
    expect(show(lower([tagged("here")]))).toHaveLength(1);
  });

  test("one about a port of a switch is left out when the port is elsewhere", () => {
    expect(show(lower([{ match: 'inport == {"here", "there"}' }]))).toEqual([
      "reg14=0x1,metadata=0x1 => resubmit(,14)",
    ]);
    // An ingress flow is judged by its inport alone.
    expect(show(lower([{ match: 'outport == "there"' }]))).toHaveLength(1);
    expect(show(lower([{ match: 'outport == "there"', pipeline: "egress" }]))).toEqual([]);
    expect(show(lower([{ match: 'outport == "_MC_flood"', pipeline: "egress" }]))).toEqual([]);
  });

  test("on a router every port counts", () => {
    expect(show(lower([{ match: 'inport == "r1-s1"', logical_datapath: "r1" }]))).toHaveLength(1);
  });

  test("one that asks for a port that is not there, or for another chassis, matches nothing", () => {
    expect(show(lower([{ match: 'inport == "nobody"' }]))).toEqual([]);
    expect(show(lower([{ match: 'ip4 && is_chassis_resident("there")' }]))).toEqual([]);
    expect(show(lower([{ match: 'ip4 && is_chassis_resident("here")' }]))).toEqual([
      "ip,metadata=0x1 => resubmit(,14)",
    ]);
    expect(show(lower([{ match: 'ip4 && !is_chassis_resident("there")' }]))).toHaveLength(1);
  });

  test("what the actions need of a packet is asked for", () => {
    expect(show(lower([{ actions: "ip.ttl--; next;" }]))).toEqual([
      "ip,metadata=0x1 => dec_ttl(),resubmit(,14)",
      "ipv6,metadata=0x1 => dec_ttl(),resubmit(,14)",
    ]);
    expect(show(lower([{ match: "arp", actions: "ip.ttl--; next;" }]))).toEqual([]);
  });
});

describe("names", () => {
  test("an outport is a port's or a multicast group's key", () => {
    const actions = (name: string) => ({ actions: `outport = "${name}"; next;`, match: `ip.ttl == ${name.length}` });
    const made = lower([actions("there"), actions("_MC_flood"), actions("nobody")]);
    const loaded = new Set(made.flows.map((flow) => formatActions(flow.actions)));
    expect([...loaded]).toEqual([
      "set_field:0x2->reg15,resubmit(,14)",
      "set_field:0x8000->reg15,resubmit(,14)",
      "set_field:0->reg15,resubmit(,14)",
    ]);
  });

  test("address sets and port groups stand for their members", () => {
    const tables = {
      Address_Set: { a: { name: "as", addresses: ["10.0.0.1", "10.0.0.2"] } },
      Port_Group: { p: { name: "1_pg", ports: ["here", "there"] } },
    };
    expect(show(lower([{ match: "inport == @pg && ip4.src == $as" }], tables))).toEqual([
      "ip,reg14=0x1,metadata=0x1,nw_src=10.0.0.1 => resubmit(,14)",
      "ip,reg14=0x1,metadata=0x1,nw_src=10.0.0.2 => resubmit(,14)",
    ]);
  });

  test("a template variable without a value leaves its flow out", () => {
    const result = lower([{ match: "ip4.dst == ^vip" }]);
    expect(show(result)).toEqual([]);
    expect(codes(result)).toEqual(["OVN4504"]);
  });
});

describe("flows with the same match", () => {
  test("one that acts wins over one that drops", () => {
    expect(show(lower([{ actions: "drop;" }, { actions: NEXT }]))).toEqual(["metadata=0x1 => resubmit(,14)"]);
    expect(show(lower([{ actions: NEXT }, { actions: "drop;" }]))).toEqual(["metadata=0x1 => resubmit(,14)"]);
  });

  test("parts of conjunctive matches are joined, and belong to no row alone", () => {
    const both = "ip4.src == {10.0.0.1, 10.0.0.2} && tcp.dst == {80, 81}";
    const other = "ip4.src == {10.0.0.1, 10.0.0.3} && tcp.dst == {80, 82}";
    const result = lower([{ match: both }, { match: other, actions: "drop;" }]);
    expect(show(result).toSorted()).toEqual([
      "conj_id=1,tcp,metadata=0x1 => resubmit(,14)",
      "conj_id=2,tcp,metadata=0x1 => drop",
      "tcp,metadata=0x1,nw_src=10.0.0.1 => conjunction(1,1/2),conjunction(2,1/2)",
      "tcp,metadata=0x1,nw_src=10.0.0.2 => conjunction(1,1/2)",
      "tcp,metadata=0x1,nw_src=10.0.0.3 => conjunction(2,1/2)",
      "tcp,metadata=0x1,tp_dst=80 => conjunction(1,2/2),conjunction(2,2/2)",
      "tcp,metadata=0x1,tp_dst=81 => conjunction(1,2/2)",
      "tcp,metadata=0x1,tp_dst=82 => conjunction(2,2/2)",
    ]);
    const parts = result.flows.filter(({ actions }) => actions[0]?.kind === "conjunction");
    expect(new Set(parts.map(({ cookie }) => cookie))).toEqual(new Set([0]));
  });

  test("one with actions of its own wins over a part of a conjunctive match", () => {
    const both = "ip4.src == {10.0.0.1, 10.0.0.2} && tcp.dst == {80, 81}";
    const result = lower([{ match: both }, { match: "ip4.src == 10.0.0.1" }]);
    expect(show(result)).toContain("ip,metadata=0x1,nw_src=10.0.0.1 => resubmit(,14)");
  });
});

describe("groups and meters", () => {
  test("the same backends share a group, others get the next number", () => {
    const balance = (backends: string, key: number) => ({
      match: `ip.ttl == ${key}`,
      actions: `ct_lb_mark(backends=${backends});`,
    });
    const result = lower([balance("10.0.0.1:80", 1), balance("10.0.0.1:80", 2), balance("10.0.0.2:80", 3)]);
    const actions = [...new Set(result.flows.map((flow) => formatActions(flow.actions)))];
    expect(actions).toEqual(["group:1", "group:2"]);
    expect(result.groups.map(({ id, type }) => [id, type])).toEqual([
      [1, "select"],
      [2, "select"],
    ]);
  });

  test("a meter of the Southbound is numbered once", () => {
    const tables = {
      Meter: { m: { name: "acl", unit: "pktps", bands: ["band"] } },
      Meter_Band: { band: { action: "drop", rate: 5, burst_size: 7 } },
    };
    const log = (priority: number) => ({ priority, actions: 'log(verdict=allow, severity=info, meter="acl");' });
    const result = lower([log(1), log(2)], tables);
    expect(result.meters).toEqual([
      { id: 1, flags: ["pktps", "burst", "stats"], bands: [{ type: "drop", rate: 5, burst: 7 }] },
    ]);
    expect(show(result)).toEqual(Array(2).fill(expect.stringMatching(/,meter_id=1\)$/)));
  });
});

describe("what cannot be lowered is told, with its place", () => {
  const place = (n: number) => ({ file: "sb.json", table: "Logical_Flow", row: longUuid(`lf${n}`) });

  test("faulty actions, once for each text", () => {
    const result = lower([
      { match: "ip4", actions: "next; foo;" },
      { match: "ip6", actions: "next; foo;" },
    ]);
    const told = result.diagnostics.filter(({ code }) => code === "OVN4501");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      severity: "error",
      message: "no action is called foo in: next; foo;",
      place: { ...place(0), column: "actions", character: 6 },
    });
    expect(show(result)).toEqual([]);
  });

  test("a faulty match", () => {
    const result = lower([{ match: "ip4 &&" }]);
    const told = result.diagnostics.filter(({ code }) => code !== "OVN4505");
    expect(told).toHaveLength(1);
    expect(told[0]!.place).toMatchObject({ ...place(0), column: "match" });
    expect(show(result)).toEqual([]);
  });

  test("actions that the last table cannot take", () => {
    const result = lower([{ table_id: 33, actions: NEXT }]);
    expect(codes(result)).toEqual(["OVN4502"]);
    expect(show(result)).toEqual([]);
  });

  test("a meter that has no row", () => {
    const result = lower([{ actions: 'log(verdict=allow, severity=info, meter="m");' }]);
    expect(codes(result)).toEqual(["OVN4510"]);
    expect(show(result)).toHaveLength(1);
    expect(result.meters).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { longUuid, smallCluster } from "../../../test-support/small-cluster.ts";
import { formatTrace } from "../format-trace.ts";
import type { TraceRequest } from "../request.ts";
import { createTracer } from "../tracer.ts";
import { isSilentFlow } from "./silent.ts";

type Columns = {
  readonly pipeline: string;
  readonly table_id: number;
  readonly stage: string;
  readonly match?: string;
};

const lflow = ({ pipeline, table_id, stage, match = "1" }: Columns, actions: string, hint?: string) => ({
  logical_datapath: "s1",
  pipeline,
  table_id,
  priority: match === "1" ? 0 : 1000,
  match,
  actions,
  external_ids: {
    "stage-name": stage,
    source: `northd.c:${1000 + table_id}`,
    ...(hint === undefined ? {} : { "stage-hint": longUuid(hint).slice(0, 8) }),
  },
});

const IN_SEC = { pipeline: "ingress", table_id: 0, stage: "ls_in_check_port_sec" } as const;
const IN_APPLY = { pipeline: "ingress", table_id: 1, stage: "ls_in_apply_port_sec" } as const;
const LOOKUP = { pipeline: "ingress", table_id: 2, stage: "ls_in_l2_lkup" } as const;
const EVAL = { pipeline: "egress", table_id: 0, stage: "ls_out_acl_eval" } as const;
const VERDICT = { pipeline: "egress", table_id: 1, stage: "ls_out_acl_action" } as const;
const OUT = { pipeline: "egress", table_id: 2, stage: "ls_out_apply_port_sec" } as const;

const MAC = (n: number): string => `0a:00:00:00:00:0${n}`;

const cluster = smallCluster({
  chassis: [
    { name: "hv1", ips: ["10.0.0.1"], vifs: { a: 1, b: 2 }, tunnels: { 3: ["hv2", "10.0.0.2", "10.0.0.1"] } },
    { name: "hv2", ips: ["10.0.0.2"], vifs: { c: 1 }, tunnels: { 2: ["hv1", "10.0.0.1", "10.0.0.2"] } },
  ],
  tables: {
    Datapath_Binding: { s1: { tunnel_key: 1, external_ids: { name: "sw1", "logical-switch": longUuid("n1") } } },
    Port_Binding: {
      a: { logical_port: "a", datapath: "s1", tunnel_key: 1, chassis: "hv1" },
      b: { logical_port: "b", datapath: "s1", tunnel_key: 2, chassis: "hv1" },
      c: { logical_port: "c", datapath: "s1", tunnel_key: 3, chassis: "hv2" },
    },
    Multicast_Group: { mc1: { name: "_MC_flood", datapath: "s1", tunnel_key: 32_768, ports: ["a", "b", "c"] } },
    Logical_Flow: {
      x0: lflow(IN_SEC, "next;"),
      x1: lflow(IN_APPLY, "next;"),
      x2: lflow({ ...IN_APPLY, match: `eth.src == ${MAC(9)}` }, "drop;"),
      x3: lflow({ ...LOOKUP, match: `eth.dst == ${MAC(2)}` }, 'outport = "b"; output;', "lsp2"),
      x4: lflow({ ...LOOKUP, match: `eth.dst == ${MAC(3)}` }, 'outport = "c"; output;'),
      x5: lflow({ ...LOOKUP, match: "eth.mcast" }, 'outport = "_MC_flood"; output;'),
      y0: lflow(EVAL, "next;"),
      y1: lflow({ ...EVAL, match: 'outport == "b" && ip4' }, "reg8[17] = 1; next;", "deny"),
      y2: lflow(VERDICT, "next;"),
      y3: lflow({ ...VERDICT, match: "reg8[17] == 1" }, "drop;"),
      y4: lflow(OUT, "output;"),
    },
  },
  northbound: {
    Logical_Switch: { n1: { name: "sw1", acls: ["deny"], ports: ["lsp2"] } },
    Logical_Switch_Port: { lsp2: { name: "b" } },
    ACL: { deny: { name: "deny-all", direction: "to-lport", priority: 1000, match: 'outport == "b"', action: "drop" } },
  },
});

const tracer = createTracer(cluster, { logical: true });

const packet = (from: number, to: string, more = ""): TraceRequest => ({
  kind: "microflow",
  text: `inport == "a" && eth.src == ${MAC(from)} && eth.dst == ${to}${more}`,
});

const IP = " && ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.2 && ip.ttl == 64 && icmp4.type == 8";

function traced(request: TraceRequest) {
  const trace = tracer.trace(request);
  if (!trace.ok) throw new Error(trace.errors[0].message);
  return trace.value;
}

describe("the logical stages of a trace", () => {
  test("tell datapath, pipeline, table, flow, source and Northbound name", () => {
    const [hop] = traced(packet(1, MAC(2))).hops;
    const names = hop!.logical!.map(({ pipeline, tableId, stage }) => `${pipeline} ${tableId} ${stage}`);
    expect(names).toEqual([
      "ingress 0 ls_in_check_port_sec",
      "ingress 1 ls_in_apply_port_sec",
      "ingress 2 ls_in_l2_lkup",
      "egress 0 ls_out_acl_eval",
      "egress 1 ls_out_acl_action",
      "egress 2 ls_out_apply_port_sec",
    ]);
    expect(hop!.logical![2]).toMatchObject({
      parent: 1,
      datapath: "switch sw1",
      inport: "a",
      outport: "b",
      flow: {
        uuid: longUuid("x3"),
        priority: 1000,
        match: `eth.dst == ${MAC(2)}`,
        actions: 'outport = "b"; output;',
        source: "northd.c:1002",
        northbound: { table: "Logical_Switch_Port", uuid: longUuid("lsp2"), name: "switch port b of switch sw1" },
      },
    });
  });

  test("each stands for a lookup of the same run", () => {
    const [hop] = traced(packet(1, MAC(2))).hops;
    for (const { step, flow } of hop!.logical!)
      expect(hop!.steps[step]!.flow!.cookie).toBe(`0x${Number.parseInt(flow!.uuid.slice(0, 8), 16).toString(16)}`);
  });

  test("copies of a multicast group have ways of their own, on every chassis", () => {
    const trace = traced(packet(1, "ff:ff:ff:ff:ff:ff"));
    const egress = trace.hops.map((hop) =>
      hop.logical!.filter(({ stage }) => stage === "ls_out_acl_eval").map(({ outport }) => outport),
    );
    expect(egress).toEqual([["b"], ["c"]]);
    expect(trace.deliveries.map(({ logicalPort }) => logicalPort)).toEqual(["b", "c"]);
    const [local] = trace.hops;
    expect(local!.logical!.find(({ outport }) => outport === "b")?.parent).toBe(2);
  });

  test("are absent when nobody asked", () => {
    const plain = createTracer(cluster).trace(packet(1, MAC(2)));
    expect(plain.ok && "logical" in plain.value.hops[0]!).toBe(false);
  });

  test("a table without a flow for the packet is told", () => {
    const stages = traced(packet(1, MAC(7))).hops[0]!.logical!;
    expect(stages.at(-1)).toMatchObject({ stage: "ls_in_l2_lkup", missing: "no-match" });
  });
});

describe("who dropped a packet", () => {
  test("is the ACL whose verdict is carried out, by name", () => {
    const trace = traced(packet(1, MAC(2), IP));
    expect(trace.drops).toMatchObject([
      { stage: "ls_out_acl_action", by: "ACL deny-all of switch sw1 (priority 1000)" },
    ]);
    expect(trace.outcome).toEqual(["Not delivered: dropped by ACL deny-all of switch sw1 (priority 1000)."]);
  });

  test("is a port's port security", () => {
    expect(traced(packet(9, MAC(2))).outcome).toEqual(["Not delivered: dropped by port security of switch port a."]);
  });

  test("is nobody where no flow matches", () => {
    expect(traced(packet(1, MAC(7))).outcome).toEqual(["Not delivered."]);
  });
});

describe("views", () => {
  test("logical: sections, stages with their names, the tunnel between", () => {
    expect(formatTrace(traced(packet(1, MAC(3))), { view: "logical" })).toContain(
      [
        "hv1   in at v1 (ofport 1)",
        "  ingress of switch sw1, from a",
        `     2. ls_in_l2_lkup   eth.dst == ${MAC(3)}   priority 1000, uuid ${longUuid("x4").slice(0, 8)}, northd.c:1002`,
        '          outport = "c"; output;',
        "          => -> c",
        "  tunnel   geneve t3 to hv2   10.0.0.1 ==> 10.0.0.2",
      ].join("\n"),
    );
  });

  test("logical: an ACL is named where it decides", () => {
    const text = formatTrace(traced(packet(1, MAC(2), IP)), { view: "logical" });
    expect(text).toContain('for ACL deny-all of switch sw1 (to-lport 1000, "outport == \\"b\\"")');
  });

  test("both: the lookups stand under their stages", () => {
    const text = formatTrace(traced(packet(1, MAC(2))), { view: "both" });
    expect(text).toMatch(/10\. .*cookie 0x78330000\n/);
    expect(text).toContain("for switch port b of switch sw1");
  });

  test("openflow and summary need no logical stages", () => {
    const plain = createTracer(cluster).trace(packet(1, MAC(2)));
    if (!plain.ok) throw new Error("no trace");
    expect(formatTrace(plain.value, { view: "openflow" })).toContain("for switch port b of switch sw1");
    expect(formatTrace(plain.value)).toMatch(/ls_in_l2_lkup .* -> b$/m);
  });
});

test("a stage is silent when every packet passes it to the next", () => {
  expect(isSilentFlow({ match: "1", actions: "next;" })).toBe(true);
  expect(isSilentFlow({ match: "1", actions: "next(7);" })).toBe(false);
  expect(isSilentFlow({ match: "ip", actions: "next;" })).toBe(false);
});

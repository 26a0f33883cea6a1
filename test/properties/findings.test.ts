import { checkTraceRules, createTracer, RULE_OF_CODE, RULES, type Trace, type TraceTunnel } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { type Scenario, scenarioCluster } from "ovn-sim/arbitraries";
import { host, vif } from "./plans.ts";

/** p1 and p2 have VTEPs of their own, p3 has its chassis's default, p4 any, p5 one that is nowhere; p6 is behind a gateway port; p7 has a key that nobody reads. */
const scenario: Scenario = {
  release: "26.03",
  underlay: "ipv4",
  overlay: "ipv4",
  chassis: [host, { ...host, defaultVtep: 0 }, host],
  switches: [
    { physical: false, router: "distributed" },
    { physical: false, router: { gateway: 1 } },
    { physical: false, router: "none" },
  ],
  ports: [
    vif(0, 1),
    vif(1, 1),
    vif(1, undefined),
    vif(0, undefined),
    vif(0, "elsewhere"),
    vif(1, 1, 1),
    vif(2, "misspelt", 2),
    vif(0, undefined, 2),
  ],
  lost: [],
};

const cluster = scenarioCluster(scenario);
const tracer = createTracer(cluster);

function traceOf(from: string, to: string): Trace {
  const traced = tracer.trace({ kind: "ports", from, to });
  if (!traced.ok) throw new Error(traced.errors[0].message);
  return traced.value;
}

const changeTunnel = (trace: Trace, change: Partial<TraceTunnel>): Trace => {
  return { ...trace, tunnels: trace.tunnels.map((tunnel) => ({ ...tunnel, ...change })) };
};

const addTunnel = (trace: Trace, change: Partial<TraceTunnel>): Trace => {
  return { ...trace, tunnels: [...trace.tunnels, { ...trace.tunnels[0]!, ...change }] };
};

type Case = {
  readonly from: string;
  readonly to: string;
  readonly change?: (trace: Trace) => Trace;
  readonly finds: readonly string[];
};

/** What is done to a right trace, and all that is then found. */
const CASES: Readonly<Record<string, Case>> = {
  "own VTEPs at both ends": { from: "p1", to: "p2", finds: [] },
  "the default VTEP, and any": { from: "p4", to: "p3", finds: [] },
  "no tunnel at all": { from: "p1", to: "p4", finds: [] },
  "everybody once": { from: "p1", to: "broadcast", finds: [] },
  "an address of nobody": { from: "p1", to: "unknown", finds: [] },
  "another address of the source's chassis": {
    from: "p1",
    to: "p2",
    change: (trace) => changeTunnel(trace, { sourceIp: "172.16.1.1" }),
    finds: [
      "OVN7002 source VTEP of p1 is 172.16.1.1, expected 172.16.2.1 (encap-ip of interface vif-p1)",
      "OVN7009 no tunnel has the wanted pair: encap id 1 of hv1 is 172.16.2.1, but ovn-hv2-3 leaves from 172.16.1.1",
    ],
  },
  "another encap id, and its address": {
    from: "p1",
    to: "p2",
    change: (trace) => changeTunnel(trace, { sourceIp: "172.16.1.1", encapId: 0 }),
    finds: ["OVN7002 source VTEP of p1 is 172.16.1.1, expected 172.16.2.1 (encap-ip of interface vif-p1)"],
  },
  "another encap id for a port that may use any": {
    from: "p4",
    to: "p2",
    change: (trace) => changeTunnel(trace, { sourceIp: "172.16.2.1", encapId: 1 }),
    finds: [],
  },
  "an encap id of no VTEP": {
    from: "p4",
    to: "p2",
    change: (trace) => changeTunnel(trace, { encapId: 7 }),
    finds: [
      "OVN7009 no tunnel has the wanted pair: encap id 7 of hv1 is no VTEP, but ovn-hv2-2 leaves from 172.16.1.1",
    ],
  },
  "another address of the destination's chassis": {
    from: "p1",
    to: "p2",
    change: (trace) => changeTunnel(trace, { destinationIp: "172.16.1.2" }),
    finds: ["OVN7003 destination VTEP of p2 is 172.16.1.2, expected 172.16.2.2 (encap-ip of interface vif-p2)"],
  },
  "not the default VTEP": {
    from: "p4",
    to: "p3",
    change: (trace) => changeTunnel(trace, { destinationIp: "172.16.2.2" }),
    finds: ["OVN7004 destination VTEP of p3 is 172.16.2.2, expected 172.16.1.2 (default VTEP of hv2)"],
  },
  "addresses that nobody has": {
    from: "p4",
    to: "p3",
    change: (trace) => changeTunnel(trace, { destinationIp: "172.16.9.9", toChassis: "" }),
    finds: ["OVN7001 no chassis has the VTEP 172.16.9.9 that ovn-hv2-0 leads to"],
  },
  "a type that one side has not": {
    from: "p1",
    to: "p2",
    change: (trace) => changeTunnel(trace, { type: "vxlan" }),
    finds: [
      "OVN7001 tunnel ovn-hv2-3 is of type vxlan, which hv1 and hv2 have not both",
      "OVN7001 the header on ovn-hv2-3 names keys 2 and 0, expected a port of hv2",
    ],
  },
  "a second crossing, to a chassis without the port": {
    from: "p1",
    to: "p2",
    change: (trace) => ({
      ...addTunnel(trace, { toChassis: "hv3", destinationIp: "172.16.2.3", port: "ovn-hv3-3" }),
      hops: [...trace.hops, { ...trace.hops[1]!, chassis: "hv3", tunnel: 1 }],
    }),
    finds: [
      "OVN7001 the packet is for p2 of hv2, but ovn-hv3-3 leads to hv3",
      "OVN7006 hv1 sends 2 copies of a packet for p2, expected 1",
    ],
  },
  "an interface that asks for what its chassis has not": {
    from: "p5",
    to: "p2",
    finds: [
      "OVN7008 encap-ip of interface vif-p5 is 172.31.0.1, which its chassis has not: traffic of p5 uses 172.16.1.1",
    ],
  },
  "an interface with a key that nobody reads": {
    from: "p8",
    to: "p7",
    finds: [
      "OVN7030 ovn-encap-ip of interface vif-p7 is 172.16.1.3, which nobody reads: traffic of p7 uses 172.16.1.3",
    ],
  },
  "a lost packet": {
    from: "p1",
    to: "p4",
    change: (trace) => ({ ...trace, deliveries: [] }),
    finds: ["OVN7006 a packet for p4 is lost (nothing says where)"],
  },
  "a packet delivered twice": {
    from: "p1",
    to: "p4",
    change: (trace) => ({ ...trace, deliveries: [...trace.deliveries, ...trace.deliveries] }),
    finds: ["OVN7006 a packet for p4 is delivered 2 times, expected once"],
  },
  "a packet delivered to another": {
    from: "p1",
    to: "p4",
    change: (trace) => ({ ...trace, deliveries: [{ ...trace.deliveries[0]!, logicalPort: "p5" }] }),
    finds: ["OVN7006 a packet for p4 is delivered to p5 on hv1"],
  },
  "a copy too few": {
    from: "p1",
    to: "broadcast",
    change: (trace) => ({
      ...trace,
      tunnels: [],
      deliveries: trace.deliveries.filter(({ chassis }) => chassis === "hv1"),
    }),
    finds: [
      "OVN7005 hv2 gets 0 copies of a BUM packet, but its members need 1",
      "OVN7005 a BUM packet is not delivered to p2",
      "OVN7005 a BUM packet is not delivered to p3",
    ],
  },
  "a copy too many, to a chassis without a member": {
    from: "p1",
    to: "broadcast",
    change: (trace) => addTunnel(trace, { toChassis: "hv3", destinationIp: "172.16.1.3" }),
    finds: ["OVN7005 hv3 gets 1 copy of a BUM packet, but no member is there for it"],
  },
  "a copy sent on by who got it": {
    from: "p1",
    to: "broadcast",
    change: (trace) =>
      addTunnel(trace, {
        fromChassis: "hv2",
        toChassis: "hv1",
        sourceIp: "172.16.1.2",
        destinationIp: "172.16.1.1",
        port: "ovn-hv1-0",
      }),
    finds: [
      "OVN7005 hv2 sends on a BUM packet to hv1 by ovn-hv1-0: only the sender's chassis, hv1, may",
      "OVN7005 hv1 gets 1 copy of a BUM packet, but no member is there for it",
    ],
  },
  "a copy back to the sender": {
    from: "p1",
    to: "broadcast",
    change: (trace) => ({
      ...trace,
      deliveries: [...trace.deliveries, { ...trace.deliveries[0]!, chassis: "hv1", logicalPort: "p1" }],
    }),
    finds: ["OVN7005 a BUM packet is delivered to p1, its own sender"],
  },
  "one member twice": {
    from: "p1",
    to: "broadcast",
    change: (trace) => ({
      ...trace,
      deliveries: [...trace.deliveries, trace.deliveries.find(({ logicalPort }) => logicalPort === "p2")!],
    }),
    finds: ["OVN7005 a BUM packet is delivered to p2 2 times"],
  },
};

const formatFindings = (trace: Trace): readonly string[] | string => {
  const verdict = checkTraceRules(cluster, trace);
  return verdict.kind === "judged" ? verdict.findings.map(({ code, message }) => `${code} ${message}`) : verdict.why;
};

describe("what the verifier finds in a trace", () => {
  test.each(Object.entries(CASES))("%s", (_, { from, to, change = (trace) => trace, finds }) => {
    expect(formatFindings(change(traceOf(from, to)))).toEqual(finds);
  });

  test("a tunnel to a gateway port arrives at the interface's VTEP by chance, whichever it takes", () => {
    const chance =
      "OVN7007 the tunnel to hv2 is chosen for cr-lr0-sw2, which has no Encap of its own: nothing makes it arrive at 172.16.2.2 (encap-ip of interface vif-p6)";
    for (const destinationIp of ["172.16.1.2", "172.16.2.2"]) {
      const found = formatFindings(changeTunnel(traceOf("p1", "p6"), { destinationIp }));
      expect(found).toContain(chance);
      expect(found).toHaveLength(destinationIp === "172.16.2.2" ? 1 : 2);
    }
  });

  test.each([
    [
      "a trace of no two ports",
      { ...traceOf("p1", "p2"), from: undefined, to: undefined },
      "the trace is not one between ports",
    ],
    [
      "a port that is no interface",
      { ...traceOf("p1", "p2"), to: "lr0-sw1" },
      "lr0-sw1 is no interface (its type is patch)",
    ],
    ["a port that is not there", { ...traceOf("p1", "p2"), to: "p99" }, "p99 is no port"],
    [
      "what the logical pipeline drops",
      {
        ...traceOf("p1", "p4"),
        deliveries: [],
        drops: [{ hop: 0, chassis: "hv1", table: 17, reason: "drop", stage: "ls_in_acl_eval" }],
      },
      "the logical pipeline drops the packet (ls_in_acl_eval)",
    ],
  ])("%s is not judged", (_, trace, why) => {
    expect(formatFindings(trace as Trace)).toBe(why);
  });

  test("every code breaks a rule that is there", () => {
    expect(Object.keys(RULE_OF_CODE).filter((code) => !/^OVN70\d\d$/.test(code))).toEqual([]);
    expect(new Set(Object.values(RULE_OF_CODE))).toEqual(new Set(Object.keys(RULES)));
  });
});

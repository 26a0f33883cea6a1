import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codesOf, EXAMPLE, folder, ROOT, run } from "./run.ts";

const RECORDINGS = join(ROOT, "test/recordings/26.03");
const CONTAINERS = join(RECORDINGS, "containers-and-localport");
const PING = ["--from", "pod-a", "--to", "pod-b"];
const MICROFLOW =
  'inport == "pod-a" && eth.src == 0a:58:0a:64:01:04 && eth.dst == 0a:58:0a:64:01:01 && ip4.src == 10.100.1.4 && ip4.dst == 10.100.2.4 && ip.ttl == 64 && icmp4.type == 8';
const FLOW =
  "in_port=1,icmp,dl_src=0a:58:0a:64:01:04,dl_dst=0a:58:0a:64:01:01,nw_src=10.100.1.4,nw_dst=10.100.2.4,nw_ttl=64,icmp_type=8";

type Trace = {
  readonly hops: readonly {
    chassis: string;
    inPort: string;
    steps: unknown[];
    outputs: { ofPort: number; port: string }[];
  }[];
  readonly tunnels: readonly { why: { source: string; destination: string }; encapId: number }[];
  readonly deliveries: readonly { chassis: string; logicalPort: string; interface: string }[];
  readonly drops: readonly { chassis: string; table: number; reason: string }[];
  readonly outcome: readonly string[];
};

async function trace(snapshot: string, ...args: readonly string[]): Promise<Trace> {
  const ran = await run(["trace", snapshot, ...args, "--format", "json", "--quiet"]);
  expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: "" });
  return JSON.parse(ran.out) as Trace;
}

const where = ({ deliveries }: Trace) => deliveries.map(({ chassis, logicalPort }) => `${chassis} ${logicalPort}`);

describe("the trace of a packet", () => {
  test("for people reads at a glance", async () => {
    const ran = await run(["trace", EXAMPLE, ...PING]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    const lines = ran.out.split("\n");
    expect(lines[0]).toBe("pod-a -> pod-b    icmp 10.100.1.4 -> 10.100.2.4");
    expect(ran.out).toMatch(/^node1 {3}in at pod-a \(ofport 1\)$/m);
    expect(ran.out).toMatch(/^ {2}tunnel {3}geneve ovn-node2-\w+ to node2 {3}10\.20\.0\.1 ==> 10\.20\.0\.2$/m);
    expect(ran.out).toMatch(
      /^ +source +10\.20\.0\.1 +encap-ip of pod-a's interface pod-a \(encap id 1, reg13\[16\.\.31\]\)$/m,
    );
    expect(ran.out).toMatch(
      /^ +destination +10\.20\.0\.2 +Port_Binding\.encap of pod-b: encap-ip of pod-b's interface/m,
    );
    expect(ran.out).toMatch(
      /delivered to pod-b \(interface pod-b, ofport 1\)\n\nDelivered once\.\nBoth VTEPs are the configured ones\.\n$/,
    );
  });

  test("as JSON has the fields of the contract, and their values", async () => {
    const traced = await trace(EXAMPLE, ...PING);
    expect(traced).toMatchObject({
      from: "pod-a",
      to: "pod-b",
      tunnels: [
        {
          fromChassis: "node1",
          toChassis: "node2",
          type: "geneve",
          sourceIp: "10.20.0.1",
          destinationIp: "10.20.0.2",
          encapId: 1,
        },
      ],
      deliveries: [{ chassis: "node2", logicalPort: "pod-b", interface: "pod-b" }],
      drops: [],
      outcome: ["Delivered once.", "Both VTEPs are the configured ones."],
    });
    const [tunnel] = traced.tunnels;
    expect(tunnel!.why).toEqual({ source: expect.any(String) as string, destination: expect.any(String) as string });
    expect(traced.hops.map(({ chassis, inPort }) => [chassis, inPort.replace(/\d$/, "N")])).toEqual([
      ["node1", "pod-a"],
      ["node2", "ovn-node1-N"],
    ]);
    for (const { steps, outputs } of traced.hops) {
      expect(steps.length).toBeGreaterThan(10);
      expect(outputs).toEqual([{ ofPort: expect.any(Number) as number, port: expect.any(String) as string }]);
    }
  });

  test("is the same however the packet is given", async () => {
    const wanted = await trace(EXAMPLE, ...PING);
    for (const args of [
      [MICROFLOW],
      ["--microflow", MICROFLOW],
      ["--chassis", "node1", "--flow", FLOW],
      ["--chassis", "node1", "--flow", FLOW.replace("in_port=1", "in_port=pod-a")],
      [...PING, "--flows", "compiled"],
    ]) {
      const { hops, tunnels, deliveries } = await trace(EXAMPLE, ...args);
      expect({ hops, tunnels, deliveries }).toEqual({
        hops: wanted.hops,
        tunnels: wanted.tunnels,
        deliveries: wanted.deliveries,
      });
    }
  });

  test("--detailed shows every table, and more of them than the folded one", async () => {
    const folded = await run(["trace", EXAMPLE, ...PING]);
    const detailed = await run(["trace", EXAMPLE, ...PING, "--detailed"]);
    expect(detailed.out.match(/^ +\d+\. /gm)!.length).toBeGreaterThan(40);
    expect(folded.out).not.toMatch(/^ +\d+\. /m);
    expect(detailed.out).toContain("node1 ls_in_l2_lkup");
  });

  test("--one-hop ends at the outputs of the chassis", async () => {
    const traced = await trace(EXAMPLE, "--chassis", "node1", "--flow", FLOW, "--one-hop");
    expect(traced.hops).toHaveLength(1);
    expect(traced.hops[0]!.outputs).toHaveLength(1);
    expect(traced.tunnels).toHaveLength(1);
    expect(traced.deliveries).toEqual([]);
  });

  test("of tcp and udp has the port that was asked for", async () => {
    for (const [proto, port, words] of [
      ["tcp", "8080", "tcp 10.100.1.4:40000 -> 10.100.2.4:8080"],
      ["udp", "5353", "udp 10.100.1.4:40000 -> 10.100.2.4:5353"],
    ] as const) {
      const ran = await run(["trace", EXAMPLE, ...PING, "--proto", proto, "--port", port]);
      expect(ran.out.split("\n")[0]).toContain(words);
      expect(ran.out).toContain("delivered to pod-b");
    }
  });

  test("over installed flows needs the dumps of every chassis on the way", async () => {
    const there = await run(["trace", EXAMPLE, "--from", "pod-a", "--to", "web-a", "--flows", "installed"]);
    expect(there).toMatchObject({ code: 0, err: "" });
    const ran = await run(["trace", EXAMPLE, ...PING, "--flows", "installed"]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("the snapshot has no flow dump of node2");
  });
});

describe("BUM", () => {
  test.each(["broadcast", "multicast"])("%s reaches every member once, by any VTEP", async (to) => {
    const traced = await trace(CONTAINERS, "--from", "green-host", "--to", to);
    expect(where(traced).sort()).toEqual([
      "rack-1 green-in1",
      "rack-1 green-in2",
      "rack-1 green-meta",
      "rack-2 green-any",
      "rack-2 green-far",
    ]);
    expect(traced.tunnels).toHaveLength(1);
    expect(traced.tunnels[0]!.why.source).toContain("BUM: any VTEP of rack-1 may be used");
  });

  test("unknown goes only to ports with unknown addresses", async () => {
    expect(where(await trace(CONTAINERS, "--from", "green-host", "--to", "unknown"))).toEqual(["rack-2 green-any"]);
  });

  test("unknown goes nowhere when no port takes it", async () => {
    const traced = await trace(EXAMPLE, "--from", "pod-a", "--to", "unknown");
    expect(traced.deliveries).toEqual([]);
    expect(traced.drops).toHaveLength(1);
  });
});

describe("ports of every kind", () => {
  test("nested containers send and receive by their host's interface, with its VTEP", async () => {
    const out = await trace(CONTAINERS, "--from", "green-in1", "--to", "green-far");
    expect(out.hops[0]!.inPort).toBe("green-host");
    expect(out.tunnels).toMatchObject([{ sourceIp: "192.168.6.1", encapId: 1 }]);
    const back = await trace(CONTAINERS, "--from", "green-far", "--to", "green-in1");
    expect(back.deliveries).toMatchObject([{ chassis: "rack-1", logicalPort: "green-in1", interface: "green-host" }]);
  });

  test("a localport starts where --chassis says, and does not leave", async () => {
    const nowhere = await run(["trace", CONTAINERS, "--from", "green-meta", "--to", "green-far"]);
    expect(nowhere).toMatchObject({ code: 2, out: "" });
    expect(nowhere.err).toContain("add --chassis with one of rack-1, rack-2");
    const here = await trace(CONTAINERS, "--from", "green-meta", "--to", "green-far", "--chassis", "rack-2");
    expect(where(here)).toEqual(["rack-2 green-far"]);
    const there = await trace(CONTAINERS, "--from", "green-meta", "--to", "green-far", "--chassis", "rack-1");
    expect(there.deliveries).toEqual([]);
    expect(there.outcome).toEqual(["Not delivered: packets of a localport do not leave its chassis."]);
  });

  test("a localport answers on the chassis of who asks", async () => {
    for (const [from, chassis] of [
      ["green-host", "rack-1"],
      ["green-far", "rack-2"],
    ] as const) {
      expect(where(await trace(CONTAINERS, "--from", from, "--to", "green-meta"))).toEqual([`${chassis} green-meta`]);
    }
  });

  test("a port is not asked for where it is not bound", async () => {
    const ran = await run(["trace", EXAMPLE, ...PING, "--chassis", "node2"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("port pod-a is bound to node1, and node2 was asked for");
  });

  test("a port of unknown addresses cannot make a packet, and the way out is told", async () => {
    for (const args of [
      ["--from", "green-any", "--to", "green-far"],
      ["--from", "green-far", "--to", "green-any"],
    ]) {
      const ran = await run(["trace", CONTAINERS, ...args]);
      expect(ran).toMatchObject({ code: 2, out: "" });
      expect(codesOf(ran.err)).toEqual(["OVN6503"]);
      expect(ran.err).toContain("found unknown, expected a MAC");
      expect(ran.err).toContain(`'inport == "green-any" && eth.src == … && eth.dst == …'`);
    }
  });

  test("an unknown port is answered with the nearest names", async () => {
    const ran = await run(["trace", EXAMPLE, "--from", "pod-aa", "--to", "pod-b"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain('there is no logical port "pod-aa"');
    expect(ran.err).toMatch(/did you mean pod-a, /);
    expect((await run(["trace", EXAMPLE, "--from", "pod-a", "--to", ""])).err).toContain('no logical port ""');
  });

  test("a port does not get its own packets", async () => {
    expect((await trace(EXAMPLE, "--from", "pod-a", "--to", "pod-a")).outcome).toEqual([
      "Not delivered: a port does not get its own packets back.",
    ]);
  });

  test("where no tunnel is, the chassis are named", async () => {
    const ran = await run(["trace", join(RECORDINGS, "transport-zones"), "--from", "red-a2", "--to", "red-c1"]);
    expect(ran.code).toBe(0);
    expect(codesOf(ran.err)).toEqual(["OVN5012"]);
    expect(ran.out).toContain("Not delivered: kn-a has no tunnel to kn-c.");
  });

  test("a chassis of another availability zone is the end of what can be followed", async () => {
    const ran = await run(["trace", join(RECORDINGS, "interconnect"), "--from", "red-a2", "--to", "red-e1"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("leaves for elsewhere, in another availability zone");
  });
});

describe("wrong packets", () => {
  test.each([
    ['inport == "pod-a" && eth.dst ==', "OVN4002", /character 32: expected a constant/],
    ['inport == "pod-a" && eth.dst == 00:11:22:33:44', "OVN4", /microflow, character/],
    ["eth.dst == 0a:58:0a:64:01:01", "OVN6509", /found no inport, expected one/],
    ['inport == "pod-a" && inport == "pod-b" && ip4', "OVN4016", /no packet can be all of this/],
    ['inport == "pod-a" && (ip4 || ip6)', "OVN4015", /more than one packet can be this/],
    ['inport == "pod-a" && ip.ttl > 4', "OVN4", /ip\.ttl/],
    ['inport == "pod-a" && ip4 && ip6', "OVN4016", /no packet can be all of this/],
    ['inport == "pod-x" && ip4', "OVN6501", /no logical port "pod-x"/],
    ['inport == "pod-a" && colour == 3', "OVN4", /colour/],
  ])("microflow %s", async (microflow, code, words) => {
    const ran = await run(["trace", EXAMPLE, microflow]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(codesOf(ran.err)[0]!.startsWith(code)).toBe(true);
    expect(ran.err).toMatch(words);
  });

  test.each([
    ["", /the microflow is empty/],
    ["in_port=1,dl_src=xx", /"xx" is no value of dl_src/],
    ["in_port=nobody,icmp", /nobody/],
    ["in_port=1,colour=3", /colour/],
    ["in_port=1,icmp,tcp_dst=80", /tcp_dst/],
    ["in_port=1,in_port=2", /in_port/],
  ])("flow %j", async (flow, words) => {
    const ran = await run(["trace", EXAMPLE, "--chassis", "node1", "--flow", flow]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(codesOf(ran.err)[0]).toMatch(/^OVN3/);
    expect(ran.err).toMatch(words);
  });

  test("a flow at a port that is not there is dropped, and nothing breaks", async () => {
    const traced = await trace(EXAMPLE, "--chassis", "node1", "--flow", "in_port=77,icmp");
    expect(traced.deliveries).toEqual([]);
    expect(traced.drops).toMatchObject([{ chassis: "node1", table: 0 }]);
  });
});

describe("--batch", () => {
  const lines = (out: string) =>
    out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  const BATCH = [
    "# every form",
    "",
    "--from pod-a --to pod-b",
    "--from=pod-a --to=web-b --proto tcp --port 443",
    MICROFLOW,
    `'${MICROFLOW}'`,
    `--microflow '${MICROFLOW}'`,
    `--chassis node1 --flow ${FLOW} --one-hop`,
  ].join("\n");

  test.each(["-", "file"])("from %s: one trace a line, in order", async (source) => {
    const file = join(folder(), "packets");
    writeFileSync(file, BATCH);
    const ran =
      source === "-"
        ? await run(["trace", EXAMPLE, "--batch", "-"], { input: BATCH })
        : await run(["trace", EXAMPLE, "--batch", file]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    const traces = lines(ran.out);
    expect(traces.map(({ summary }) => summary)).toEqual([
      "icmp 10.100.1.4 -> 10.100.2.4",
      expect.stringMatching(/^tcp 10\.100\.1\.4:40000 -> 10\.100\.2\.\d+:443$/),
      ...Array.from({ length: 4 }, () => "icmp 10.100.1.4 -> 10.100.2.4"),
    ]);
    const single = (await run(["trace", EXAMPLE, ...PING, "--format", "json"])).out;
    expect(traces[0]).toEqual(JSON.parse(single));
    expect(traces[5]!["hops"]).toHaveLength(1);
  });

  test("a line that is wrong has an error in its place, and the exit is 2", async () => {
    const input = [
      "--from pod-a --to nobody",
      "--from pod-a --to pod-b",
      "--from pod-a",
      "--frob",
      "--from 'pod-a --to pod-b",
      "--from pod-a --to pod-b --port 99999 --proto tcp",
      "--from pod-a --to pod-b --proto sctp",
      "--from pod-a --to",
      "nonsense",
      "--from pod-a --to pod-b --flow icmp",
      `--chassis nowhere --flow ${FLOW}`,
    ].join("\r\n");
    const ran = await run(["trace", EXAMPLE, "--batch", "-"], { input });
    expect(ran.code).toBe(2);
    const answers = lines(ran.out);
    expect(answers).toHaveLength(11);
    expect(answers.map((answer) => ("error" in answer ? "error" : "trace"))).toEqual([
      "error",
      "trace",
      ...Array.from({ length: 9 }, () => "error"),
    ]);
    expect(answers[0]).toMatchObject({ error: 'there is no logical port "nobody"', code: "OVN6501", line: 1 });
    expect(answers[4]).toMatchObject({ error: "a quote is not closed", line: 5 });
    expect(ran.err).toContain("standard input: 10 of 11 lines give no trace");
  });

  test("--one-hop before it counts for every flow", async () => {
    const input = `--chassis node1 --flow ${FLOW}\n--from pod-a --to pod-b\n`;
    const ran = await run(["trace", EXAMPLE, "--batch", "-", "--one-hop"], { input });
    expect(ran.code).toBe(0);
    expect(lines(ran.out).map(({ hops }) => (hops as unknown[]).length)).toEqual([1, 2]);
  });

  test("nothing to do is nothing done", async () => {
    expect(await run(["trace", EXAMPLE, "--batch", "-"], { input: "\n# nothing\n" })).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  });

  test("a file that is not there", async () => {
    const ran = await run(["trace", EXAMPLE, "--batch", "/gone/packets"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("/gone/packets: there is no such file or folder");
  });

  test("installed flows can be asked too", async () => {
    const input = `--chassis node1 --flow ${FLOW} --one-hop`;
    const ran = await run(["trace", EXAMPLE, "--batch", "-", "--flows", "installed"], { input });
    expect(ran.code).toBe(0);
    expect(lines(ran.out)).toHaveLength(1);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLE, exampleCopy, ROOT, run } from "./run.ts";

const POLICIES = join(ROOT, "test/recordings/26.03/policies");
const GATEWAY = join(ROOT, "test/recordings/26.03/gateway");

/** front-1 to the load balancer `web`, whose backends are front-1 itself and back-2. */
const TO_WEB =
  'inport == "front-1" && eth.src == 02:ac:20:41:00:11 && eth.dst == 02:ac:20:00:00:41 && ip4.src == 10.41.0.11 && ip4.dst == 10.50.0.1 && ip.ttl == 64 && tcp.src == 41000 && tcp.dst == 80 && tcp.flags == 2';

type Trace = {
  readonly packet: string;
  readonly hops: readonly { readonly finalPacket: string; readonly madeBy?: string }[];
  readonly deliveries: readonly { readonly chassis: string; readonly logicalPort: string }[];
  readonly departures: readonly unknown[];
  readonly drops: readonly { readonly reason: string }[];
  readonly choices: readonly { readonly members: readonly string[]; readonly taken: string; readonly by: string }[];
  readonly controller: readonly { readonly what: string; readonly text: string; readonly made?: Trace }[];
  readonly outcome: readonly string[];
  readonly assumptions: readonly string[];
  readonly reply?: Trace;
  readonly noReply?: string;
  readonly others?: readonly Trace[];
};

async function trace(snapshot: string, ...args: readonly string[]): Promise<Trace> {
  const ran = await run(["trace", snapshot, ...args, "--format", "json", "--quiet"]);
  expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: "" });
  return JSON.parse(ran.out) as Trace;
}

async function refused(...args: readonly string[]): Promise<string> {
  const ran = await run(["trace", ...args, "--quiet"]);
  expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: "" });
  return ran.err;
}

const ends = ({ deliveries }: Trace) => deliveries.map(({ chassis, logicalPort }) => `${chassis} ${logicalPort}`);
const last = ({ hops }: Trace): string => hops.at(-1)!.finalPacket;

describe("--lb-backend", () => {
  test("takes the backend that it names, and the packet goes there", async () => {
    const traced = await trace(POLICIES, TO_WEB, "--lb-backend", "10.42.0.12:8080");
    expect(traced.choices).toMatchObject([
      { members: ["10.41.0.11:8080", "10.42.0.12:8080"], taken: "10.42.0.12:8080", by: "told" },
    ]);
    expect(ends(traced)).toEqual(["node-y back-2"]);
    expect(last(traced)).toContain("nw_dst=10.42.0.12");
    expect(last(traced)).toContain("tp_dst=8080");
    expect(traced.assumptions.join()).not.toContain("members");
  });

  test("may leave the port out", async () => {
    expect((await trace(POLICIES, TO_WEB, "--lb-backend=10.41.0.11")).choices[0]!.taken).toBe("10.41.0.11:8080");
  });

  test("all gives a trace by each", async () => {
    const traced = await trace(POLICIES, TO_WEB, "--lb-backend", "all");
    expect([traced, ...traced.others!].map((one) => [one.choices[0]!.taken, ends(one)])).toEqual([
      ["10.41.0.11:8080", ["node-x front-1"]],
      ["10.42.0.12:8080", ["node-y back-2"]],
    ]);
    const text = await run(["trace", POLICIES, TO_WEB, "--lb-backend", "all", "--quiet"]);
    expect(text.out).toContain("\nBy 10.42.0.12:8080\n");
  });

  test("left out, the one taken is told, and how many there are", async () => {
    expect((await trace(POLICIES, TO_WEB)).assumptions).toContain(
      "node-x: group 1: 10.41.0.11:8080 is taken of 2 members (the first, as the packet's hash is not known)",
    );
  });

  test("that there is not is refused with those that there are", async () => {
    const err = await refused(POLICIES, TO_WEB, "--lb-backend", "10.0.0.1:80");
    expect(err).toContain(
      'no group that the packet meets has the member "10.0.0.1:80", expected one of 10.41.0.11:8080, 10.42.0.12:8080',
    );
    expect(await refused(EXAMPLE, "--from", "pod-a", "--to", "pod-b", "--lb-backend", "1.2.3.4")).toContain(
      'the packet meets no load balancer and no ECMP group, so there is no member "1.2.3.4" to take',
    );
  });
});

describe("--reply", () => {
  test("comes back through the load balancer, from the address that was asked", async () => {
    const { reply, outcome } = await trace(POLICIES, TO_WEB, "--lb-backend", "10.42.0.12", "--reply");
    expect(ends(reply!)).toEqual(["node-x front-1"]);
    expect(last(reply!)).toContain("ct_state=est|rpl|trk|snat");
    expect(last(reply!)).toContain("nw_src=10.50.0.1,nw_dst=10.41.0.11");
    expect(last(reply!)).toContain("tp_src=80,tp_dst=41000,tcp_flags=syn|ack");
    expect(outcome).toContain("The answer: delivered once.");
  });

  test("of a backend to itself goes by the load balancer, too: the hairpin", async () => {
    const traced = await trace(POLICIES, TO_WEB, "--lb-backend", "10.41.0.11", "--reply");
    expect(last(traced)).toContain("nw_src=10.50.0.1,nw_dst=10.41.0.11");
    expect(last(traced.reply!)).toContain("nw_src=10.50.0.1,nw_dst=10.41.0.11");
    expect(last(traced.reply!)).toContain("tp_src=80,tp_dst=41000");
  });

  test("of a ping is an echo reply, and people read both ways", async () => {
    const ran = await run(["trace", EXAMPLE, "--from", "pod-a", "--to", "pod-b", "--reply"]);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain("\nThe answer: delivered once.\n");
    expect(ran.out).toContain("\nThe answer\n\npod-b -> pod-a    icmp 10.100.2.4 -> 10.100.1.4\n");
  });

  test("is not there when nobody got the packet", async () => {
    const traced = await trace(POLICIES, "--from", "back-2", "--to", "front-2", "--reply");
    expect(traced.reply).toBeUndefined();
    expect(traced.noReply).toBe("nobody got the packet");
    expect(traced.outcome).toContain("No answer is traced: nobody got the packet.");
  });

  test("does not go with given states, nor with --one-hop", async () => {
    const ping = ["--from", "pod-a", "--to", "pod-b", "--reply"];
    expect(await refused(EXAMPLE, ...ping, "--ct", "est")).toContain("--reply and --ct do not go together");
    expect(await refused(EXAMPLE, "--chassis", "node1", "--flow", "in_port=1,icmp", "--one-hop", "--reply")).toContain(
      "--reply and --one-hop do not go together",
    );
  });
});

describe("--ct", () => {
  /** An ACL of `guarded` denies it; what answers a connection passes before ACLs. */
  const DENIED = ["--from", "back-2", "--to", "front-2", "--proto", "tcp"];

  test("is what conntrack finds, step by step", async () => {
    const states = async (...ct: readonly string[]) =>
      (await trace(POLICIES, "--from", "front-1", "--to", "back-2", ...ct)).hops.map(
        ({ finalPacket }) => /ct_state=([^,]*)/.exec(finalPacket)?.[1],
      );
    expect(await states("--ct", "est,rpl", "--ct", "trk,est,rpl")).toEqual(["est|rpl|trk", "est|rpl|trk"]);
  });

  test("of an invalid packet has it dropped, and of an answer lets it pass where a new one may not", async () => {
    expect(ends(await trace(POLICIES, ...DENIED))).toEqual([]);
    expect(ends(await trace(POLICIES, ...DENIED, "--ct", "est", "--ct", "est"))).toEqual([]);
    expect(ends(await trace(POLICIES, ...DENIED, "--ct", "est,rpl", "--ct", "est,rpl"))).toEqual(["node-y front-2"]);
    const allowed = ["--from", "front-1", "--to", "back-1", "--proto", "tcp"];
    expect(ends(await trace(POLICIES, ...allowed))).toEqual(["node-x back-1"]);
    expect(ends(await trace(POLICIES, ...allowed, "--ct", "inv"))).toEqual([]);
  });

  test("runs over installed flows, too", async () => {
    const args = [...DENIED, "--ct", "est,rpl", "--ct", "est,rpl", "--flows", "installed"];
    expect(ends(await trace(POLICIES, ...args))).toEqual(["node-y front-2"]);
  });

  test("that a packet does not come to is told", async () => {
    const traced = await trace(EXAMPLE, "--from", "pod-a", "--to", "pod-b", "--ct", "est");
    expect(traced.assumptions).toContain("1 state of conntrack given, and the packet meets no more than 0 ct steps");
  });

  test("names the states that there are", async () => {
    expect(await refused(EXAMPLE, "--from", "pod-a", "--to", "pod-b", "--ct", "established")).toContain(
      '--ct "established" has "established", expected some of new, est, rel, rpl, inv, trk, snat, dnat',
    );
  });
});

describe("ovn-controller", () => {
  test("answers a packet whose TTL runs out, and its answer is followed", async () => {
    const { controller, deliveries, outcome } = await trace(
      POLICIES,
      TO_WEB.replace("ip.ttl == 64", "ip.ttl == 1").replace("ip4.dst == 10.50.0.1", "ip4.dst == 10.42.0.12"),
    );
    expect(controller).toMatchObject([{ what: "icmp", text: "answers with an ICMP error: time exceeded" }]);
    expect(deliveries).toEqual([]);
    expect(ends(controller[0]!.made!)).toEqual(["node-x front-1"]);
    expect(controller[0]!.made!.hops[0]!.madeBy).toBe("ovn-controller");
    expect(outcome[0]).toBe("Not delivered: ovn-controller answers with an ICMP error: time exceeded.");
  });

  test("rejects what an ACL says, and the reset comes back", async () => {
    const { controller, drops } = await trace(
      POLICIES,
      "--from",
      "back-2",
      "--to",
      "back-1",
      "--proto",
      "tcp",
      "--port",
      "23",
    );
    expect(controller).toMatchObject([{ what: "reject", text: "rejects the packet: answers with a TCP reset" }]);
    expect(ends(controller[0]!.made!)).toEqual(["node-y back-2"]);
    expect(drops).toEqual([]);
  });

  test("is told of as people read it", async () => {
    const ran = await run(["trace", POLICIES, "--from", "back-2", "--to", "back-1", "--proto", "tcp", "--port", "23"]);
    expect(ran.out).toMatch(/^ {2}table \d+: ovn-controller rejects the packet: answers with a TCP reset$/m);
    expect(ran.out).toMatch(/^ {4}packet of ovn-controller {4}tcp 10\.42\.0\.11:23 -> 10\.42\.0\.12:40000$/m);
    expect(ran.out).toMatch(/^ {4}node-y {3}sent by ovn-controller$/m);
    expect(ran.out).toMatch(/^ {6}delivered to back-2 /m);
  });

  test("does not send anything of a packet that stops at one chassis", async () => {
    const flow =
      "in_port=back-2,tcp,dl_src=02:ac:20:42:00:12,dl_dst=02:ac:20:42:00:11,nw_src=10.42.0.12,nw_dst=10.42.0.11,nw_ttl=64,tp_dst=23";
    const { controller } = await trace(POLICIES, "--chassis", "node-y", "--flow", flow, "--one-hop");
    expect(controller).toMatchObject([{ what: "reject" }]);
    expect(controller[0]!.made).toBeUndefined();
  });
});

test("a batch takes the options on its lines, or beside it for all", async () => {
  const lines = `--microflow '${TO_WEB}' --lb-backend 10.42.0.12 --reply\n--from front-1 --to back-2 --ct est --ct foo\n`;
  const own = await run(["trace", POLICIES, "--batch", "-", "--quiet"], { input: lines });
  const [first, second] = own.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Trace & { readonly code?: string });
  expect(ends(first!.reply!)).toEqual(["node-x front-1"]);
  expect(second!.code).toBe("OVN6511");
  const all = await run(["trace", POLICIES, "--batch", "-", "--quiet", "--reply"], { input: TO_WEB });
  expect(all.code).toBe(0);
  expect((JSON.parse(all.out) as Trace).reply).toBeDefined();
});

test("a packet that comes in by no port is told so", async () => {
  const ran = await run(["trace", EXAMPLE, "--chassis", "node1", "--flow", "icmp,nw_src=10.0.0.1", "--quiet"]);
  expect(ran.out).toContain("in at no port");
});

describe("what leaves by a gateway", () => {
  const outside = (source: string, mac: string, ip: string) =>
    `inport == "${source}" && eth.src == ${mac} && eth.dst == 02:ac:20:00:00:51 && ip4.src == ${ip} && ip4.dst == 203.0.113.7 && ip.ttl == 64 && icmp4.type == 8`;

  /** `snat 198.18.0.1` of 10.51.0.0/24, and `dnat_and_snat 198.18.0.12` of inner-2. */
  test.each([
    ["inner-1", "02:ac:20:51:00:11", "10.51.0.11", "198.18.0.1", "work-1 inner-1"],
    ["inner-2", "02:ac:20:51:00:12", "10.51.0.12", "198.18.0.12", "gate-1 inner-2"],
  ])("from %s is translated, and its answer back", async (source, mac, ip, translated, end) => {
    const traced = await trace(GATEWAY, outside(source, mac, ip), "--reply");
    expect(traced.departures).toHaveLength(1);
    expect(traced.reply!.packet).toContain(`nw_src=203.0.113.7,nw_dst=${translated},`);
    expect(ends(traced.reply!)).toEqual([end]);
    expect(last(traced.reply!)).toContain(`nw_src=203.0.113.7,nw_dst=${ip},`);
    expect(traced.outcome.at(-1)).toBe("The answer: delivered once.");
  });
});

describe("flows of equal priority that both select the packet", () => {
  const tied = (): string => {
    const snapshot = exampleCopy();
    const flows = "cookie=0xa, priority=5,icmp actions=drop\ncookie=0xb, priority=5,in_port=1 actions=output:2\n";
    writeFileSync(join(snapshot, "node1/flows.txt"), flows);
    return snapshot;
  };
  const PACKET = ["--chassis", "node1", "--flow", "in_port=1,icmp,nw_ttl=64", "--one-hop", "--flows", "installed"];

  test("the first is taken, and the answer says that it rests on that", async () => {
    const { hops, assumptions } = await trace(tied(), ...PACKET);
    expect(hops[0]).toMatchObject({ outputs: [] });
    expect(assumptions.join("\n")).toContain("(cookies 0xa, 0xb): a switch takes any; 0xa is taken");
  });

  test("--prefer takes another", async () => {
    const snapshot = tied();
    expect((await trace(snapshot, ...PACKET, "--prefer", "0xb")).hops[0]).toMatchObject({ outputs: [{ ofPort: 2 }] });
    expect(await refused(snapshot, ...PACKET, "--prefer", "b")).toContain("expected a cookie, such as 0x5bd1e995");
  });
});

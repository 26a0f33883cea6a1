import { describe, expect, test } from "vitest";
import { type Flow, type FlowKey, parseFlows, parseGroups, parseMicroflow } from "../openflow/index.ts";
import { type BridgePort, createBridge, LIMITS, type RunOptions, type RunResult, runPacket } from "./index.ts";

const PORTS: readonly BridgePort[] = [1, 2, 3, 4].map((ofPort) => ({ ofPort, name: `p${ofPort}`, live: true }));
const TCP = "in_port=1,tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_ttl=64,tcp_src=1000,tcp_dst=80";

function flowsOf(text: string): readonly Flow[] {
  const parsed = parseFlows(text);
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  expect(parsed.notes.filter(({ severity }) => severity === "error")).toEqual([]);
  return parsed.value.flows;
}

function keyOf(microflow: string): FlowKey {
  const key = parseMicroflow(microflow);
  if (!key.ok) throw new Error(key.errors[0].message);
  return key.value;
}

type Setting = {
  readonly groups?: string;
  readonly ports?: readonly BridgePort[] | undefined;
  readonly microflow?: string;
};

function run(
  flows: string,
  options: RunOptions = {},
  { groups = "", ports = PORTS, microflow = TCP }: Setting = {},
): RunResult {
  const parsed = parseGroups(groups);
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  return runPacket(createBridge({ flows: flowsOf(flows), groups: parsed.value, ports }), keyOf(microflow), options);
}

function outputs({ outputs: all }: RunResult): number[] {
  return all.map(({ ofPort }) => ofPort);
}

describe("what the caller knows", () => {
  const BOTH =
    "actions=check_pkt_larger(1000)->NXM_NX_REG0[0],resubmit(,1)\ntable=1,reg0=1/1,actions=output:2\ntable=1,priority=1,actions=output:3";

  test.each([
    { packetBytes: 1001, want: [2] },
    { packetBytes: 1000, want: [3] },
    { packetBytes: undefined, want: [2, 3] },
  ])("a packet of $packetBytes bytes goes to $want", ({ packetBytes, want }) => {
    const result = run(BOTH, packetBytes === undefined ? {} : { packetBytes });
    expect(outputs(result)).toEqual(want);
    expect(result.assumptions).toEqual(packetBytes === undefined ? [{ kind: "both-lengths", subject: 1000 }] : []);
  });

  test("the datapath's hash selects a bucket, and the actions after the group go on", () => {
    const groups = "group_id=1,type=select,selection_method=dp_hash,bucket=actions=output:2,bucket=actions=output:3";
    expect(outputs(run("actions=group:1,output:4", { dpHash: 1 }, { groups }))).toEqual([3, 4]);
    expect(outputs(run("actions=group:1,output:4", { dpHash: 2 }, { groups }))).toEqual([2, 4]);
    const unknown = run("actions=group:1,output:4", {}, { groups });
    expect(outputs(unknown)).toEqual([]);
    expect(unknown.drops).toMatchObject([{ reason: "hash-unknown", table: 0, copy: false }]);
  });

  test("a dead port moves a bundle to its next member", () => {
    const bundle = "actions=bundle(eth_src,0,active_backup,ofport,members:2,3)";
    const unknownPorts = PORTS.map(({ ofPort }) => ({ ofPort }));
    expect(outputs(run(bundle))).toEqual([2]);
    expect(outputs(run(bundle, { deadPorts: new Set([2]) }))).toEqual([3]);
    expect(run(bundle, {}, { ports: unknownPorts }).assumptions).toEqual([{ kind: "port-live", subject: 2 }]);
    expect(run(bundle, { deadPorts: new Set([2]) }, { ports: unknownPorts }).assumptions).toEqual([]);
    expect(run(bundle, { deadPorts: new Set([2, 3]) }).drops).toMatchObject([{ reason: "no-live-member" }]);
  });

  test("without ports every port is taken to exist, and flooding is not possible", () => {
    const result = runPacket(createBridge({ flows: flowsOf("actions=output:7,flood,output:8") }), keyOf(TCP));
    expect(outputs(result)).toEqual([7, 8]);
    expect(result.assumptions).toEqual([
      { kind: "port-exists", subject: 7 },
      { kind: "port-exists", subject: 8 },
    ]);
    expect(result.unsupported).toMatchObject([{ action: "flood without the bridge's ports" }]);
  });

  test("a run may start in any table", () => {
    expect(outputs(run("table=8,actions=output:2\nactions=output:3", { table: 8 }))).toEqual([2]);
  });

  test("port settings", () => {
    const ports = [...PORTS, { ofPort: 5, forwards: false }, { ofPort: 6, floods: false }];
    expect(outputs(run("actions=output:5,flood", {}, { ports }))).toEqual([2, 3, 4, 65534]);
    expect(outputs(run("actions=all", {}, { ports }))).toEqual([2, 3, 4, 6, 65534]);
  });
});

describe("drops", () => {
  test.each([
    ["no flow", "in_port=9,actions=output:2", "no-match", 0],
    ["no flow in a later table", "actions=resubmit(,4)", "no-match", 4],
    ["drop", "actions=resubmit(,4)\ntable=4,actions=drop", "explicit-drop", 4],
    ["actions without output", "actions=resubmit(,4)\ntable=4,actions=load:1->NXM_NX_REG0[]", "no-output", 4],
    ["actions after a lookup that found nothing", "actions=resubmit(,4),load:1->NXM_NX_REG0[]", "no-output", 0],
    ["output to the port it came in by", "actions=output:1", "output-to-in-port", 0],
    ["output to nowhere", "actions=output:NONE", "output-none", 0],
    ["no such port", "actions=output:77", "no-such-port", 0],
    ["no such group", "actions=group:77,output:2", "no-such-group", 0],
    ["register without a port", "actions=load:0x12345->NXM_NX_REG0[],output:NXM_NX_REG0[]", "port-out-of-range", 0],
    ["connection unknown", "actions=resubmit(,1,ct)", "untracked-resubmit", 1],
  ])("%s", (_, flows, reason, table) => {
    const result = run(flows);
    expect(result.outputs).toEqual([]);
    expect(result.drops).toMatchObject([{ reason, table, copy: false, pass: 0 }]);
  });

  test("the flow that said drop is named", () => {
    const { drops } = run("actions=resubmit(,4)\ntable=4,cookie=0x77,actions=drop");
    expect(drops[0]!.flow?.cookie).toBe(0x77);
  });

  test("a lookup that finds nothing on the way to an output is no drop", () => {
    expect(run("actions=resubmit(,4),output:2").drops).toEqual([]);
  });

  test("a clone that comes to nothing is a drop of its own", () => {
    const result = run("actions=clone(resubmit(,4)),output:2\ntable=4,actions=drop");
    expect(outputs(result)).toEqual([2]);
    expect(result.drops).toMatchObject([{ reason: "explicit-drop", table: 4, copy: true }]);
  });

  test("going to the controller or to conntrack is no drop", () => {
    expect(run("actions=controller").drops).toEqual([]);
    expect(run("tcp,actions=ct(table=1)\ntable=1,actions=output:2").drops).toEqual([]);
  });

  test("the way on through conntrack can end, too", () => {
    const result = run("tcp,actions=output:2,ct(table=1)");
    expect(result.drops).toMatchObject([{ reason: "no-match", table: 1, pass: 1 }]);
  });
});

describe("unsupported actions are named", () => {
  test("where the packet may no longer be what it should, it is not followed", () => {
    const result = run("actions=output:2,encap(nsh),output:3");
    expect(outputs(result)).toEqual([2]);
    expect(result.unsupported).toMatchObject([{ action: "encap(nsh)", table: 0 }]);
  });

  test("NORMAL leaves the packet alone", () => {
    const result = run("actions=normal,output:3");
    expect(outputs(result)).toEqual([3]);
    expect(result.unsupported).toMatchObject([{ action: "output:NORMAL" }]);
  });

  test("a drop for that reason names the action", () => {
    expect(run("actions=normal").drops).toMatchObject([{ reason: "unsupported-action", action: "output:NORMAL" }]);
  });

  test("a kind that nobody has heard of", () => {
    const [flow] = flowsOf("actions=output:2");
    const actions = [{ kind: "teleport" } as unknown as Flow["actions"][number], ...flow!.actions];
    const result = runPacket(createBridge({ flows: [{ ...flow!, actions }], ports: PORTS }), keyOf(TCP));
    expect(result.outputs).toEqual([]);
    expect(result.unsupported).toMatchObject([{ action: "teleport" }]);
  });

  test("a port known by a name that the bridge does not have", () => {
    const result = run('actions=output:"ovn-hv9-0",output:p2', {}, {});
    expect(outputs(result)).toEqual([2]);
    expect(result.unsupported).toMatchObject([{ action: "output: the bridge has no port named ovn-hv9-0" }]);
  });
});

describe("limits", () => {
  test("a discarded pass takes its outputs, punts and recirculations with it", () => {
    // ofproto/trace 4.0.0 still shows the recirculation; a real switch installs a flow that drops.
    const result = run(
      "tcp,actions=output:2,controller,ct(table=2),resubmit(,1)\ntable=1,actions=resubmit(,1)\ntable=2,actions=output:3",
    );
    expect(result).toMatchObject({ outputs: [], controllers: [], passes: [{ discarded: "resubmit-depth" }] });
    expect(result.drops).toMatchObject([{ reason: "resubmit-depth", copy: false }]);
  });

  test("64 levels are the most, going back", () => {
    const levels = (deepest: number): string =>
      `actions=resubmit(,1)\ntable=1,reg0=${deepest},actions=output:2\n` +
      Array.from(
        { length: deepest },
        (_, n) => `table=1,reg0=${n},actions=load:${n + 1}->NXM_NX_REG0[],resubmit(,1)`,
      ).join("\n");
    expect(outputs(run(levels(63)))).toEqual([2]);
    expect(outputs(run(levels(64)))).toEqual([2]);
    expect(run(levels(65)).passes[0]!.discarded).toBe("resubmit-depth");
  });

  test("going forward is not deeper", () => {
    const chain = Array.from({ length: 200 }, (_, n) => `table=${n},actions=resubmit(,${n + 1})`).join("\n");
    expect(outputs(run(`${chain}\ntable=200,actions=output:2`))).toEqual([2]);
  });

  test("too much on the stack", () => {
    const pushes = Array.from({ length: 4000 }, () => "push:NXM_NX_XXREG0[]").join();
    expect(run(`actions=${pushes},resubmit(,1)\ntable=1,actions=output:2`).passes[0]!.discarded).toBe("stack-depth");
    expect(outputs(run(`actions=${pushes},output:2`))).toEqual([2]);
  });

  test("conntrack for ever", () => {
    const result = run("tcp,actions=output:2,ct(table=0)");
    expect(result.passes).toHaveLength(LIMITS.recirculations + 1);
    expect(result.drops.at(-1)).toMatchObject({ reason: "recirculation-limit" });
  });

  test("two forks in every pass", () => {
    const result = run("tcp,actions=ct(table=0),ct(table=0)");
    expect(result.passes).toHaveLength(LIMITS.recirculations + 1);
  });

  test("check_pkt_larger that doubles the work again and again", () => {
    const checks = Array.from({ length: 60 }, () => "check_pkt_larger(1)->NXM_NX_REG0[0]").join();
    const result = run(`actions=${checks},note:00`);
    expect(result.passes[0]!.discarded).toBe("step-limit");
    expect(result.steps).toBeLessThanOrEqual(LIMITS.steps + 1);
  });

  test("more outputs than anyone wants", () => {
    const many = Array.from({ length: 2000 }, () => "output:2").join();
    const result = run(`actions=resubmit(,1),resubmit(,1)\n${fanOut(8)}\ntable=9,actions=${many}`);
    expect(result.passes[0]!.discarded).toBe("output-limit");
    expect(result.outputs).toEqual([]);
  });

  test("tables that fan out stop at 4096 resubmits", () => {
    expect(run(`actions=resubmit(,1),resubmit(,1)\n${fanOut(20)}`).passes[0]!.discarded).toBe("resubmit-count");
  });

  test("groups that watch each other", () => {
    const groups =
      "group_id=1,type=ff,bucket=watch_group:2,actions=output:2\ngroup_id=2,type=ff,bucket=watch_group:1,actions=output:3";
    expect(run("actions=group:1", {}, { groups }).drops).toMatchObject([{ reason: "no-live-bucket" }]);
  });

  test("clones within clones within clones", () => {
    const [flow] = flowsOf("actions=output:2");
    let { actions } = flow!;
    for (let depth = 0; depth < 100_000; depth++) actions = [{ kind: "clone", actions }];
    const result = runPacket(createBridge({ flows: [{ ...flow!, actions }], ports: PORTS }), keyOf(TCP));
    expect(result.unsupported).toMatchObject([{ action: "clone nested more than 100 deep" }]);
  });

  test("a group that runs itself", () => {
    const groups = "group_id=1,type=all,bucket=actions=group:1,bucket=actions=group:1";
    expect(run("actions=group:1", {}, { groups }).passes[0]!.discarded).toBe("resubmit-depth");
  });
});

/** Tables 1 to `last`, each of which goes to the next one twice. */
function fanOut(last: number): string {
  return Array.from({ length: last }, (_, n) => `table=${n + 1},actions=resubmit(,${n + 2}),resubmit(,${n + 2})`).join(
    "\n",
  );
}

describe("runs do not disturb each other", () => {
  const bridge = createBridge({
    flows: flowsOf("actions=load:1->NXM_NX_REG0[],output:2,clone(load:2->NXM_NX_REG0[],output:3)"),
    ports: PORTS,
  });

  test("the packet given stays as it is", () => {
    const key = keyOf(TCP);
    const before = key.slice();
    runPacket(bridge, key);
    expect(key).toEqual(before);
  });

  test("what a run returned stays as it is", () => {
    const first = runPacket(bridge, keyOf(TCP));
    const copy = first.outputs.map(({ key }) => key.slice());
    runPacket(bridge, keyOf("in_port=4,icmp"));
    expect(first.outputs.map(({ key }) => key)).toEqual(copy);
  });

  test("a sink may run another packet", () => {
    const inner: RunResult[] = [];
    const sink = {
      step: ({ kind }: { kind: string }): void => {
        if (kind === "output") inner.push(runPacket(bridge, keyOf("in_port=4,icmp")));
      },
    };
    const outer = runPacket(bridge, keyOf(TCP), { sink });
    expect(outputs(outer)).toEqual([2, 3]);
    expect(inner.map(outputs)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(outer.outputs).toEqual(runPacket(bridge, keyOf(TCP)).outputs);
  });
});

describe("flows of equal priority that both select the packet", () => {
  const TIED = "cookie=0xa, priority=5,tcp actions=output:2\ncookie=0xb, priority=5,in_port=1 actions=output:3";
  const NONE: ReadonlySet<bigint> = new Set();

  test("the one that the table has first is taken, and the tie is told", () => {
    const result = run(TIED, { prefer: NONE });
    expect(outputs(result)).toEqual([2]);
    expect(result.ties.map(({ table, flows, taken }) => [table, flows.length, taken.cookie])).toEqual([[0, 2, 0xa]]);
  });

  test("the preferred one wins", () => {
    expect(outputs(run(TIED, { prefer: new Set([0xbn]) }))).toEqual([3]);
  });

  test.each([
    ["do the same", "cookie=0xa, priority=5,tcp actions=output:2\ncookie=0xb, priority=5,in_port=1 actions=output:2"],
    ["one of them higher", "priority=6,tcp actions=output:2\npriority=5,in_port=1 actions=output:3"],
    ["one of them of other packets", "priority=5,tcp actions=output:2\npriority=5,in_port=2 actions=output:3"],
  ])("no tie: %s", (_, flows) => {
    expect(run(flows, { prefer: NONE }).ties).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { FIELDS, type FlowKey, parseFlows, parseMicroflow, readField, readWords, subfield } from "../openflow/index.ts";
import { type Bridge, ConntrackState, createBridge, CT_STATE, runPacket } from "./index.ts";

function bridgeOf(flows: string): Bridge {
  const parsed = parseFlows(flows);
  if (!parsed.ok) throw new Error(parsed.errors[0].message);
  return createBridge({ flows: parsed.value.flows });
}

function keyOf(microflow: string): FlowKey {
  const key = parseMicroflow(microflow);
  if (!key.ok) throw new Error(key.errors[0].message);
  return key.value;
}

function tcp(source: string, sourcePort: number, destination: string, destinationPort: number): FlowKey {
  return keyOf(
    `in_port=1,tcp,nw_src=${source},nw_dst=${destination},nw_ttl=64,tcp_src=${sourcePort},tcp_dst=${destinationPort}`,
  );
}

/** The packet after conntrack, in short: state, addresses and ports. */
function tracked(bridge: Bridge, key: FlowKey, conntrack: ConntrackState): string {
  const { outputs } = runPacket(bridge, key, { conntrack });
  const after = outputs.at(-1)!.key;
  const names = Object.entries(CT_STATE).filter(([, bit]) => (readField(after, FIELDS.ct_state) & bit) !== 0);
  const address = (field: typeof FIELDS.nw_src): string => {
    const value = readField(after, field);
    return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join(".");
  };
  const source = `${address(FIELDS.nw_src)}:${readField(after, FIELDS.tcp_src)}`;
  return `${names.map(([name]) => name).join("|")} ${source} > ${address(FIELDS.nw_dst)}:${readField(after, FIELDS.tcp_dst)}`;
}

const COMMIT = "tcp,actions=ct(commit,table=1,zone=5)\ntable=1,actions=output:2";
const LOOK = "tcp,actions=ct(table=1,zone=5)\ntable=1,actions=output:2";

describe("connections", () => {
  test("a connection is new until the other end answers", () => {
    const state = new ConntrackState();
    const there = tcp("10.0.0.1", 1000, "10.0.0.2", 80);
    const back = tcp("10.0.0.2", 80, "10.0.0.1", 1000);

    expect(tracked(bridgeOf(LOOK), there, state)).toBe("new|trk 10.0.0.1:1000 > 10.0.0.2:80");
    expect(tracked(bridgeOf(LOOK), back, state)).toBe("new|trk 10.0.0.2:80 > 10.0.0.1:1000");
    expect(tracked(bridgeOf(COMMIT), there, state)).toBe("new|trk 10.0.0.1:1000 > 10.0.0.2:80");
    expect(tracked(bridgeOf(LOOK), there, state)).toBe("new|trk 10.0.0.1:1000 > 10.0.0.2:80");
    expect(tracked(bridgeOf(LOOK), back, state)).toBe("est|rpl|trk 10.0.0.2:80 > 10.0.0.1:1000");
    expect(tracked(bridgeOf(LOOK), there, state)).toBe("est|trk 10.0.0.1:1000 > 10.0.0.2:80");
    expect(state.connections()).toMatchObject([{ zone: 5, answered: true }]);
  });

  test("zones know nothing of each other", () => {
    const state = new ConntrackState();
    const there = tcp("10.0.0.1", 1000, "10.0.0.2", 80);
    tracked(bridgeOf(COMMIT), there, state);
    tracked(bridgeOf(LOOK), tcp("10.0.0.2", 80, "10.0.0.1", 1000), state);
    expect(tracked(bridgeOf(LOOK.replace("zone=5", "zone=6")), there, state)).toBe(
      "new|trk 10.0.0.1:1000 > 10.0.0.2:80",
    );
  });

  test("commit,force on a reply turns the connection round", () => {
    const state = new ConntrackState();
    tracked(bridgeOf(COMMIT), tcp("10.0.0.1", 1000, "10.0.0.2", 80), state);
    const back = tcp("10.0.0.2", 80, "10.0.0.1", 1000);
    expect(tracked(bridgeOf(COMMIT.replace("commit", "commit,force")), back, state)).toBe(
      "new|trk 10.0.0.2:80 > 10.0.0.1:1000",
    );
    expect(tracked(bridgeOf(LOOK), tcp("10.0.0.1", 1000, "10.0.0.2", 80), state)).toBe(
      "est|rpl|trk 10.0.0.1:1000 > 10.0.0.2:80",
    );
    expect(state.connections()).toHaveLength(1);
  });

  test("a packet that is not IP is invalid", () => {
    const state = new ConntrackState();
    const bridge = bridgeOf("actions=ct(commit,table=1)\ntable=1,actions=output:2");
    const { outputs } = runPacket(bridge, keyOf("in_port=1,arp,arp_op=1"), { conntrack: state });
    expect(readField(outputs[0]!.key, FIELDS.ct_state)).toBe(CT_STATE.inv | CT_STATE.trk);
    expect(state.connections()).toEqual([]);
  });

  test("the caller's states count before what connections say, but for translation", () => {
    const flows =
      "tcp,actions=ct(commit,nat(dst=3.3.3.3),table=1)\ntable=1,actions=ct(table=2)\ntable=2,actions=output:2";
    const { passes, outputs } = runPacket(bridgeOf(flows), tcp("1.1.1.1", 1, "2.2.2.2", 2), {
      conntrack: new ConntrackState(),
      ctNext: [CT_STATE.est | CT_STATE.rpl | CT_STATE.trk],
    });
    const { est, rpl, trk, dnat } = CT_STATE;
    expect(passes[1]!.resumed).toEqual({ from: 0, zone: 0, ctState: est | rpl | trk | dnat, assumed: false });
    expect(passes[2]!.resumed).toEqual({ from: 1, zone: 0, ctState: CT_STATE.new | trk, assumed: false });
    expect(readWords(outputs[0]!.key, subfield("nw_dst"))).toEqual([0x0303_0303]);
  });

  test("a packet keeps its connection in the zone, also after translation", () => {
    const state = new ConntrackState();
    const flows =
      "tcp,actions=ct(commit,nat(dst=3.3.3.3:80),zone=5,table=1)\ntable=1,actions=ct(commit,zone=5),ct(commit,zone=6),output:2";
    runPacket(bridgeOf(flows), tcp("1.1.1.1", 1, "2.2.2.2", 2), { conntrack: state });
    expect(state.connections().map(({ zone, original }) => [zone, original.destination.port])).toEqual([
      [5, 2],
      [6, 80],
    ]);
  });

  test("ct_clear makes it look the connection up again", () => {
    const state = new ConntrackState();
    const flows =
      "tcp,actions=ct(commit,nat(dst=3.3.3.3:80),zone=5,table=1)\ntable=1,actions=ct_clear,ct(commit,zone=5),output:2";
    runPacket(bridgeOf(flows), tcp("1.1.1.1", 1, "2.2.2.2", 2), { conntrack: state });
    expect(state.connections()).toHaveLength(2);
  });

  test("translation without a table is seen by who gets the packet, not by flows", () => {
    const flows =
      "tcp,actions=ct(commit,nat(src=9.9.9.9),zone=5),resubmit(,1)\ntable=1,tcp,nw_src=1.1.1.1,actions=output:2";
    const key = tcp("1.1.1.1", 1, "2.2.2.2", 2);
    const { outputs } = runPacket(bridgeOf(flows), key, { conntrack: new ConntrackState() });
    expect(outputs.map((output) => readWords(output.key, subfield("nw_src")))).toEqual([[0x0909_0909]]);
    const { outputs: alone } = runPacket(bridgeOf(flows), key);
    expect(alone.map((output) => readWords(output.key, subfield("nw_src")))).toEqual([[0x0101_0101]]);
  });

  test.each([
    ["icmp,icmp_type=0", "inv"],
    ["icmp,icmp_type=8", "new"],
    ["icmp6,icmp_type=129", "inv"],
    ["tcp,tcp_flags=syn|ack", "inv"],
    ["tcp,tcp_flags=rst", "inv"],
    ["tcp,tcp_flags=ack", "new"],
    ["udp", "new"],
    ["icmp,icmp_type=3", "new"],
  ])("%s of no known connection is %s", (packet, state) => {
    const { passes, assumptions } = runPacket(
      bridgeOf("actions=ct(table=1)\ntable=1,actions=output:2"),
      keyOf(packet),
      {
        conntrack: new ConntrackState(),
      },
    );
    expect(passes[1]!.resumed!.ctState).toBe(CT_STATE.trk | CT_STATE[state as "inv" | "new"]);
    const isError = packet === "icmp,icmp_type=3";
    expect(assumptions.filter(({ kind }) => kind === "icmp-error-new")).toHaveLength(isError ? 1 : 0);
  });
});

describe("translation", () => {
  const NAT = "tcp,actions=ct(table=1,zone=5,nat)\ntable=1,actions=output:2";

  test("of the source, and back again", () => {
    const state = new ConntrackState();
    const there = tcp("10.0.0.1", 1000, "10.0.0.2", 80);
    const snat = bridgeOf(COMMIT.replace("zone=5", "zone=5,nat(src=192.0.2.7)"));
    expect(tracked(snat, there, state)).toBe("new|trk|snat 192.0.2.7:1000 > 10.0.0.2:80");
    expect(tracked(bridgeOf(NAT), tcp("10.0.0.2", 80, "192.0.2.7", 1000), state)).toBe(
      "est|rpl|trk|dnat 10.0.0.2:80 > 10.0.0.1:1000",
    );
    expect(tracked(bridgeOf(NAT), there, state)).toBe("est|trk|snat 192.0.2.7:1000 > 10.0.0.2:80");
    expect(tracked(bridgeOf(LOOK), there, state)).toBe("est|trk 10.0.0.1:1000 > 10.0.0.2:80");
  });

  test("of destination and port, and back again", () => {
    const state = new ConntrackState();
    const dnat = bridgeOf(COMMIT.replace("zone=5", "zone=5,nat(dst=10.0.0.9:8080)"));
    expect(tracked(dnat, tcp("10.0.0.1", 1000, "10.96.0.1", 80), state)).toBe(
      "new|trk|dnat 10.0.0.1:1000 > 10.0.0.9:8080",
    );
    expect(tracked(bridgeOf(NAT), tcp("10.0.0.9", 8080, "10.0.0.1", 1000), state)).toBe(
      "est|rpl|trk|snat 10.96.0.1:80 > 10.0.0.1:1000",
    );
  });

  test("two hosts behind one address keep apart by their ports", () => {
    const state = new ConntrackState();
    const snat = bridgeOf(COMMIT.replace("zone=5", "zone=5,nat(src=192.0.2.7)"));
    expect(tracked(snat, tcp("10.0.0.1", 1000, "10.0.0.2", 80), state)).toBe(
      "new|trk|snat 192.0.2.7:1000 > 10.0.0.2:80",
    );
    expect(tracked(snat, tcp("10.0.0.3", 1000, "10.0.0.2", 80), state)).toBe(
      "new|trk|snat 192.0.2.7:1024 > 10.0.0.2:80",
    );
    expect(tracked(bridgeOf(NAT), tcp("10.0.0.2", 80, "192.0.2.7", 1024), state)).toBe(
      "est|rpl|trk|dnat 10.0.0.2:80 > 10.0.0.3:1000",
    );
  });
});

describe("what a connection remembers", () => {
  test("mark and label, those bits that exec wrote", () => {
    const state = new ConntrackState();
    const there = tcp("10.0.0.1", 1000, "10.0.0.2", 80);
    const commit = (exec: string): Bridge => bridgeOf(COMMIT.replace("zone=5", `zone=5,exec(${exec})`));
    runPacket(commit("set_field:0x5/0xf->ct_mark,set_field:0x10000000000000002->ct_label"), there, {
      conntrack: state,
    });
    runPacket(commit("set_field:0x70/0xf0->ct_mark"), there, { conntrack: state });
    const after = runPacket(bridgeOf(LOOK), there, { conntrack: state }).outputs[0]!.key;
    expect(readField(after, FIELDS.ct_mark)).toBe(0x75);
    expect(readWords(after, subfield(FIELDS.ct_label))).toEqual([0, 1, 0, 2]);
  });

  test("the addresses that its first packet had", () => {
    const state = new ConntrackState();
    runPacket(
      bridgeOf(COMMIT.replace("zone=5", "zone=5,nat(dst=10.0.0.9:8080)")),
      tcp("10.0.0.1", 1000, "10.96.0.1", 80),
      { conntrack: state },
    );
    const reply = runPacket(bridgeOf(LOOK), tcp("10.0.0.9", 8080, "10.0.0.1", 1000), { conntrack: state }).outputs[0]!
      .key;
    expect(readField(reply, FIELDS.ct_nw_dst)).toBe(0x0a60_0001);
    expect(readField(reply, FIELDS.ct_tp_dst)).toBe(80);
    expect(readField(reply, FIELDS.ct_nw_proto)).toBe(6);
  });
});

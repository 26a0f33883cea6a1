import { expect, test } from "vitest";
import { isCutShort, parseTraceEnd } from "./trace-outputs.ts";

test("outputs of the integration bridge, in order, over every pass", () => {
  const text = `Flow: icmp,in_port=1

bridge("br-int")
----------------
 0. in_port=1, priority 100
    output:12
    ct(table=16,zone=NXM_NX_REG13[0..15],nat)

Datapath actions: 13,ct(zone=1,nat),recirc(0x7)

===============================================================================
recirc(0x7) - resume conntrack with default ct_state=trk|new (use --ct-next to customize)
===============================================================================

bridge("br-int")
----------------
    thaw
        Resuming from table 16
    16. priority 7
            output:3

Datapath actions: 2
`;
  expect(parseTraceEnd(text)).toEqual({ outputs: [12, 3], datapath: ["13,ct(zone=1,nat),recirc(0x7)", "2"] });
});

test("what a bridge behind a patch port sends is not the integration bridge's", () => {
  const text = `bridge("br-int")
----------------
65. reg15=0x5,metadata=0x1, priority 100
    output:3

    bridge("br-ex")
    ---------------
         0. priority 0
            output:9
    pop_vlan
    output:4
Datapath actions: push_vlan(vid=25,pcp=0),2,pop_vlan,5
`;
  expect(parseTraceEnd(text).outputs).toEqual([3, 4]);
});

test("nor is what it does with a packet that comes back to it by another patch port", () => {
  const text = `bridge("br-int")
----------------
        65. reg15=0x1,metadata=0x1, priority 100
            output:4

        bridge("br-dc")
        ---------------
         0. priority 0
            NORMAL
             -> no learned MAC for destination, flooding

        bridge("br-int")
        ----------------
         0. in_port=3, priority 100
            output:2
    set_field:0x2->reg15
    output:5
Datapath actions: 2,5
`;
  expect(parseTraceEnd(text).outputs).toEqual([4, 5]);
});

test("an output to the port that the packet came from has no effect", () => {
  const text = `bridge("br-int")
    output:1
     >> skipping output to input port
    output:2
Datapath actions: 2
`;
  expect(parseTraceEnd(text).outputs).toEqual([2]);
});

test.each([
  ["ct(zone=1,nat),recirc(0x9)", false],
  ["check_pkt_len(size=1442,gt(drop),le(17,14,ct(zone=2,nat)))", true],
  ["check_pkt_len(size=1442,gt(drop),le(17,ct(zone=2,nat),recirc(0x3)))", false],
  ["ct(commit,zone=1,mark=0/0x41,nat(src)),check_pkt_len(size=1442,gt(drop),le(17,14))", false],
])("%s: cut short %s", (actions, cut) => {
  expect(isCutShort({ outputs: [], datapath: [actions] })).toBe(cut);
});

import { describe, expect, test } from "vitest";
import { formatActions, parseActions } from "../../openflow/index.ts";
import { decodeActions } from "./decode-actions.ts";
import { encodeActions } from "./encode-actions.ts";

function bytesOf(text: string): string {
  const actions = parseActions(text);
  if ("fault" in actions) throw new Error(actions.fault);
  const encoded = encodeActions(actions);
  if (!encoded.ok) return `no encoding: ${encoded.unencodable.join()}`;
  return encoded.bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/*
 * Whole userdata is compared with ovn-controller's in the golden tables of actions. Here is each kind of
 * action alone: `ovs-ofctl ofp-print` of Open vSwitch 4.0.0 reads the bytes, in a packet-out of OpenFlow
 * 1.5, as the text beside them; a load prints as the set_field that it is in OpenFlow 1.5.
 */
describe("actions on the wire", () => {
  test.each([
    ["output:3", "00 00 00 10 00 00 00 03 ff ff 00 00 00 00 00 00"],
    ["IN_PORT", "00 00 00 10 ff ff ff f8 ff ff 00 00 00 00 00 00"],
    ["set_queue:5", "00 15 00 08 00 00 00 05"],
    ["group:258", "00 16 00 08 00 00 01 02"],
    ["dec_ttl", "00 18 00 08 00 00 00 00"],
    ["set_field:0a:00:00:00:00:01->eth_dst", "00 19 00 10 80 00 06 06 0a 00 00 00 00 01 00 00"],
    ["set_field:10.0.0.1->ip_src", "00 19 00 10 80 00 16 04 0a 00 00 01 00 00 00 00"],
    ["set_field:0x1->reg0", "00 19 00 10 00 01 00 04 00 00 00 01 00 00 00 00"],
    ["set_field:0x2/0x3->reg10", "00 19 00 10 00 01 15 08 00 00 00 02 00 00 00 03"],
    ["load:0x2->NXM_NX_REG10[0..1]", "00 19 00 10 00 01 15 08 00 00 00 02 00 00 00 03"],
    [
      "move:NXM_NX_REG0[0..15]->NXM_NX_REG1[16..31]",
      "00 1c 00 18 00 10 00 00 00 10 00 00 00 01 00 04 00 01 02 04 00 00 00 00",
    ],
    ["push:NXM_NX_REG1[]", "ff ff 00 18 00 00 23 20 00 1b 00 00 00 01 02 04 00 20 00 00 00 00 00 00"],
    ["pop:NXM_NX_REG1[8..15]", "ff ff 00 18 00 00 23 20 00 1c 00 08 00 01 02 04 00 08 00 00 00 00 00 00"],
    ["resubmit(,64)", "ff ff 00 10 00 00 23 20 00 0e ff f8 40 00 00 00"],
    ["resubmit(7,64)", "ff ff 00 10 00 00 23 20 00 0e 00 07 40 00 00 00"],
    ["ct_clear", "ff ff 00 10 00 00 23 20 00 2b 00 00 00 00 00 00"],
    [
      "clone(resubmit(,9))",
      "ff ff 00 20 00 00 23 20 00 2a 00 00 00 00 00 00 ff ff 00 10 00 00 23 20 00 0e ff f8 09 00 00 00",
    ],
    ["ct(commit,table=5,zone=3)", "ff ff 00 18 00 00 23 20 00 23 00 01 00 00 00 00 00 03 05 00 00 00 00 00"],
    [
      "ct(commit,zone=NXM_NX_REG13[0..15],nat(src=10.0.0.1))",
      "ff ff 00 30 00 00 23 20 00 23 00 01 00 01 1a 04 00 0f ff 00 00 00 00 00 ff ff 00 18 00 00 23 20 00 24 00 00 00 01 00 01 0a 00 00 01 00 00 00 00",
    ],
  ])("%s", (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
    const decoded = decodeActions(bytes.split(" ").map((byte) => Number.parseInt(byte, 16)));
    expect(decoded.unreadable).toBeUndefined();
    const inOpenFlow15 = text.replace(/^load:(0x2)->NXM_NX_REG10\[0\.\.1\]$/, "set_field:$1/0x3->reg10");
    expect(formatActions(decoded.actions)).toBe(inOpenFlow15);
  });

  test("bytes that are no actions are told, and never more", () => {
    expect(decodeActions([0, 25, 0])).toEqual({ actions: [], unreadable: "an action cut short" });
    expect(decodeActions([0, 21, 0, 8, 0, 0, 0, 5, 0, 77, 0, 8, 0, 0, 0, 0])).toEqual({
      actions: [{ kind: "set_queue", queue: 5 }],
      unreadable: "the action of type 77",
    });
    expect(decodeActions([0xff, 0xff, 0, 8, 0, 0, 0, 1]).unreadable).toBe("the action 0 of vendor 0x1");
  });

  test("several follow one another", () => {
    expect(bytesOf("ct_clear,set_queue:5")).toBe(`${bytesOf("ct_clear")} ${bytesOf("set_queue:5")}`);
  });

  test("what has no encoding here is named", () => {
    expect(bytesOf("clone(conjunction(1,1/2)),output:1")).toBe("no encoding: conjunction");
  });
});

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codesOf, EXAMPLE, ROOT, run } from "./run.ts";

const POLICIES = join(ROOT, "test/recordings/26.03/policies");
const PING = ["--from", "pod-a", "--to", "pod-b"];

type Hop = {
  readonly steps?: readonly unknown[];
  readonly logical?: readonly { readonly step: number; readonly stage: string }[];
};

async function hopsOf(...args: readonly string[]): Promise<readonly Hop[]> {
  const ran = await run(["trace", EXAMPLE, "--quiet", ...args]);
  expect(ran).toMatchObject({ code: 0, err: "" });
  return (JSON.parse(ran.out) as { readonly hops: readonly Hop[] }).hops;
}

const textOf = async (...args: readonly string[]): Promise<string> => {
  const ran = await run(["trace", ...args, "--quiet"]);
  expect(ran).toMatchObject({ code: 0, err: "" });
  return ran.out;
};

describe("the views of a trace", () => {
  test("logical: stages with their rows, and the tunnel between the chassis", async () => {
    const text = await textOf(EXAMPLE, ...PING, "--view", "logical");
    expect(text).toMatch(/^node1 {3}in at pod-a \(ofport 1\)\n {2}ingress of switch node1, from pod-a$/m);
    expect(text).toMatch(/^ +\d+\. ls_in_l2_lkup {3}eth\.dst == .* {3}priority 50, uuid [0-9a-f]{8}, northd\.c:\d+$/m);
    expect(text).toMatch(/^ +for switch port .* of switch node1$/m);
    expect(text).toMatch(/^ {2}tunnel {3}geneve .* {3}10\.20\.0\.1 ==> 10\.20\.0\.2$/m);
    expect(text).toMatch(/^ {2}egress of switch node2, from .*, to pod-b$/m);
    expect(text).not.toMatch(/resubmit/);
  });

  test("openflow is what --detailed says; both has either", async () => {
    const openflow = await textOf(EXAMPLE, ...PING, "--view", "openflow");
    expect(await textOf(EXAMPLE, ...PING, "--detailed")).toBe(openflow);
    expect(openflow).toMatch(/resubmit\(,9\)/);
    expect(openflow).not.toMatch(/ingress of switch/);
    const both = await textOf(EXAMPLE, ...PING, "--view", "both");
    expect(both).toMatch(/ingress of switch node1, from pod-a/);
    expect(both).toMatch(/resubmit\(,9\)/);
  });

  test("JSON has what is asked for: both views of one run", async () => {
    const json = [...PING, "--format", "json"];
    const [first] = await hopsOf(...json, "--view", "both");
    for (const { step, stage } of first!.logical!) expect(first!.steps![step]).toMatchObject({ stage });
    const parts = async (...args: readonly string[]) => {
      const [hop] = await hopsOf(...args);
      return [hop!.steps !== undefined, hop!.logical !== undefined];
    };
    expect(await parts(...json, "--view", "logical")).toEqual([false, true]);
    expect(await parts(...json, "--view", "openflow")).toEqual([true, false]);
    expect(await parts(...json, "--view", "summary")).toEqual([false, false]);
    expect(await parts(...json, "--detailed")).toEqual([true, false]);
    expect(await parts(...json)).toEqual([true, false]);
    const batch = async (...args: readonly string[]) => {
      const ran = await run(["trace", EXAMPLE, "--batch", "-", ...args], { input: PING.join(" ") });
      const { hops } = JSON.parse(ran.out) as { readonly hops: readonly Hop[] };
      return [hops[0]!.steps !== undefined, hops[0]!.logical !== undefined];
    };
    expect(await batch()).toEqual([true, false]);
    expect(await batch("--view", "both")).toEqual([true, true]);
  });

  test("an ACL is named where it decides, and as who dropped a packet", async () => {
    const acl = 'ACL of port group guarded \\(to-lport 1200, "outport == @guarded && ip4.src == \\$trusted"\\)';
    const text = await textOf(POLICIES, "--from", "front-1", "--to", "back-1");
    expect(text).toMatch(new RegExp(`ls_out_acl_eval .* ${acl}$`, "m"));
    const dropped = await textOf(POLICIES, "--from", "back-2", "--to", "back-1");
    const rejected = await textOf(POLICIES, "--from", "back-2", "--to", "back-1", "--proto", "tcp", "--port", "23");
    expect(rejected).toMatch(
      /^Not delivered: ovn-controller rejects .*, as ACL of switch back \(from-lport 1300, ".*"\) says\.$/m,
    );
    expect(dropped).toMatch(/^Not delivered: dropped by ACL of port group guarded \(to-lport 1100, ".*"\)\.$/m);
  });

  test("two views at once are refused", async () => {
    const ran = await run(["trace", EXAMPLE, ...PING, "--view", "logical", "--detailed"]);
    expect({ code: ran.code, codes: codesOf(ran.err) }).toEqual({ code: 2, codes: ["OVN8012"] });
  });
});

import { compareChassis, type FlowSet, formatFlow, parseFlow } from "@ovn-sim/pipeline";
import { describe, expect, test } from "vitest";
import { listRecordings, type Recording } from "../recordings/index.ts";
import { recordedCluster, recordedFlows, valueOf } from "./recorded-cluster.ts";

/** A recording whose flows use groups and conjunctions. */
const recording: Recording = listRecordings().find((one) => recordedFlows(one, one.chassis[0]!).groups.length > 0)!;
const [chassis] = recording.chassis;
const cluster = recordedCluster(recording);
const installed = recordedFlows(recording, chassis!);

function compare(changed: FlowSet) {
  const compared = compareChassis(cluster, chassis!, changed);
  if (!compared.ok) throw new Error(compared.errors[0].message);
  return compared.value;
}

const kinds = (changed: FlowSet) => compare(changed).differences.map(({ kind }) => kind);

/** The installed flows with the first line that a pattern fits rewritten. */
function rewrite(pattern: RegExp, replacement: string): FlowSet {
  const at = installed.flows.findIndex((flow) => pattern.test(formatFlow(flow)));
  const line = formatFlow(installed.flows[at]!).replace(pattern, replacement);
  return { ...installed, flows: installed.flows.with(at, valueOf(parseFlow(line))) };
}

describe("the comparison of flows sees", () => {
  test("nothing where nothing is changed", () => {
    expect(kinds(installed)).toEqual([]);
  });

  test("a flow that is not there", () => {
    expect(kinds({ ...installed, flows: installed.flows.slice(1) })).toEqual(["extra"]);
  });

  test("a flow too many", () => {
    const more = valueOf(parseFlow("table=65, priority=3,reg15=0x7,metadata=0x9 actions=output:4"));
    expect(kinds({ ...installed, flows: [...installed.flows, more] })).toEqual(["missing"]);
  });

  test("another encap id", () => {
    const changed = compare(rewrite(/set_field:0x[0-9a-f]+\/0xffff0000->reg13/, "set_field:0x70000/0xffff0000->reg13"));
    expect(changed.differences).toMatchObject([{ kind: "changed", what: ["actions"] }]);
  });

  test("another tunnel for a packet that is for one port", () => {
    const pattern = /(reg13=0x\d+\/0xffff0000,reg15=0x[0-7],.*output:)(\d+)/;
    const odd = rewrite(pattern, "$1299");
    expect(compare(odd).differences).toMatchObject([{ kind: "changed", what: ["actions"] }]);
  });

  test("another cookie, priority or mask", () => {
    expect(compare(rewrite(/cookie=0x[0-9a-f]+/, "cookie=0x1")).differences).toMatchObject([{ what: ["cookie"] }]);
    expect(kinds(rewrite(/priority=50,/, "priority=51,")).toSorted()).toEqual(["extra", "missing"]);
    expect(kinds(rewrite(/reg10=0x1\/0x1,/, "reg10=0x1/0x3,")).toSorted()).toEqual(["extra", "missing"]);
  });

  test("a copy of a multicast packet that is not made", () => {
    const pattern = /(reg15=0x80\d\d,.* actions=(?:.*,)?)(resubmit\(,\d+\)|output:\d+)(,|$)/;
    expect(kinds(rewrite(pattern, "$1note:00$3"))).toEqual(["changed"]);
  });

  test("a bucket less in a group: the group, and the flow that names it", () => {
    const at = installed.groups.findIndex(({ buckets }) => buckets.length > 1);
    const group = installed.groups[at]!;
    const groups = installed.groups.with(at, { ...group, buckets: group.buckets.slice(1) });
    const changed = compare({ ...installed, groups });
    expect(changed.groups).toMatchObject({ same: installed.groups.length - 1, missing: [{}], extra: [{}] });
    expect(changed.differences.length).toBeGreaterThan(0);
  });

  test("groups and meters that nobody names", () => {
    const meter = { id: 9, flags: ["pktps"], bands: [{ type: "drop" as const, rate: 5 }] };
    const group = { ...installed.groups[0]!, id: 77, type: "all" as const };
    const changed = compare({
      ...installed,
      groups: [...installed.groups, group],
      meters: [...installed.meters, meter],
    });
    expect(changed.groups.missing).toHaveLength(1);
    expect(changed.meters).toMatchObject({ same: installed.meters.length, extra: [] });
    expect(changed.meters.missing).toHaveLength(1);
  });

  test("not the numbers of groups", () => {
    const renumbered = new Map(installed.groups.map(({ id }, i) => [id, 500 + i]));
    const groups = installed.groups.map((group) => ({ ...group, id: renumbered.get(group.id)! }));
    const flows = installed.flows.map((flow) => {
      const text = formatFlow(flow).replace(/group:(\d+)/g, (_, id: string) => `group:${renumbered.get(Number(id))!}`);
      return valueOf(parseFlow(text));
    });
    const same = compare({ ...installed, groups, flows });
    expect(same.differences).toEqual([]);
    expect([...same.allowed.keys()]).toContain("numbering");
  });
});

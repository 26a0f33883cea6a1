import type { Cluster } from "@ovn-sim/model";
import {
  ALLOWANCES,
  type ChassisDiff,
  type Flow,
  type FlowDifference,
  formatAction,
  formatFlow,
  type Origin,
  type Origins,
} from "@ovn-sim/pipeline";
import type { Palette } from "../output/palette.ts";
import { printable } from "../output/printable.ts";
import { flowOf, type Ignored } from "./diff-ignore.ts";

/** What two flow tables are held against each other for: which side is `-` and which is `+`. */
export type Against = "installed" | "snapshot";

export type DiffResult = {
  readonly diff: ChassisDiff;
  readonly ignored: readonly Ignored[];
  readonly origins: Origins;
  readonly against: Against;
  /** What the OpenFlow ports of tunnels are on the side of `-`, and on that of `+`. */
  readonly tunnels: { readonly left: TunnelPorts; readonly right: TunnelPorts };
};

type TunnelPorts = ReadonlyMap<number, string>;

/** The tunnel ports of a chassis in words, by OpenFlow port. */
export function tunnelPortsOf({ chassis }: Cluster, name: string): TunnelPorts {
  const words = new Map<number, string>();
  for (const { ofport, name: port, id } of chassis.get(name)?.ovs?.integrationBridge?.tunnels ?? []) {
    if (ofport === undefined || id.kind === "flow") continue;
    words.set(ofport, `${port} to ${id.chassis}, ${id.localIp ?? "any address"} ==> ${id.remoteIp}`);
  }
  return words;
}

const PARTS = ["groups", "meters"] as const;

export function countDifferences(diff: ChassisDiff): number {
  return PARTS.reduce(
    (sum, kind) => sum + diff[kind].missing.length + diff[kind].extra.length,
    diff.differences.length,
  );
}

/** A chassis's differences for people: `-` what is lacking, or was before; `+` what is too much, or came. */
export function formatDiff(result: DiffResult, palette: Palette): string[] {
  const { diff, ignored, against } = result;
  const empty = against === "installed" ? wholeTablesLacking(diff) : new Map<number, number>();
  const lines: string[] = [];
  for (const difference of diff.differences) {
    if (difference.kind === "extra" && empty.has(difference.table)) continue;
    lines.push(...formatDifference(difference, result, palette));
  }
  for (const [table, count] of empty)
    lines.push(palette.good(`- table ${table}: none of its ${count} flows is installed`));
  for (const kind of PARTS) {
    lines.push(...diff[kind].extra.map((text) => palette.good(`- ${text}`)));
    lines.push(...diff[kind].missing.map((text) => palette.bad(`+ ${text}`)));
  }
  lines.push(`${diff.chassis}: ${sameOf(diff)} the same, ${countDifferences(diff)} ${WORD[against]}`);
  for (const [id, count] of diff.allowed)
    lines.push(palette.dim(`  ${count} of the same by allowance: ${ALLOWANCES[id].title}`));
  for (const { rule, count } of ignored) lines.push(palette.dim(`  ${count} left out by --ignore ${printable(rule)}`));
  return lines;
}

const WORD = { installed: "differ", snapshot: "changed" } as const satisfies Record<Against, string>;

function sameOf(diff: ChassisDiff): string {
  let same = 0;
  for (const count of diff.tables.values()) same += count.same;
  const parts = PARTS.filter((kind) => diff[kind].same > 0).map((kind) => `, ${diff[kind].same} ${kind}`);
  return `${same} flows${parts.join("")}`;
}

/** A table that has lost this many flows at once is told in one line. */
const MANY = 3;

/** Tables of which nothing is installed, with the number of flows that they should have. */
function wholeTablesLacking(diff: ChassisDiff): ReadonlyMap<number, number> {
  const lacking = new Map<number, number>();
  for (const [table, { installed, extra }] of diff.tables)
    if (installed === 0 && extra > MANY && diff.differences.some((one) => one.table === table))
      lacking.set(table, extra);
  return lacking;
}

function formatDifference(difference: FlowDifference, { origins, tunnels }: DiffResult, palette: Palette): string[] {
  const lines: string[] = [];
  if (difference.kind !== "missing") lines.push(palette.good(`- ${formatFlow(difference.compiled)}`));
  if (difference.kind !== "extra") lines.push(palette.bad(`+ ${formatFlow(difference.installed)}`));
  lines.push(palette.dim(`    ${describeOrigin(difference, origins)}`));
  const before = difference.kind === "missing" ? [] : describeOutputs(difference.compiled, tunnels.left);
  const after = difference.kind === "extra" ? [] : describeOutputs(difference.installed, tunnels.right);
  if (before.join() === after.join()) return lines;
  lines.push(
    ...before.map((text) => palette.dim(`    - ${text}`)),
    ...after.map((text) => palette.dim(`    + ${text}`)),
  );
  return lines;
}

/** The tunnels that a flow sends to, with their two addresses. */
function describeOutputs({ actions }: Flow, tunnels: TunnelPorts): readonly string[] {
  return actions.flatMap((action) => {
    const words = action.kind === "output" && typeof action.port === "number" ? tunnels.get(action.port) : undefined;
    return words === undefined ? [] : [printable(`${formatAction(action)} is ${words}`)];
  });
}

/** The row that a flow comes from, and its Northbound name. */
function describeOrigin(difference: FlowDifference, origins: Origins): string {
  const flow = flowOf(difference);
  const origin = origins.ofFlow(flow);
  if (origin !== undefined) return printable(tellOrigin(origin));
  if (Number(flow.cookie) === 0) return "of no one row: the flow has no cookie";
  const cookie = `0x${flow.cookie.toString(16)}`;
  return `of no row that the snapshot has: none begins with the cookie ${cookie}; left over, or the snapshot is of another moment`;
}

function tellOrigin({ table, uuid, text, source }: Origin): string {
  const from = source === undefined ? "" : `, made at ${source}`;
  return `${table}[${uuid.slice(0, 8)}]  ${text}${from}`;
}

/** The same for programs. */
export function diffJson({ diff, ignored, origins, against }: DiffResult): Readonly<Record<string, unknown>> {
  const [left, right] = against === "installed" ? (["compiled", "installed"] as const) : (["before", "after"] as const);
  const side = (difference: FlowDifference): unknown => ({
    kind: KIND[against][difference.kind],
    table: difference.table,
    ...("what" in difference ? { what: difference.what } : {}),
    ...("compiled" in difference ? { [left]: formatFlow(difference.compiled) } : {}),
    ...("installed" in difference ? { [right]: formatFlow(difference.installed) } : {}),
    origin: origins.ofFlow(flowOf(difference)),
  });
  const { chassis, tables, allowed, groups, meters, notJudged } = diff;
  return {
    chassis,
    against,
    differences: diff.differences.map(side),
    groups,
    meters,
    tables,
    allowed,
    ignored,
    notJudged,
  };
}

/** Compiled flows are what should be, and those before a change are what was. */
const KIND = {
  installed: { missing: "missing", extra: "extra", changed: "changed" },
  snapshot: { missing: "added", extra: "removed", changed: "changed" },
} as const satisfies Record<Against, Record<FlowDifference["kind"], string>>;

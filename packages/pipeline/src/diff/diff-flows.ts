import type { Flow, Group, Meter } from "../openflow/flow.ts";
import type { FlowDumpLack } from "../openflow/flow-dump.ts";
import { formatActions, formatGroup, formatMatch, formatMeter } from "../openflow/index.ts";
import { isMulticastMatch, isZoneFloodMatch } from "../physical/index.ts";
import type { AllowanceId } from "./allowances.ts";
import { diffNumbered, type NumberedDiff } from "./diff-numbered.ts";
import { fanOutCopies, type TunnelEnd } from "./fan-out.ts";
import {
  conjunctionMatched,
  createNumbering,
  formatActionsNumberless,
  groupName,
  matchTextWithoutConjunction,
  meterName,
  type Numbering,
} from "./numbering.ts";

/** One whole flow table, with the groups and meters that its flows name. */
export type FlowSet = {
  readonly flows: readonly Flow[];
  readonly groups: readonly Group[];
  readonly meters: readonly Meter[];
  /** What a dump lacks of the flow table that it was taken of; see `FlowDump`. */
  readonly lacks?: FlowDumpLack | undefined;
};

export type DiffOptions = {
  /** The tunnel ports of the chassis by OpenFlow port. */
  readonly tunnelByOfport: ReadonlyMap<number, TunnelEnd>;
  /** The chassis that owns an underlay address. */
  readonly chassisByUnderlayAddress: ReadonlyMap<string, string>;
  /** Of the allowances the numbering alone: for two compiled sets, where nothing is left to hash order. */
  readonly isExact?: boolean;
};

/** A flow that one side has and the other has not, or has otherwise. */
export type FlowDifference =
  | { readonly kind: "missing"; readonly table: number; readonly installed: Flow }
  | { readonly kind: "extra"; readonly table: number; readonly compiled: Flow }
  | {
      readonly kind: "changed";
      readonly table: number;
      readonly compiled: Flow;
      readonly installed: Flow;
      readonly what: readonly ("actions" | "cookie")[];
    };

export type TableCount = { installed: number; same: number; missing: number; extra: number; changed: number };

export type FlowDiff = {
  readonly differences: readonly FlowDifference[];
  readonly groups: NumberedDiff;
  readonly meters: NumberedDiff;
  /** Counts by table number, ascending. */
  readonly tables: ReadonlyMap<number, Readonly<TableCount>>;
  /** How many flows are the same only by an allowance, by allowance. */
  readonly allowed: ReadonlyMap<AllowanceId, number>;
};

/**
 * Compares the flows that a chassis should have with those it has. Flows are the same when table,
 * priority, match, actions and cookie are; only {@link ALLOWANCES} widen that. Groups and meters are compared by
 * what they do, once for the flows that name them and once by themselves.
 */
export function diffFlows(compiled: FlowSet, installed: FlowSet, options: DiffOptions): FlowDiff {
  const compiledNumbers = createNumbering(compiled.flows, compiled.groups, compiled.meters);
  const installedNumbers = createNumbering(installed.flows, installed.groups, installed.meters);
  const differences: FlowDifference[] = [];
  const tables = new Map<number, TableCount>();
  const allowed = new Map<AllowanceId, number>();
  const count = (table: number): TableCount => {
    let entry = tables.get(table);
    if (entry === undefined) tables.set(table, (entry = { installed: 0, same: 0, missing: 0, extra: 0, changed: 0 }));
    return entry;
  };
  const byKey = new Map<string, Flow[]>();
  for (const flow of compiled.flows) {
    const key = flowKeyText(flow, compiledNumbers);
    const twins = byKey.get(key);
    if (twins === undefined) byKey.set(key, [flow]);
    else twins.push(flow);
  }
  for (const flow of installed.flows) {
    const entry = count(flow.table);
    entry.installed++;
    const key = flowKeyText(flow, installedNumbers);
    const twins = byKey.get(key);
    const twin = twins?.shift();
    if (twin === undefined) {
      entry.missing++;
      differences.push({ kind: "missing", table: flow.table, installed: flow });
      continue;
    }
    const verdict = compareActions(twin, flow, compiledNumbers, installedNumbers, options);
    const what: ("actions" | "cookie")[] = [];
    if (verdict === "different") what.push("actions");
    if (twin.cookie !== flow.cookie) what.push("cookie");
    const rival =
      what.length === 0 || options.isExact === true
        ? undefined
        : twin.rivals?.find(({ cookie }) => cookie === flow.cookie);
    if (
      rival !== undefined &&
      compareActions({ ...twin, ...rival }, flow, compiledNumbers, installedNumbers, options) !== "different"
    ) {
      entry.same++;
      allowed.set("rival-rows", (allowed.get("rival-rows") ?? 0) + 1);
      continue;
    }
    if (what.length > 0) {
      entry.changed++;
      differences.push({ kind: "changed", table: flow.table, compiled: twin, installed: flow, what });
      continue;
    }
    entry.same++;
    if (verdict !== "same" && verdict !== "different") {
      for (const allowance of verdict) allowed.set(allowance, (allowed.get(allowance) ?? 0) + 1);
    }
  }
  for (const twins of byKey.values()) {
    for (const flow of twins) {
      count(flow.table).extra++;
      differences.push({ kind: "extra", table: flow.table, compiled: flow });
    }
  }
  const ascending = new Map([...tables].sort(([a], [b]) => a - b));
  return {
    differences,
    groups: diffNumbered(compiled.groups, installed.groups, groupName, (group) => formatGroup(group)),
    meters: diffNumbered(compiled.meters, installed.meters, meterName, (meter) => formatMeter(meter)),
    tables: ascending,
    allowed,
  };
}

function flowKeyText(flow: Flow, numbering: Numbering): string {
  const id = conjunctionMatched(flow);
  const match =
    id === undefined
      ? formatMatch(flow.match)
      : `${matchTextWithoutConjunction(flow)},${numbering.conjunction(flow.table, id)}`;
  return `${flow.table} ${flow.priority} ${match}`;
}

function compareActions(
  compiled: Flow,
  installed: Flow,
  compiledNumbers: Numbering,
  installedNumbers: Numbering,
  options: DiffOptions,
): "same" | "different" | readonly AllowanceId[] {
  const sameText = formatActions(compiled.actions) === formatActions(installed.actions);
  const sameMeaning =
    formatActionsNumberless(compiled.table, compiled.actions, compiledNumbers) ===
    formatActionsNumberless(installed.table, installed.actions, installedNumbers);
  if (sameMeaning) {
    return sameText && conjunctionMatched(compiled) === conjunctionMatched(installed) ? "same" : ["numbering"];
  }
  if (options.isExact === true || !isMulticastFlow(installed)) return "different";
  if (sameCopies(compiled, installed, options, false)) return ["fan-out-order"];
  if (sameCopies(compiled, installed, options, true)) return ["bum-tunnel"];
  return "different";
}

function sameCopies(compiled: Flow, installed: Flow, options: DiffOptions, anyTunnel: boolean): boolean {
  const context = { ...options, anyTunnel };
  const a = fanOutCopies(compiled.actions, context);
  const b = fanOutCopies(installed.actions, context);
  return a.length === b.length && a.every((line, i) => line === b[i]);
}

/**
 * A flow on the whole of reg15 with the key of a multicast group, or that of a flood to other zones: nothing else may use
 * the BUM allowances.
 */
function isMulticastFlow({ match }: Flow): boolean {
  return isMulticastMatch(match) || isZoneFloodMatch(match);
}

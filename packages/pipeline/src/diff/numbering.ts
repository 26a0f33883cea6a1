import type { Action } from "../openflow/action.ts";
import type { Flow, Group, Meter } from "../openflow/flow.ts";
import { FIELDS, formatActions, formatGroup, formatMatch, formatMeter } from "../openflow/index.ts";

/**
 * Names for the freely numbered things of one side that depend only on what they are: a conjunction by
 * the flows that take part in it, a group by its buckets, a meter by its bands.
 */
export type Numbering = {
  /** By the table that it is in: tables number theirs for themselves, and only table 0 always alike. */
  readonly conjunction: (table: number, id: number) => string;
  readonly group: (id: number) => string;
  readonly meter: (id: number) => string;
};

const CONJ_ID = FIELDS.conj_id;

/** The id in a flow's `conj_id=` match, if it has one. */
export function conjunctionMatched(flow: Flow): number | undefined {
  const at = flow.match.shape.words.indexOf(CONJ_ID.word);
  return at < 0 ? undefined : flow.match.values[at];
}

/** A flow's match as text without its `conj_id`. */
export function matchTextWithoutConjunction(flow: Flow): string {
  return formatMatch(flow.match)
    .split(",")
    .filter((part) => !part.startsWith("conj_id="))
    .join(",");
}

export function createNumbering(flows: readonly Flow[], groups: readonly Group[], meters: readonly Meter[]): Numbering {
  const groupTexts = new Map(groups.map((group) => [group.id, groupName(group)]));
  const meterTexts = new Map(meters.map((meter) => [meter.id, meterName(meter)]));
  const numbered: Omit<Numbering, "conjunction"> = {
    group: (id) => groupTexts.get(id) ?? `unknown group ${id}`,
    meter: (id) => meterTexts.get(id) ?? `unknown meter ${id}`,
  };
  const conjunctionless: Numbering = { ...numbered, conjunction: (_, id) => `conjunction ${id}` };
  const members = new Map<string, string[]>();
  const add = ({ table, priority }: Flow, id: number, line: string): void => {
    const key = `${table} ${id}`;
    const lines = members.get(key);
    if (lines === undefined) members.set(key, [`${priority} ${line}`]);
    else lines.push(`${priority} ${line}`);
  };
  for (const flow of flows) {
    const matched = conjunctionMatched(flow);
    if (matched !== undefined) {
      const does = formatActionsNumberless(flow.table, flow.actions, conjunctionless);
      add(flow, matched, `conj ${matchTextWithoutConjunction(flow)} ${does}`);
    }
    for (const action of flow.actions) {
      if (action.kind === "conjunction") {
        add(flow, action.id, `${action.clause}/${action.clauses} ${formatMatch(flow.match)}`);
      }
    }
  }
  const conjunctions = new Map<string, string>();
  for (const [key, lines] of members) conjunctions.set(key, `{${lines.sort().join(" | ")}}`);
  return {
    ...numbered,
    conjunction: (table, id) =>
      table === 0 ? `conjunction ${id}` : (conjunctions.get(`${table} ${id}`) ?? `unused conjunction ${id}`),
  };
}

/** What a group does, whatever its number. */
export function groupName(group: Group): string {
  return formatGroup({ ...group, id: 0 });
}

/** What a meter does, whatever its number. */
export function meterName(meter: Meter): string {
  return formatMeter({ ...meter, id: 1 });
}

/** The text of an action list with every free number replaced by the name of what it numbers. */
export function formatActionsNumberless(table: number, actions: readonly Action[], numbering: Numbering): string {
  if (actions.length > 0 && actions.every((action) => action.kind === "conjunction")) {
    return actions
      .map((action) =>
        action.kind === "conjunction"
          ? `conjunction(${numbering.conjunction(table, action.id)},${action.clause}/${action.clauses})`
          : "",
      )
      .sort()
      .join(",");
  }
  return actions.map((action) => numberless(table, action, numbering)).join(",");
}

function numberless(table: number, action: Action, numbering: Numbering): string {
  switch (action.kind) {
    case "conjunction":
      return `conjunction(${numbering.conjunction(table, action.id)},${action.clause}/${action.clauses})`;
    case "group":
      return `group(${numbering.group(action.group)})`;
    case "meter":
      return `meter(${numbering.meter(action.meter)})`;
    case "controller":
      if (action.args.meter === undefined) return formatActions([action]);
      return `${formatActions([{ kind: "controller", args: { ...action.args, meter: 0 } }])} ${numbering.meter(action.args.meter)}`;
    case "clone":
      return `clone(${formatActionsNumberless(table, action.actions, numbering)})`;
    default:
      return formatActions([action]);
  }
}

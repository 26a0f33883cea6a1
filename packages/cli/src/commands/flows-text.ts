import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import { compileChassis, type Flow, formatFlow, formatGroup, formatMeter } from "@ovn-sim/pipeline";
import { compileOptionsOf } from "../context.ts";
import { jsonText } from "../output/json.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";

/** Which flows of a chassis are written, and how. */
export type FlowsForm = {
  readonly format: "text" | "json";
  /** `--ovn-release`; absent: as the Southbound says. */
  readonly release: string | undefined;
  /** Only those of this OpenFlow table. */
  readonly table: number | undefined;
  /** Groups and meters too. JSON has them always. */
  readonly groups: boolean;
};

export type FormattedFlows = {
  readonly text: string;
  readonly flows: number;
  readonly groups: number;
  readonly meters: number;
};

/** Compiles a chassis, by its name, and writes its flows as text. */
export function formatChassisFlows(snapshot: Snapshot, chassis: string, form: FlowsForm): Parsed<FormattedFlows> {
  const compiled = compileChassis(snapshot.cluster, chassis, compileOptionsOf(form));
  if (!compiled.ok) return compiled;
  const { flows, groups, meters } = compiled.value;
  const lines = sortFlows(form.table === undefined ? flows : flows.filter((flow) => flow.table === form.table));
  const counts = { flows: lines.length, groups: groups.length, meters: meters.length };
  if (form.format === "text") {
    const texts = lines.map(({ text }) => ` ${text}`);
    if (form.groups)
      texts.push(...groups.map((group) => ` ${formatGroup(group)}`), ...meters.map((meter) => formatMeter(meter)));
    return { ...compiled, value: { text: texts.length === 0 ? "" : `${texts.join("\n")}\n`, ...counts } };
  }
  const text = jsonText({
    chassis,
    release: compiled.value.view.profile.release,
    flows: lines.map(({ flow, text }) => ({
      table: flow.table,
      priority: flow.priority,
      flow: text,
      origin: flow.origin,
    })),
    groups: groups.map((group) => formatGroup(group)),
    meters: meters.map((meter) => formatMeter(meter)),
    diagnostics: compiled.notes,
    assumptions: snapshot.assumptions,
  });
  return { ...compiled, value: { text, ...counts } };
}

/** The result is flows and nothing else, so what they rest on is said beside it. */
export function assumptionNotes({ assumptions }: Snapshot): readonly Diagnostic[] {
  return assumptions.map((line) => createDiagnostic("OVN8016", {}, line));
}

/** Flows in the order that people read them: by table, highest priority first, then by text. */
function sortFlows(flows: readonly Flow[]): { readonly flow: Flow; readonly text: string }[] {
  const lines = flows.map((flow) => ({ flow, text: formatFlow(flow) }));
  return lines.sort(
    (a, b) =>
      a.flow.table - b.flow.table ||
      b.flow.priority - a.flow.priority ||
      (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
  );
}

import type { Command } from "@commander-js/extra-typings";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import { checkChassis, compileChassis, type Flow, formatFlow, formatGroup, formatMeter } from "@ovn-sim/pipeline";
import { type CommandContext, compileOptionsOf, report, withSnapshot } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonText } from "../output/json.ts";
import { addCommand, type Host } from "./host.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";
import { parseWholeNumber } from "./numbers.ts";

const EXAMPLES = `
Examples:
  ovn-sim flows snapshot/ --chassis node1                   every flow of node1
  ovn-sim flows snapshot/ --chassis node1 --table 44        one OpenFlow table
  ovn-sim flows snapshot/ --chassis node1 --format json     with the database row that each flow comes from

The text is that of: ovs-ofctl dump-flows --no-stats --no-names br-int, sorted by table, priority and match.`;

type FlowsOptions = {
  readonly chassis: string;
  readonly table?: number | undefined;
  readonly groups?: true | undefined;
};

export function addFlowsCommand(program: Command, host: Host): void {
  addCommand(program, { name: "flows", about: "the flows that OVN would install on a chassis" })
    .argument("<snapshot...>", "files and folders of the snapshot")
    .requiredOption("--chassis <name>", "the chassis, by name or hostname")
    .option("--table <n>", "only this OpenFlow table", parseWholeNumber(0, 254))
    .option("--groups", "groups and meters too, as dump-groups and dump-meters print them")
    .addHelpText("after", EXAMPLES)
    .action((paths, options) => {
      const context = host.contextOf(options);
      host.finish(withSnapshot(context, paths, (snapshot) => runFlows(context, snapshot, options)));
    });
}

function runFlows(context: CommandContext, snapshot: Snapshot, options: FlowsOptions): ExitCode {
  const chosen = checkChassis(snapshot.cluster, options.chassis);
  if (!chosen.ok) {
    report(context, chosen.errors);
    return EXIT.unusable;
  }
  const chassis = chosen.value;
  const compiled = compileChassis(snapshot.cluster, chassis.name, compileOptionsOf(context));
  if (!compiled.ok) {
    report(context, compiled.errors);
    return EXIT.unusable;
  }
  const failed = report(context, [...snapshot.assumptions.map(assumptionNote), ...compiled.notes]);
  const { flows, groups, meters } = compiled.value;
  const shown = options.table === undefined ? flows : flows.filter((flow) => flow.table === options.table);
  const lines = sortFlows(shown);
  if (context.format === "json") {
    context.out(
      jsonText({
        chassis: chassis.name,
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
      }),
    );
  } else {
    const texts = lines.map(({ text }) => ` ${text}`);
    if (options.groups === true)
      texts.push(...groups.map((group) => ` ${formatGroup(group)}`), ...meters.map((meter) => formatMeter(meter)));
    context.out(texts.length === 0 ? "" : `${texts.join("\n")}\n`);
  }
  return failed ? EXIT.unusable : EXIT.good;
}

/** The result is flows and nothing else, so what they rest on is said beside it. */
function assumptionNote(line: string): Diagnostic {
  return createDiagnostic("OVN8016", {}, line);
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

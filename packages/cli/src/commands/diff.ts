import type { Command } from "@commander-js/extra-typings";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import {
  ALLOWANCES,
  checkChassis,
  compareChassis,
  formatFlow,
  type ChassisDiff,
  type FlowDifference,
} from "@ovn-sim/pipeline";
import { type CommandContext, compileOptionsOf, report, withSnapshot } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonText } from "../output/json.ts";
import type { Palette } from "../output/palette.ts";
import { addCommand, type Host } from "./host.ts";
import { readInstalledFlows } from "../snapshot/installed-flows.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";

const EXAMPLES = `
Examples:
  ovn-sim diff snapshot/ --chassis node1         what node1 lacks (-) and what it has too much (+)`;

export function addDiffCommand(program: Command, host: Host): void {
  addCommand(program, { name: "diff", about: "compiled against installed flows of a chassis; exit 1 on differences" })
    .argument("<snapshot...>", "files and folders of the snapshot")
    .requiredOption("--chassis <name>", "the chassis, by name or hostname")
    .addHelpText("after", EXAMPLES)
    .action((paths, options) => {
      const context = host.contextOf(options);
      host.finish(withSnapshot(context, paths, (snapshot) => runDiff(context, snapshot, options.chassis)));
    });
}

function runDiff(context: CommandContext, snapshot: Snapshot, wanted: string): ExitCode {
  const chosen = checkChassis(snapshot.cluster, wanted);
  if (!chosen.ok) {
    report(context, chosen.errors);
    return EXIT.unusable;
  }
  const chassis = chosen.value;
  const installed = readInstalledFlows(snapshot)(chassis.name);
  if (!installed.ok) {
    report(context, installed.errors);
    return EXIT.unusable;
  }
  const compared = compareChassis(snapshot.cluster, chassis.name, installed.value, compileOptionsOf(context));
  if (!compared.ok) {
    report(context, compared.errors);
    return EXIT.unusable;
  }
  const failed = report(context, [...installed.notes, ...compared.notes, ...lackingParts(chassis.name, snapshot)]);
  const diff = compared.value;
  if (context.format === "json") context.out(jsonText(diffJson(diff)));
  else context.out(`${formatDiff(diff, context.palette).join("\n")}\n`);
  if (failed) return EXIT.unusable;
  return countDifferences(diff) === 0 ? EXIT.good : EXIT.findings;
}

/** Groups and meters that were not dumped are taken to be none. */
function lackingParts(chassis: string, snapshot: Snapshot): readonly Diagnostic[] {
  const files = snapshot.installed.get(chassis);
  return (["groups", "meters"] as const)
    .filter((kind) => files?.[kind] === undefined)
    .map((kind) => {
      const hint = `put the output of ovs-ofctl -O OpenFlow15 dump-${kind} br-int beside the flows`;
      const message = `the snapshot has no ${kind} of ${chassis}; it is compared as if there were none`;
      return createDiagnostic("OVN8014", { chassis }, message, hint);
    });
}

const PARTS = ["groups", "meters"] as const;

function countDifferences(diff: ChassisDiff): number {
  return PARTS.reduce(
    (sum, kind) => sum + diff[kind].missing.length + diff[kind].extra.length,
    diff.differences.length,
  );
}

function formatDiff(diff: ChassisDiff, palette: Palette): string[] {
  const lines: string[] = [];
  for (const difference of diff.differences) {
    if (difference.kind !== "extra") lines.push(palette.bad(`+ ${formatFlow(difference.installed)}`));
    if (difference.kind !== "missing") lines.push(palette.good(`- ${formatFlow(difference.compiled)}`));
  }
  for (const kind of PARTS) {
    lines.push(...diff[kind].missing.map((text) => palette.bad(`+ ${text}`)));
    lines.push(...diff[kind].extra.map((text) => palette.good(`- ${text}`)));
  }
  let same = 0;
  for (const count of diff.tables.values()) same += count.same;
  const parts = PARTS.filter((kind) => diff[kind].same > 0).map((kind) => `, ${diff[kind].same} ${kind}`);
  lines.push(`${diff.chassis}: ${same} flows${parts.join("")} the same, ${countDifferences(diff)} differ`);
  for (const [id, count] of diff.allowed)
    lines.push(palette.dim(`  ${count} of the same by allowance: ${ALLOWANCES[id].title}`));
  return lines;
}

function diffJson(diff: ChassisDiff): unknown {
  const side = (difference: FlowDifference): unknown => ({
    kind: difference.kind,
    table: difference.table,
    ...("what" in difference ? { what: difference.what } : {}),
    ...("compiled" in difference
      ? { compiled: formatFlow(difference.compiled), origin: difference.compiled.origin }
      : {}),
    ...("installed" in difference ? { installed: formatFlow(difference.installed) } : {}),
  });
  const { chassis, tables, allowed, groups, meters } = diff;
  return { chassis, differences: diff.differences.map(side), groups, meters, tables, allowed };
}

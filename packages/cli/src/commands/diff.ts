import { type Command, Option } from "@commander-js/extra-typings";
import { type Cluster, type ClusterChassis, createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import {
  type ChassisDiff,
  checkChassis,
  compareChassis,
  compareClusters,
  createOrigins,
  type FlowSet,
} from "@ovn-sim/pipeline";
import { type CommandContext, compileOptionsOf, report, withSnapshot } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonText } from "../output/json.ts";
import { readInstalledFlows } from "../snapshot/installed-flows.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";
import { IGNORE_RULES, type IgnoreRule, ignoreDifferences, parseIgnore } from "./diff-ignore.ts";
import { type Against, countDifferences, diffJson, type DiffResult, formatDiff, tunnelPortsOf } from "./diff-text.ts";
import { addCommand, type Host } from "./host.ts";
import { formatAssumptions } from "./show-text.ts";

const RULE_LINES = Object.values(IGNORE_RULES).map(({ form, about }) => `  ${form.padEnd(20)}  ${about}`);

const EXAMPLES = `
Rules of --ignore:
${RULE_LINES.join("\n")}

Examples:
  ovn-sim diff snapshot/                                   every chassis with a flow dump: what it lacks (-), what it
                                                           has too much (+), and the row that each flow comes from
  ovn-sim diff snapshot/ --chassis node1 --ignore row=MAC_Binding --ignore table=66-67
  ovn-sim diff snapshot/ --set 'Interface[pod1].external_ids:encap-ip=10.0.2.1'
                                                           what would go (-) and come (+), on every chassis
  ovn-sim diff snapshot/ --against installed --chassis node1 --set …
                                                           what is installed against what would be then
  ovn-sim diff snapshot/ --format json | jq '.diffs[].differences[].origin.text'

Conjunctions, groups and meters count as the same when they do the same, whatever their numbers. A dump that is cut, or
of some tables, is compared where it is whole. Exit codes: 0 no difference, 1 differences, 2 usage or unreadable input.`;

const AGAINST = ["installed", "snapshot"] as const satisfies readonly Against[];

type DiffCommandOptions = {
  readonly chassis?: string | undefined;
  readonly against?: Against | undefined;
  readonly ignore?: readonly IgnoreRule[] | undefined;
};

export function addDiffCommand(program: Command, host: Host): void {
  addCommand(program, { name: "diff", about: "compiled against installed flows; exit 1 on differences" })
    .argument("<snapshot...>", "files and folders of the snapshot")
    .option("--chassis <name>", "one chassis, by name or hostname (default: each with a dump, or that changes)")
    .addOption(
      new Option(
        "--against <what>",
        "the dumped flows, or what the snapshot's own would be without --set and --unset (default: with these)",
      ).choices(AGAINST),
    )
    .option("--ignore <rule>", "leave differences out, and say how many; see below; repeatable", parseIgnore)
    .addHelpText("after", EXAMPLES)
    .action((paths, options) => {
      const context = host.contextOf(options);
      host.finish(withSnapshot(context, paths, (snapshot) => runDiff(context, snapshot, options)));
    });
}

function runDiff(context: CommandContext, snapshot: Snapshot, options: DiffCommandOptions): ExitCode {
  const against = options.against ?? (snapshot.assumptions.length > 0 ? "snapshot" : "installed");
  const chosen = chooseChassis(snapshot, options.chassis, against);
  if (!chosen.ok) {
    report(context, chosen.errors);
    return EXIT.unusable;
  }
  const before = snapshot.asRead();
  const compare =
    against === "installed" ? againstInstalled(context, snapshot) : againstSnapshot(context, snapshot, before);
  const results: DiffResult[] = [];
  let failed = false;
  for (const { name } of chosen.value) {
    const compared = compare(name);
    failed = report(context, compared.ok ? compared.notes : compared.errors) || failed;
    if (!compared.ok) continue;
    const origins = createOrigins(snapshot.cluster);
    const left = against === "snapshot" && before.ok ? before.value : snapshot.cluster;
    results.push({
      ...ignoreDifferences(compared.value, options.ignore ?? [], origins),
      origins,
      against,
      tunnels: { left: tunnelPortsOf(left, name), right: tunnelPortsOf(snapshot.cluster, name) },
    });
  }
  if (results.length > 0) write(context, snapshot, results, options.chassis !== undefined);
  if (failed) return EXIT.unusable;
  return results.every(({ diff }) => countDifferences(diff) === 0) ? EXIT.good : EXIT.findings;
}

function write(
  context: CommandContext,
  { assumptions }: Snapshot,
  results: readonly DiffResult[],
  isOne: boolean,
): void {
  if (context.format === "json") {
    const said = assumptions.length === 0 ? {} : { assumptions };
    context.out(jsonText(isOne ? { ...diffJson(results[0]!), ...said } : { diffs: results.map(diffJson), ...said }));
    return;
  }
  const lines = results.flatMap((result, i) => [...(i > 0 ? [""] : []), ...formatDiff(result, context.palette)]);
  context.out(`${[...lines, ...formatAssumptions(assumptions, context.palette)].join("\n")}\n`);
}

function chooseChassis(
  snapshot: Snapshot,
  wanted: string | undefined,
  against: Against,
): Parsed<readonly Pick<ClusterChassis, "name">[]> {
  const { cluster, installed } = snapshot;
  if (wanted !== undefined) {
    const chosen = checkChassis(cluster, wanted);
    return chosen.ok ? { ok: true, value: [chosen.value], notes: chosen.notes } : chosen;
  }
  const all = [...cluster.chassis.values()].filter(({ isRemote }) => !isRemote);
  if (against === "snapshot") return { ok: true, value: all, notes: [] };
  const dumped = all.filter(({ name }) => installed.get(name)?.flows !== undefined);
  if (dumped.length > 0) return { ok: true, value: dumped, notes: [] };
  const hint = "put the output of ovs-ofctl dump-flows br-int in the folder of each chassis";
  return { ok: false, errors: [createDiagnostic("OVN8010", {}, "the snapshot has no flow dump of any chassis", hint)] };
}

type Compare = (chassis: string) => Parsed<ChassisDiff>;

function againstInstalled(context: CommandContext, snapshot: Snapshot): Compare {
  const read = readInstalledFlows(snapshot);
  return (chassis) => {
    const installed = read(chassis);
    if (!installed.ok) return installed;
    const compared = compareChassis(snapshot.cluster, chassis, installed.value, compileOptionsOf(context));
    if (!compared.ok) return compared;
    const partial = describePartial(compared.value, installed.value);
    // What is cut is told by what is not compared for it.
    const dumped = installed.notes.filter(({ code }) => partial === undefined || code !== "OVN3002");
    const notes = [...dumped, ...compared.notes, ...lackingParts(chassis, snapshot), ...(partial ?? [])];
    return { ok: true, value: compared.value, notes };
  };
}

function againstSnapshot(context: CommandContext, snapshot: Snapshot, before: Parsed<Cluster>): Compare {
  return (chassis) =>
    before.ok ? compareClusters(before.value, snapshot.cluster, chassis, compileOptionsOf(context)) : before;
}

/** What is said of a dump that holds some of its tables only, or not wholly. */
function describePartial({ chassis, notJudged }: ChassisDiff, installed: FlowSet): readonly [Diagnostic] | undefined {
  if (notJudged === undefined) return undefined;
  const { tables, compiled, why } = notJudged;
  const shown = tables.length > 8 ? `${tables.slice(0, 8).join(", ")}, … (${tables.length} tables)` : tables.join(", ");
  const message = `${why}: not compared are tables ${shown}, which should have ${compiled} flows`;
  const isAsked = installed.lacks === undefined || installed.lacks === "tables";
  const hint = "take it again, whole: ovs-ofctl dump-flows br-int";
  return [createDiagnostic(isAsked ? "OVN8018" : "OVN8017", { chassis }, message, hint)];
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

import type { Command } from "@commander-js/extra-typings";
import { checkChassis } from "@ovn-sim/pipeline";
import { type CommandContext, report, withSnapshot } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { parseJobs } from "../pool/jobs.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";
import { runAllFlows } from "./flows-all.ts";
import { assumptionNotes, type FlowsForm, formatChassisFlows } from "./flows-text.ts";
import { addCommand, type Host } from "./host.ts";
import { parseWholeNumber } from "./numbers.ts";
import { createProgress } from "./verify-progress.ts";

const EXAMPLES = `
Examples:
  ovn-sim flows snapshot/ --chassis node1                   every flow of node1
  ovn-sim flows snapshot/ --chassis node1 --table 44        one OpenFlow table
  ovn-sim flows snapshot/ --chassis node1 --format json     with the database row that each flow comes from
  ovn-sim flows snapshot/ --all --output flows/             of every chassis, to flows/<chassis>/flows.txt
  ovn-sim flows snapshot/ --all --output flows/ --jobs 4    the same by 4 worker threads

The text is that of: ovs-ofctl dump-flows --no-stats --no-names br-int, sorted by table, priority and match.`;

export function addFlowsCommand(program: Command, host: Host): void {
  const command = addCommand(program, { name: "flows", about: "the flows that OVN would install on a chassis" })
    .argument("<snapshot...>", "files and folders of the snapshot")
    .option("--chassis <name>", "the chassis, by name or hostname")
    .option("--all", "every chassis, each to a folder of its name")
    .option("--output <folder>", "where the folders of --all are made; files of an earlier run are written anew")
    .option(
      "--jobs <n>",
      "how many worker threads share --all (default: auto, all cores for large clusters)",
      parseJobs,
    )
    .option("--table <n>", "only this OpenFlow table", parseWholeNumber(0, 254))
    .option("--groups", "groups and meters too, as dump-groups and dump-meters print them")
    .addHelpText("after", EXAMPLES);
  command.action(async (paths, options) => {
    const context = host.contextOf(options);
    const { chassis, output, table, groups = false, jobs = "auto" } = options;
    const form: FlowsForm = { format: context.format, release: context.release, table, groups };
    const usage: (message: string) => never = (message) => command.error(message);
    if (options.all !== true) {
      if (chassis === undefined) return usage("error: required option '--chassis <name>' not specified, nor '--all'");
      if (output !== undefined) return usage("error: option '--output <folder>' goes with '--all' only");
      host.finish(withSnapshot(context, paths, (snapshot) => runFlows(context, snapshot, chassis, form)));
      return;
    }
    if (chassis !== undefined) return usage("error: option '--chassis <name>' cannot be used with option '--all'");
    if (output === undefined) return usage("error: option '--all' needs '--output <folder>'");
    const isWatched = !context.quiet && host.terminal.stderr.isTTY === true;
    const progress = isWatched ? createProgress(context.err, Date.now, "chassis") : undefined;
    host.finish(await runAllFlows(context, paths, { ...form, output }, { jobs, program: host.program, progress }));
  });
}

function runFlows(context: CommandContext, snapshot: Snapshot, wanted: string, form: FlowsForm): ExitCode {
  const chosen = checkChassis(snapshot.cluster, wanted);
  if (!chosen.ok) {
    report(context, chosen.errors);
    return EXIT.unusable;
  }
  const made = formatChassisFlows(snapshot, chosen.value.name, form);
  if (!made.ok) {
    report(context, made.errors);
    return EXIT.unusable;
  }
  const failed = report(context, [...assumptionNotes(snapshot), ...made.notes]);
  context.out(made.value.text);
  return failed ? EXIT.unusable : EXIT.good;
}

import type { Command } from "@commander-js/extra-typings";
import { profileFor, summariseCluster } from "@ovn-sim/pipeline";
import { type CommandContext, report, withSnapshot } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonText } from "../output/json.ts";
import { addCommand, type Host } from "./host.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";
import { formatSummary } from "./show-text.ts";

const EXAMPLES = `
Examples:
  ovn-sim show snapshot/                       chassis, VTEPs, tunnels, ports and their VTEPs
  ovn-sim show snapshot/ --format json | jq '.chassis[].ports[] | select(.vtep.reason != "encap-ip")'
  ovn-sim show snapshot/ --set 'Interface[pod1].external_ids:encap-ip=10.0.2.1'   as it would be`;

export function addShowCommand(program: Command, host: Host): void {
  const about = "the cluster at a glance: chassis, VTEPs, tunnels, ports and their VTEPs";
  addCommand(program, { name: "show", about })
    .argument("<snapshot...>", "files and folders of the snapshot")
    .addHelpText("after", EXAMPLES)
    .action((paths, options) => {
      const context = host.contextOf(options);
      host.finish(withSnapshot(context, paths, (snapshot) => runShow(context, snapshot)));
    });
}

function runShow(context: CommandContext, snapshot: Snapshot): ExitCode {
  const known = context.release === undefined ? undefined : profileFor(context.release);
  if (known?.ok === false) {
    report(context, known.errors);
    return EXIT.unusable;
  }
  const found = summariseCluster(snapshot.cluster);
  const summary = { ...found, release: context.release ?? found.release };
  const { installed, unused, assumptions } = snapshot;
  if (context.format === "json") context.out(jsonText({ ...summary, installed, unusedFiles: unused, assumptions }));
  else context.out(`${formatSummary(summary, snapshot, context.palette).join("\n")}\n`);
  return EXIT.good;
}

import { type Command, Option } from "@commander-js/extra-typings";
import { PAIR_SELECTIONS } from "@ovn-sim/pipeline";
import { FLOW_SOURCES, configJsonSchema } from "../config/config-schema.ts";
import { EXIT } from "../exit-code.ts";
import { jsonText } from "../output/json.ts";
import { REPORT_FORMATS } from "../report/formats.ts";
import { rulePage } from "../report/rule-page.ts";
import { parseJobs } from "../pool/jobs.ts";
import { addCommand, type Host } from "./host.ts";
import { parseWholeNumber } from "./numbers.ts";
import { parseFormatFile, parseRule, parseRules, parseShard } from "./verify-options.ts";
import { createProgress } from "./verify-progress.ts";
import { runVerify } from "./verify-run.ts";

const EXAMPLES = `
Examples:
  ovn-sim verify snapshot/                                     every rule, between every two ports
  ovn-sim verify snapshot/ --flows auto                        the flows that nodes have installed, where they were dumped
  ovn-sim verify snapshot/ --also sarif=verify.sarif --also junit=verify.xml
  ovn-sim verify snapshot/ --write-baseline known.json         what is found today is known from now on
  ovn-sim verify snapshot/ --baseline known.json               only what is new fails
  ovn-sim verify snapshot/ --shard 2/4 --format json           a part of the work; see: ovn-sim merge-reports --help
  ovn-sim verify snapshot/ --jobs 4                            by 4 worker threads; the report is the same
  ovn-sim verify snapshot/ --pairs per-vtep                    a large cluster: a port of each chassis, switch and VTEP for all like it
  ovn-sim verify --explain source-vtep                         why a rule is there, and how to obey it

ovn-sim.config.json of the working directory, or --config FILE, sets the levels of rules and excepts findings.
Exit codes: 0 nothing new of level error or warning, 1 findings, 2 usage or input that could not (wholly) be used.`;

export function addVerifyCommand(program: Command, host: Host): void {
  const command = addCommand(program, {
    name: "verify",
    about: "holds the cluster against the rules that its tunnels obey; exit 1 on findings",
    formats: REPORT_FORMATS,
  })
    .argument("[snapshot...]", "files and folders of the snapshot")
    .addOption(
      new Option(
        "--flows <which>",
        "judge compiled flows (the default), those dumped from the nodes, or those where dumped",
      ).choices(FLOW_SOURCES),
    )
    .option("--rule <id>", "hold only this rule; may be given again", parseRules)
    .option("--config <file>", "levels and exceptions (default: ovn-sim.config.json of the working directory)")
    .option("--no-config", "read no configuration file")
    .option("--baseline <file>", "findings that are known, and do not fail")
    .option("--write-baseline <file>", "write what is found as the baseline")
    .addOption(
      new Option(
        "--pairs <which>",
        "follow packets between all ports (the default), or between one of each chassis, logical switch and VTEP",
      ).choices(PAIR_SELECTIONS),
    )
    .option("--shard <i/n>", "do the i-th of n parts of the work, for merge-reports", parseShard)
    .option(
      "--jobs <n>",
      "how many worker threads share the work (default: auto, all cores for large clusters)",
      parseJobs,
    )
    .option("--output <file>", "write the result to a file, not to standard output")
    .option("--also <format=file>", "write it to a file in one more format; may be given again", parseFormatFile)
    .option("--limit <n>", "how many findings of a rule the text shows; 0 for all", parseWholeNumber(0, 1e9), 20)
    .option("--explain <rule>", "say what a rule is for, and how to obey it", parseRule)
    .option("--print-config-schema", "print the JSON Schema of a configuration file")
    .addHelpText("after", EXAMPLES);
  command.action(async (paths, options) => {
    const context = host.contextOf(options);
    if (options.explain !== undefined) context.out(rulePage(options.explain));
    else if (options.printConfigSchema === true) context.out(jsonText(configJsonSchema()));
    else if (paths.length === 0) command.error("error: missing required argument 'snapshot'");
    else {
      const isWatched = !context.quiet && host.terminal.stderr.isTTY === true;
      const progress = isWatched ? createProgress(context.err) : undefined;
      host.finish(await runVerify(context, paths, options, { program: host.program, progress }));
      return;
    }
    host.finish(EXIT.good);
  });
}

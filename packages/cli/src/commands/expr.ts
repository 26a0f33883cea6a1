import { type Command, Option } from "@commander-js/extra-typings";
import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import {
  checkChassis,
  createExprWorld,
  EXPR_STAGES,
  type ExprStage,
  type ExprWorld,
  type ExprWorldOptions,
  runExprStages,
} from "@ovn-sim/pipeline";
import { InvalidArgumentError } from "commander";
import { type CommandContext, report } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonLine, jsonText } from "../output/json.ts";
import { unreadable } from "../snapshot/list-files.ts";
import { loadSnapshot, type Snapshot } from "../snapshot/load-snapshot.ts";
import { caretLines, formatPasses, passesJson } from "./expr-text.ts";
import { addCommand, type Host } from "./host.ts";

const EXAMPLES = `
Examples:
  ovn-sim expr 'ip4 && tcp.dst == {80, 443}'                       every stage, one under another
  ovn-sim expr 'tcp.dst > 1023' --stage flows                      only the OpenFlow matches
  ovn-sim expr 'ip4.src == $web' --snapshot snapshot/              address sets and ports of a snapshot
  ovn-sim expr 'inport == @pg' --snapshot snapshot/ --chassis node1 --datapath sw0
  ovn-sim expr 'outport == "a" && is_chassis_resident("gw")' --port a=3 --resident gw
  cut -f2 flows.tsv | ovn-sim expr - --stage flows --format json   one expression and one JSON object a line

Stages: parse as written; annotate with what names stand for and need; simplify to tests for equality, with the
residence of ports decided; normalize to what flows can say; flows, with conjunctions numbered from 1.
The flows are those of the expression alone: OVN adds the datapath, and the needs of the flow's actions.`;

type ExprOptions = {
  readonly stage?: ExprStage | undefined;
  readonly snapshot?: readonly string[] | undefined;
  readonly chassis?: string | undefined;
  readonly datapath?: string | undefined;
  readonly port?: ReadonlyMap<string, number> | undefined;
  readonly resident?: readonly string[] | undefined;
};

export function addExprCommand(program: Command, host: Host): void {
  addCommand(program, { name: "expr", about: "what OVN makes of a logical match, stage by stage" })
    .argument("<expression>", "the match, as in an ACL or a logical flow; - reads one a line from standard input")
    .addOption(new Option("--stage <stage>", "only what this stage makes").choices(EXPR_STAGES))
    .option("--snapshot <path...>", "files and folders of a snapshot that has the names")
    .option("--chassis <name>", "the chassis of the snapshot that is asked, by name or hostname")
    .option("--datapath <name>", "the logical switch or router of the match, by name or UUID")
    .option("--port <name=key>", "a port or multicast group with its tunnel key; may be given again", parsePortKey)
    .option("--resident <port...>", "ports that are on the chassis")
    .addHelpText("after", EXAMPLES)
    .action((expression, options) => {
      const context = host.contextOf(options);
      host.finish(runExpr(context, expression, options, host));
    });
}

function parsePortKey(text: string, before: ReadonlyMap<string, number> = new Map()): ReadonlyMap<string, number> {
  const at = text.lastIndexOf("=");
  const key = Number(text.slice(at + 1));
  if (at < 1 || !/^\d+$/.test(text.slice(at + 1)) || key > 0xffff_ffff) {
    throw new InvalidArgumentError("expected a name and its tunnel key, as in web=5.");
  }
  return new Map([...before, [text.slice(0, at), key]]);
}

function runExpr(context: CommandContext, expression: string, options: ExprOptions, host: Host): ExitCode {
  const loaded = options.snapshot === undefined ? undefined : loadSnapshot(options.snapshot);
  const failed = report(context, loaded?.diagnostics ?? []);
  if (loaded !== undefined && loaded.snapshot === undefined) return EXIT.unusable;
  const asked = worldOptions(context, options, loaded?.snapshot);
  const world = asked.ok ? createExprWorld(asked.value) : asked;
  if (!world.ok) {
    report(context, world.errors);
    return EXIT.unusable;
  }
  const code =
    expression === "-"
      ? runLines(context, world.value, options, host)
      : runOne(context, world.value, expression, options);
  const lost = report(context, world.notes);
  return failed || lost ? EXIT.unusable : code;
}

type Asked =
  | { readonly ok: true; readonly value: ExprWorldOptions }
  | { readonly ok: false; readonly errors: readonly [Diagnostic, ...Diagnostic[]] };

function worldOptions({ release }: CommandContext, options: ExprOptions, snapshot: Snapshot | undefined): Asked {
  if (snapshot === undefined && (options.chassis !== undefined || options.datapath !== undefined)) {
    const option = options.chassis === undefined ? "--datapath" : "--chassis";
    return { ok: false, errors: [createDiagnostic("OVN8012", {}, `${option} needs --snapshot`)] };
  }
  const chassis =
    snapshot === undefined || options.chassis === undefined
      ? undefined
      : checkChassis(snapshot.cluster, options.chassis);
  if (chassis?.ok === false) return chassis;
  return {
    ok: true,
    value: {
      ...(snapshot === undefined ? {} : { cluster: snapshot.cluster }),
      ...(chassis === undefined ? {} : { chassis: chassis.value.name }),
      ...(options.datapath === undefined ? {} : { datapath: options.datapath }),
      ...(release === undefined ? {} : { release }),
      ...(options.port === undefined ? {} : { portKeys: options.port }),
      residents: new Set(options.resident),
    },
  };
}

function runOne(context: CommandContext, world: ExprWorld, text: string, { stage }: ExprOptions): ExitCode {
  const made = runExprStages(text, world, stage);
  if (!made.ok) {
    reportFaults(context, text, made.errors);
    return EXIT.unusable;
  }
  const failed = report(context, made.notes);
  if (context.format === "json")
    context.out(jsonText({ ...passesJson(text, made.value, stage), diagnostics: made.notes }));
  else context.out(`${formatPasses(made.value, stage, context.palette).join("\n")}\n`);
  return failed ? EXIT.unusable : EXIT.good;
}

/** One expression a line; empty lines and lines that start with `#` give nothing. */
function runLines(context: CommandContext, world: ExprWorld, { stage }: ExprOptions, host: Host): ExitCode {
  let text: string;
  try {
    text = host.terminal.readInput();
  } catch (error) {
    report(context, [createDiagnostic("OVN8001", { file: "standard input" }, unreadable(error))]);
    return EXIT.unusable;
  }
  let failed = false;
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === "" || line.trimStart().startsWith("#")) return;
    const made = runExprStages(line, world, stage, { line: index + 1 });
    if (!made.ok) {
      failed = true;
      if (context.format === "json") context.out(jsonLine({ expression: line, error: made.errors[0] }));
      reportFaults(context, line, made.errors);
      return;
    }
    if (report(context, made.notes)) failed = true;
    if (context.format === "json")
      context.out(jsonLine({ ...passesJson(line, made.value, stage), diagnostics: made.notes }));
    else
      context.out(
        [context.palette.dim(`# ${line}`), ...formatPasses(made.value, stage, context.palette), ""].join("\n") + "\n",
      );
  });
  return failed ? EXIT.unusable : EXIT.good;
}

/** The faults, and below each the text with a mark under the character. */
function reportFaults(context: CommandContext, text: string, faults: readonly Diagnostic[]): void {
  for (const fault of faults) {
    report(context, [fault]);
    for (const line of caretLines(text, fault.place.character, context.errPalette)) context.err(`  ${line}\n`);
  }
}

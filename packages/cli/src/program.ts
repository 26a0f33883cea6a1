import { Command } from "@commander-js/extra-typings";
import { addDiffCommand } from "./commands/diff.ts";
import { addExprCommand } from "./commands/expr.ts";
import { addFlowsCommand } from "./commands/flows.ts";
import { commonOptionsLast, type Host } from "./commands/host.ts";
import { addShowCommand } from "./commands/show.ts";
import { addTraceCommand } from "./commands/trace.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { addMergeReportsCommand } from "./commands/verify-merge.ts";
import { createPalette } from "./output/palette.ts";
import { readVersion } from "./version.ts";

const EXAMPLES = `
Examples:
  ovn-sim show snapshot/                                    the cluster at a glance
  ovn-sim trace snapshot/ --from pod-a --to pod-b           where does the packet go, by which VTEPs, and why
  ovn-sim flows snapshot/ --chassis node1                   the flows that OVN would install there

A snapshot is any number of files and folders: OVSDB files or backups, JSON dumps, and flow dumps.
Files are recognised by what they hold. The least that is needed is the Southbound:
  ovsdb-client backup unix:/var/run/ovn/ovnsb_db.sock OVN_Southbound > snapshot/sb.db
and for true port numbers and zones each chassis's own database:
  ovsdb-client backup unix:/var/run/openvswitch/db.sock Open_vSwitch > snapshot/node1/ovs.db

Exit codes: 0 good, 1 findings or differences, 2 usage or input that could not (wholly) be used.`;

type ProgramOptions = Pick<Host, "terminal" | "finish" | "program">;

/** Builds the command line; it neither prints nor exits by itself but through the terminal. */
export function createProgram({ terminal, finish, program: url }: ProgramOptions): Command {
  const host: Host = {
    terminal,
    finish,
    program: url,
    contextOf: (options) => ({
      out: terminal.out,
      err: terminal.err,
      palette: createPalette(options.color, terminal.stdout, terminal.env),
      errPalette: createPalette(options.color, terminal.stderr, terminal.env),
      format: options.format,
      quiet: options.quiet === true,
      release: options.ovnRelease,
      set: options.set ?? [],
      unset: options.unset ?? [],
    }),
  };
  const program = new Command("ovn-sim")
    .description(
      "Which flows should this chassis have, where does this packet go, by which VTEPs, and why: answered from files alone.",
    )
    .version(readVersion(), "-V, --version", "say which version this is")
    .addHelpText("after", EXAMPLES)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .configureHelp(commonOptionsLast)
    .showHelpAfterError("(ovn-sim --help shows how to use it)")
    .exitOverride();
  addShowCommand(program, host);
  addFlowsCommand(program, host);
  addTraceCommand(program, host);
  addVerifyCommand(program, host);
  addMergeReportsCommand(program, host);
  addDiffCommand(program, host);
  addExprCommand(program, host);
  for (const command of program.commands)
    command.configureOutput({ writeOut: terminal.out, writeErr: terminal.err }).exitOverride();
  return program;
}

import type { Command } from "@commander-js/extra-typings";
import { createDiagnostic } from "@ovn-sim/model";
import { report } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import { colorOption, formatOption, type Host, quietOption, releaseOption } from "./host.ts";

const EXAMPLES = `
Examples:
  ovn-sim verify snapshot/                      whether every tunnel is the one that its interfaces ask for

Not part of this version. Until it is, ask for single pairs: ovn-sim trace snapshot/ --from pod-a --to pod-b`;

/** Keeps the name of the command, so that a script that needs it is told plainly. */
export function addVerifyCommand(program: Command, host: Host): void {
  program
    .command("verify")
    .description("checks the rules of the tunnels (not part of this version)")
    .argument("[snapshot...]", "files and folders of the snapshot")
    .addOption(formatOption())
    .addOption(releaseOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText("after", EXAMPLES)
    .action((_paths, options) => {
      const hint = "ovn-sim trace says of one pair of ports whether its VTEPs are the configured ones";
      report(host.contextOf(options), [createDiagnostic("OVN8013", {}, "verify is not part of this version", hint)]);
      host.finish(EXIT.unusable);
    });
}

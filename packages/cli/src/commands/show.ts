import type { Command } from "@commander-js/extra-typings";
import { type ClusterSummary, summariseCluster } from "@ovn-sim/pipeline";
import { type CommandContext, withSnapshot } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { jsonText } from "../output/json.ts";
import type { Palette } from "../output/palette.ts";
import { formatColumns } from "../output/table.ts";
import { colorOption, formatOption, type Host, quietOption, releaseOption } from "./host.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";

const EXAMPLES = `
Examples:
  ovn-sim show snapshot/                       chassis, VTEPs, tunnels, ports and their VTEPs
  ovn-sim show snapshot/ --format json | jq '.chassis[].ports[] | select(.vtep.reason != "encap-ip")'`;

export function addShowCommand(program: Command, host: Host): void {
  program
    .command("show")
    .description("the cluster at a glance: chassis, VTEPs, tunnels, ports and their VTEPs")
    .argument("<snapshot...>", "files and folders of the snapshot")
    .addOption(formatOption())
    .addOption(releaseOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText("after", EXAMPLES)
    .action((paths, options) => {
      const context = host.contextOf(options);
      host.finish(withSnapshot(context, paths, (snapshot) => runShow(context, snapshot)));
    });
}

function runShow(context: CommandContext, snapshot: Snapshot): ExitCode {
  const summary = summariseCluster(snapshot.cluster);
  const release = context.release ?? summary.release;
  if (context.format === "json") context.out(jsonText({ ...summary, release, unusedFiles: snapshot.unused }));
  else context.out(`${formatSummary({ ...summary, release }, snapshot, context.palette).join("\n")}\n`);
  return EXIT.good;
}

function formatSummary(summary: ClusterSummary, snapshot: Snapshot, palette: Palette): string[] {
  const { chassis, datapaths, ports } = summary.counts;
  const lines = [
    palette.title(
      `OVN ${summary.release ?? "(release unknown)"}: ${chassis} chassis, ${datapaths} datapaths, ${ports} ports`,
    ),
  ];
  for (const one of summary.chassis) {
    const host = one.hostname === one.name || one.hostname === "" ? "" : ` (${one.hostname})`;
    const own = one.hasOwnDatabase
      ? ""
      : palette.warn("  no Open_vSwitch database: port numbers and zones are predicted");
    const zones = one.transportZones.length === 0 ? "" : `  transport zones ${one.transportZones.join(",")}`;
    const remote = one.isRemote ? "  of another availability zone" : "";
    lines.push("", `${palette.title(one.name)}${host}  ${one.types.join(",")}${zones}${remote}${own}`);
    const installed = snapshot.installed.get(one.name)?.flows;
    if (installed !== undefined) lines.push(`  installed flows in ${installed}`);
    lines.push(
      ...formatColumns(
        one.vteps.map((vtep) => ["VTEP", vtep.ip, `encap id ${vtep.encapId}`, vtep.isDefault ? "default" : ""]),
        "  ",
      ),
    );
    lines.push(
      ...formatColumns(
        one.tunnels.map((tunnel) => ["tunnels to", tunnel.chassis, `${tunnel.ports}`, tunnel.type]),
        "  ",
      ),
    );
    lines.push(
      ...formatColumns(
        one.ports.map((port) => [
          "port",
          port.name,
          port.datapath,
          port.interface ?? "-",
          port.ofport === undefined ? "-" : `ofport ${port.ofport}`,
          port.vtep.ip ?? "-",
          port.vtep.text,
        ]),
        "  ",
      ),
    );
  }
  if (summary.unbound.length > 0) {
    lines.push("", palette.title("ports on no chassis"));
    lines.push(
      ...formatColumns(
        summary.unbound.map((port) => ["port", port.name, port.datapath, port.type]),
        "  ",
      ),
    );
  }
  return lines;
}

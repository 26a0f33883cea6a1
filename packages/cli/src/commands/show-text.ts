import { type ClusterSummary, VTEP_REASONS, type VtepReason } from "@ovn-sim/pipeline";
import type { Palette } from "../output/palette.ts";
import { formatColumns } from "../output/table.ts";
import type { Snapshot } from "../snapshot/load-snapshot.ts";

type ChassisSummary = ClusterSummary["chassis"][number];
type PortSummary = ChassisSummary["ports"][number];

/** Why a port has its VTEP: a word or two for the column, explained once below. */
const WHY = {
  "encap-ip": { word: "encap-ip", text: VTEP_REASONS["encap-ip"] },
  "port-binding": { word: "Port_Binding", text: VTEP_REASONS["port-binding"] },
  "only-vtep": { word: "only VTEP", text: VTEP_REASONS["only-vtep"] },
  default: { word: "default", text: VTEP_REASONS.default },
  "first-of-list": { word: "first of list", text: VTEP_REASONS["first-of-list"] },
  "encap-ip-unknown": { word: "wrong encap-ip", text: VTEP_REASONS["encap-ip-unknown"] },
  "encap-ip-not-honoured": { word: "encap-ip unused", text: VTEP_REASONS["encap-ip-not-honoured"] },
  "no-vtep": { word: "no VTEP", text: VTEP_REASONS["no-vtep"] },
  router: { word: "router", text: "a router's port has no interface: packets keep the VTEP that they came with" },
} as const satisfies Record<VtepReason | "router", { readonly word: string; readonly text: string }>;

type Why = keyof typeof WHY;

const ROUTER_KINDS: ReadonlySet<string> = new Set(["patch", "l3gateway", "chassisredirect"]);

/** Kinds that every chassis has, or that are only the other side of something: counted, not listed. */
const COUNTED_KINDS: ReadonlySet<string> = new Set(["patch", "localnet", "localport"]);

/** The cluster at a glance, for people. */
export function formatSummary(summary: ClusterSummary, snapshot: Snapshot, palette: Palette): string[] {
  const { chassis, datapaths, ports } = summary.counts;
  const counts = [`${chassis} chassis`, plural(datapaths, "datapath"), plural(ports, "port")].join(", ");
  const used = new Set<Why>();
  return [
    palette.title(`OVN ${summary.release ?? "(release unknown)"}: ${counts}`),
    ...summary.chassis.flatMap((one) => ["", ...formatChassis(one, snapshot, palette, used)]),
    ...formatUnbound(summary, palette),
    ...formatLegend(used, palette),
    ...formatUnused(snapshot, palette),
    ...formatAssumptions(snapshot.assumptions, palette),
  ];
}

function formatChassis(one: ChassisSummary, snapshot: Snapshot, palette: Palette, used: Set<Why>): string[] {
  const host = one.hostname === one.name || one.hostname === "" ? "" : ` (${one.hostname})`;
  const zones = one.transportZones.length === 0 ? "" : `   transport zones ${one.transportZones.join(", ")}`;
  const remote = one.isRemote ? "   in another availability zone" : "";
  const lines = [`${palette.title(one.name)}${host}   ${one.types.join(", ")}${zones}${remote}`];
  lines.push(
    ...formatFacts(
      "VTEPs",
      one.vteps.map((vtep) => [vtep.ip, `encap id ${vtep.encapId}`, vtep.isDefault ? "default" : ""]),
    ),
    ...formatFacts(
      "tunnels",
      one.tunnels.map((tunnel) => [tunnel.chassis, tunnel.type, plural(tunnel.ports, "port")]),
    ),
  );
  if (one.vteps.length === 0) lines.push(`  ${palette.bad("no VTEP: nothing can be sent to or from it")}`);
  if (one.vteps.length > 1) lines.push(`  without encap-ip: ${one.unassigned ?? ""}`);
  if (!one.hasOwnDatabase && !one.isRemote)
    lines.push(`  ${palette.warn("no Open_vSwitch database: its tunnels, port numbers and zones are predicted")}`);
  for (const file of snapshot.installed.get(one.name)?.flows ?? []) lines.push(`  installed flows: ${file}`);
  if (one.ports.length > 0) lines.push(...formatPorts(one.ports, palette, used));
  return lines;
}

/** Facts of one sort under their label. */
function formatFacts(label: string, facts: readonly (readonly string[])[]): string[] {
  return formatColumns(facts).map((line, i) => `  ${(i === 0 ? label : "").padEnd("tunnels".length)}  ${line}`);
}

function formatPorts(ports: readonly PortSummary[], palette: Palette, used: Set<Why>): string[] {
  const rows = ports.map((port) => {
    const why: Why = ROUTER_KINDS.has(port.kind) ? "router" : port.vtep.reason;
    used.add(why);
    const vtep = why === "router" ? "-" : (port.vtep.ip ?? "-");
    return [port.name, port.kind, port.datapath, port.interface ?? "-", `${port.ofport ?? "-"}`, vtep, WHY[why].word];
  });
  const [heading, ...lines] = formatColumns(
    [["port", "kind", "datapath", "interface", "ofport", "VTEP", "because of"], ...rows],
    "  ",
  );
  const remarks = ports.filter(needsRemark).map((port) => `  ${palette.bad("!")} ${port.vtep.text}`);
  return [palette.dim(heading!), ...lines, ...remarks];
}

/** Whether somebody meant the port to have another VTEP. */
function needsRemark({ vtep }: PortSummary): boolean {
  return vtep.reason === "encap-ip-unknown" || vtep.reason === "encap-ip-not-honoured" || vtep.hasUnreadKey;
}

function formatUnbound(summary: ClusterSummary, palette: Palette): string[] {
  const lines: string[] = [];
  const listed = summary.unbound.filter(({ kind }) => !COUNTED_KINDS.has(kind));
  if (listed.length > 0) {
    lines.push("", palette.title("bound to no chassis"));
    lines.push(
      ...formatColumns(
        listed.map(({ name, kind, datapath }) => [name, kind, datapath]),
        "  ",
      ),
    );
  }
  const counts = [...COUNTED_KINDS].flatMap((kind) => {
    const count = summary.unbound.filter((port) => port.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  if (counts.length > 0) lines.push("", palette.dim(`ports of no one chassis: ${counts.join(", ")}`));
  return lines;
}

function formatLegend(used: ReadonlySet<Why>, palette: Palette): string[] {
  if (used.size === 0) return [];
  const rows = (Object.keys(WHY) as Why[]).filter((why) => used.has(why)).map((why) => [WHY[why].word, WHY[why].text]);
  return ["", ...formatColumns(rows).map((line) => palette.dim(line))];
}

function formatUnused({ unused }: Snapshot, palette: Palette): string[] {
  const SHOWN = 3;
  if (unused.length === 0) return [];
  const more = unused.length > SHOWN ? `, and ${unused.length - SHOWN} more` : "";
  return ["", palette.dim(`not used: ${unused.slice(0, SHOWN).join(", ")}${more}`)];
}

/** What an answer rests on that the files do not say. */
export function formatAssumptions(assumptions: readonly string[], palette: Palette): string[] {
  return assumptions.length === 0 ? [] : ["", ...assumptions.map((line) => palette.warn(line))];
}

function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

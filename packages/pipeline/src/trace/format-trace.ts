import { foldAssumptions } from "./fold-by-chassis.ts";
import { isDecider, type NorthboundName } from "../origin/index.ts";
import { formatOpenflowStep } from "./format-openflow.ts";
import { formatLogicalHop } from "./logical-view/format-logical.ts";
import { describeOutcome } from "./outcome.ts";
import { PLAIN_STYLE, type TraceStyle } from "./trace-style.ts";
import type { Trace, TraceDelivery, TraceDeparture, TraceDrop, TraceHop, TraceStep, TraceTunnel } from "./types.ts";

/** What is told of each chassis: where something happens, the logical stages, every OpenFlow lookup, or both together. */
export const TRACE_VIEWS = ["summary", "logical", "openflow", "both"] as const;
export type TraceView = (typeof TRACE_VIEWS)[number];

export type FormatTraceOptions = {
  /** Default: summary. The logical stages can only be told of a trace that was asked for them. */
  readonly view?: TraceView;
  /** Default: no marks. */
  readonly style?: TraceStyle;
};

/** Matches longer than this are cut in the folded view. */
const MATCH_SHOWN = 60;

/** A trace for people: the tree of what happened, each tunnel with its two VTEPs and why, and the outcome. */
export function formatTrace(trace: Trace, options: FormatTraceOptions = {}): string {
  const style = options.style ?? PLAIN_STYLE;
  const ends =
    trace.from === undefined
      ? trace.hops[0]?.madeBy === undefined
        ? "packet"
        : `packet of ${trace.hops[0].madeBy}`
      : `${trace.from} -> ${trace.to ?? ""}`;
  const lines = [`${style.title(ends)}    ${trace.summary}`, ""];
  const view = options.view ?? "summary";
  const columns = foldedColumns(trace);
  const formatHop = (hop: TraceHop): readonly string[] => {
    if (view === "openflow") return hop.steps.flatMap((step) => formatOpenflowStep(step, style));
    if (view === "summary") return hop.steps.filter(isTold).map((step) => formatFolded(step, columns, style));
    return formatLogicalHop(hop, { style, openflow: view === "both" });
  };
  trace.hops.forEach((hop, index) => {
    lines.push(formatArrival(trace, hop, style));
    lines.push(...formatHop(hop));
    lines.push(...formatEnds(trace, index, style));
    lines.push(...formatController(trace, index, options));
  });
  const marks = { good: style.good, open: style.warn, bad: style.bad };
  lines.push("", ...describeOutcome(trace).map(({ level, text }) => marks[level](text)));
  if (trace.assumptions.length > 0) {
    lines.push("", style.dim("This answer rests on:"));
    for (const assumption of foldAssumptions(trace.assumptions)) lines.push(style.dim(`  ${assumption}`));
  }
  if (trace.reply !== undefined) lines.push("", style.title("The answer"), "", formatTrace(trace.reply, options));
  for (const other of trace.others ?? [])
    lines.push(
      "",
      style.title(`By ${other.choices.map(({ taken }) => taken).join(", ")}`),
      "",
      formatTrace(other, options),
    );
  return lines.join("\n");
}

/** What ovn-controller does with the packet, and the way of the packet that it makes, moved in. */
function formatController(trace: Trace, hop: number, options: FormatTraceOptions): string[] {
  return trace.controller.flatMap((told) => {
    if (told.hop !== hop) return [];
    const only =
      told.ifLargerThan === undefined ? "" : ` (only if the packet is larger than ${told.ifLargerThan} bytes)`;
    const line = `  table ${told.table}: ovn-controller ${told.text}${only}`;
    if (told.made === undefined) return [line];
    return [
      line,
      ...formatTrace(told.made, options)
        .split("\n")
        .map((text) => (text === "" ? "" : `    ${text}`)),
    ];
  });
}

function formatArrival(trace: Trace, hop: TraceHop, style: TraceStyle): string {
  if (hop.madeBy !== undefined) return `${style.title(hop.chassis)}   sent by ${hop.madeBy}`;
  if (hop.resumed === true) return `${style.title(hop.chassis)}   goes on from ovn-controller`;
  const from = hop.tunnel === undefined ? "" : ` from ${trace.tunnels[hop.tunnel]!.fromChassis}`;
  return `${style.title(hop.chassis)}   in at ${hop.inPort} (ofport ${hop.ofPort})${from}`;
}

/** Where the copies of one hop went: tunnels, ports, other bridges, the controller, nowhere. */
function formatEnds(trace: Trace, hop: number, style: TraceStyle): string[] {
  const ofHop = <T extends { readonly hop: number }>(all: readonly T[]): readonly T[] =>
    all.filter((one) => one.hop === hop);
  const lines = ofHop(trace.tunnels).flatMap((tunnel) => formatTunnel(tunnel, style));
  for (const delivery of ofHop(trace.deliveries)) lines.push(`  ${style.good(formatDelivery(delivery))}`);
  for (const departure of ofHop(trace.departures)) lines.push(`  ${style.good(formatDeparture(departure))}`);
  for (const drop of ofHop(trace.drops)) lines.push(`  ${style.bad(formatDrop(drop))}`);
  return lines;
}

function isTold(step: TraceStep): boolean {
  if (step.stage === undefined) return false;
  return step.effects.length > 0 || isDecision(step);
}

/** Whether a row that decides about packets, an ACL say, is behind a step. Whose port it is shows in the match. */
function isDecision(step: TraceStep): step is TraceStep & { readonly northbound: NorthboundName } {
  return step.northbound !== undefined && isDecider(step.northbound.table);
}

type Columns = { readonly datapath: number; readonly stage: number; readonly match: number };

function foldedColumns(trace: Trace): Columns {
  const told = trace.hops.flatMap((hop) => hop.steps.filter(isTold));
  const widest = (texts: readonly string[]): number => texts.reduce((width, text) => Math.max(width, text.length), 0);
  return {
    datapath: widest(told.map((step) => step.datapath ?? "")),
    stage: widest(told.map((step) => step.stage ?? "")),
    match: widest(told.map((step) => cut(step.logicalMatch ?? ""))),
  };
}

function formatFolded(step: TraceStep, columns: Columns, style: TraceStyle): string {
  const datapath = style.name((step.datapath ?? "").padEnd(columns.datapath));
  const pipeline = (step.pipeline ?? "").padEnd("ingress".length);
  const stage = (step.stage ?? "").padEnd(columns.stage);
  const match = style.dim(cut(step.logicalMatch ?? "").padEnd(columns.match));
  const what = step.effects.length === 0 ? [] : [step.effects.join(", ")];
  const whose = isDecision(step) ? [style.name(step.northbound.brief)] : [];
  return `  ${datapath}  ${pipeline}  ${stage}  ${match}  ${[...what, ...whose].join("  ")}`;
}

function formatTunnel(tunnel: TraceTunnel, style: TraceStyle): string[] {
  const mark = !tunnel.asConfigured ? style.bad : tunnel.determined ? style.good : style.warn;
  const width = Math.max(tunnel.sourceIp.length, tunnel.destinationIp.length);
  const to = tunnel.toChassis === "" ? "" : ` to ${tunnel.toChassis}`;
  return [
    `  ${style.title("tunnel")}   ${tunnel.type} ${tunnel.port}${to}   ${mark(`${tunnel.sourceIp} ==> ${tunnel.destinationIp}`)}`,
    `           source       ${tunnel.sourceIp.padEnd(width)}   ${tunnel.why.source}`,
    `           destination  ${tunnel.destinationIp.padEnd(width)}   ${tunnel.why.destination}`,
  ];
}

function formatDelivery(delivery: TraceDelivery): string {
  return `delivered to ${delivery.logicalPort} (interface ${delivery.interface}, ofport ${delivery.ofPort})`;
}

function formatDeparture({ port, ofPort, network, toChassis }: TraceDeparture): string {
  if (toChassis !== undefined) return `leaves for ${toChassis}, in another availability zone`;
  return `leaves the overlay by ${port} (ofport ${ofPort})${network === undefined ? "" : ` to network ${network}`}`;
}

function formatDrop({ table, stage, datapath, reason, by }: TraceDrop): string {
  const where = stage === undefined ? `table ${table}` : `${datapath ?? ""} ${stage} (table ${table})`;
  return `dropped ${by === undefined ? "" : `by ${by} `}in ${where}: ${reason}`;
}

function cut(text: string): string {
  return text.length <= MATCH_SHOWN ? text : `${text.slice(0, MATCH_SHOWN - 1)}…`;
}

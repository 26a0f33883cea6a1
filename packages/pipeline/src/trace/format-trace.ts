import { describeOutcome } from "./outcome.ts";
import type { Trace, TraceDelivery, TraceDeparture, TraceDrop, TraceHop, TraceStep, TraceTunnel } from "./types.ts";

/** How parts of the text are marked, by what they mean. The default marks nothing. */
export type TraceStyle = {
  readonly title: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly name: (text: string) => string;
};

export type FormatTraceOptions = {
  /** Every table and flow, not only those where something happens. Default: false. */
  readonly detailed?: boolean;
  /** Default: no marks. */
  readonly style?: TraceStyle;
};

const plain = (text: string): string => text;
const PLAIN: TraceStyle = { title: plain, good: plain, warn: plain, bad: plain, dim: plain, name: plain };

/** Matches longer than this are cut in the folded view. */
const MATCH_SHOWN = 60;

/** A trace for people: the tree of what happened, each tunnel with its two VTEPs and why, and the outcome. */
export function formatTrace(trace: Trace, options: FormatTraceOptions = {}): string {
  const style = options.style ?? PLAIN;
  const ends = trace.from === undefined ? "packet" : `${trace.from} -> ${trace.to ?? ""}`;
  const lines = [`${style.title(ends)}    ${trace.summary}`, ""];
  const columns = foldedColumns(trace);
  trace.hops.forEach((hop, index) => {
    lines.push(formatArrival(trace, hop, style));
    if (options.detailed === true) for (const step of hop.steps) lines.push(...formatDetailed(step, style));
    else for (const step of hop.steps) if (isTold(step)) lines.push(formatFolded(step, columns, style));
    lines.push(...formatEnds(trace, index, style));
  });
  const marks = { good: style.good, open: style.warn, bad: style.bad };
  lines.push("", ...describeOutcome(trace).map(({ level, text }) => marks[level](text)));
  if (trace.assumptions.length > 0) {
    lines.push("", style.dim("This answer rests on:"));
    for (const assumption of trace.assumptions) lines.push(style.dim(`  ${assumption}`));
  }
  return lines.join("\n");
}

function formatArrival(trace: Trace, hop: TraceHop, style: TraceStyle): string {
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
  for (const { table } of ofHop(trace.controller)) lines.push(`  handed to ovn-controller in table ${table}`);
  for (const drop of ofHop(trace.drops)) lines.push(`  ${style.bad(formatDrop(drop))}`);
  return lines;
}

function isTold(step: TraceStep): boolean {
  return step.stage !== undefined && step.effects.length > 0;
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
  return `  ${datapath}  ${pipeline}  ${stage}  ${match}  ${step.effects.join(", ")}`;
}

function formatDetailed(step: TraceStep, style: TraceStyle): string[] {
  const indent = "  ".repeat(step.depth + 1);
  const table = String(step.table).padStart(2);
  const stage = step.stage === undefined ? "" : `  ${style.name(`${step.datapath ?? ""} ${step.stage}`)}`;
  if (step.flow === undefined) return [`${indent}${table}. no match${stage}`];
  const { match, priority, cookie, actions } = step.flow;
  const head = `${indent}${table}. ${match === "" ? "" : `${match}, `}priority ${priority}, cookie ${cookie}${stage}`;
  const effects = step.effects.map((effect) => style.dim(`${indent}      ${effect}`));
  return [head, `${indent}    ${actions}`, ...effects];
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

function formatDrop({ table, stage, datapath, reason }: TraceDrop): string {
  const where = stage === undefined ? `table ${table}` : `${datapath ?? ""} ${stage} (table ${table})`;
  return `dropped in ${where}: ${reason}`;
}

function cut(text: string): string {
  return text.length <= MATCH_SHOWN ? text : `${text.slice(0, MATCH_SHOWN - 1)}…`;
}

import { formatIpv4, formatIpv6 } from "@ovn-sim/model";
import type { Trace, TraceDelivery, TraceHop, TraceStep, TraceTunnel } from "./types.ts";

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
  readonly style?: TraceStyle;
};

const plain = (text: string): string => text;
const PLAIN: TraceStyle = { title: plain, good: plain, warn: plain, bad: plain, dim: plain, name: plain };

/** Matches longer than this are cut in the folded view. */
const MATCH_SHOWN = 60;
/** Where the effects of a step start, at least. */
const EFFECT_COLUMN = 78;

/** A trace for people: the tree of what happened, each tunnel with its two VTEPs and why, and the outcome. */
export function formatTrace(trace: Trace, options: FormatTraceOptions = {}): string {
  const style = options.style ?? PLAIN;
  const lines = [formatTitle(trace, style), ""];
  trace.hops.forEach((hop, index) => {
    lines.push(...formatHop(trace, hop, index, options.detailed === true, style));
  });
  lines.push("", ...formatOutcome(trace, style));
  if (trace.assumptions.length > 0) {
    lines.push("", style.dim("This answer rests on:"));
    for (const assumption of trace.assumptions) lines.push(style.dim(`  ${assumption}`));
  }
  return lines.join("\n");
}

function formatTitle(trace: Trace, style: TraceStyle): string {
  const ends = trace.from === undefined ? "packet" : `${trace.from} -> ${trace.to ?? ""}`;
  return `${style.title(ends)}    ${trace.summary}`;
}

function formatHop(trace: Trace, hop: TraceHop, index: number, detailed: boolean, style: TraceStyle): string[] {
  const via = hop.tunnel === undefined ? "" : ` from ${trace.tunnels[hop.tunnel]!.fromChassis}`;
  const lines = [`${style.title(hop.chassis)}   in at ${hop.inPort} (ofport ${hop.ofPort})${via}`];
  for (const step of hop.steps) {
    if (detailed) lines.push(...formatDetailed(step, style));
    else if (step.stage !== undefined && step.effects.length > 0) lines.push(formatFolded(step, style));
  }
  const sent = trace.tunnels.filter((tunnel) => isSentBy(trace, tunnel, index));
  for (const tunnel of sent) lines.push(...formatTunnel(tunnel, style));
  for (const delivery of trace.deliveries)
    if (isOfHop(trace, delivery, hop)) lines.push(`  ${style.good(formatDelivery(delivery))}`);
  for (const departure of trace.departures) {
    if (departure.chassis !== hop.chassis) continue;
    const network = departure.network === undefined ? "" : ` to network ${departure.network}`;
    lines.push(`  ${style.good(`leaves the overlay by ${departure.port} (ofport ${departure.ofPort})${network}`)}`);
  }
  for (const punt of trace.controller)
    if (punt.chassis === hop.chassis) lines.push(`  handed to ovn-controller in table ${punt.table}`);
  for (const drop of trace.drops) {
    if (drop.chassis !== hop.chassis) continue;
    const where =
      drop.stage === undefined ? `table ${drop.table}` : `${drop.datapath ?? ""} ${drop.stage} (table ${drop.table})`;
    lines.push(`  ${style.bad(`dropped in ${where}: ${drop.reason}`)}`);
  }
  return lines;
}

function isSentBy(trace: Trace, tunnel: TraceTunnel, hopIndex: number): boolean {
  const hop = trace.hops[hopIndex]!;
  return tunnel.fromChassis === hop.chassis && hop.outputs.some((output) => output.ofPort === tunnel.ofPort);
}

function isOfHop(_trace: Trace, delivery: TraceDelivery, hop: TraceHop): boolean {
  return delivery.chassis === hop.chassis && hop.outputs.some((output) => output.ofPort === delivery.ofPort);
}

function formatFolded(step: TraceStep, style: TraceStyle): string {
  const where = `  ${style.name((step.datapath ?? "").padEnd(10))} ${(step.pipeline ?? "").padEnd(8)} ${(step.stage ?? "").padEnd(22)} `;
  const match = cut(step.logicalMatch ?? "", MATCH_SHOWN);
  const plainLength =
    2 + Math.max(10, (step.datapath ?? "").length) + 1 + 8 + 1 + Math.max(22, (step.stage ?? "").length) + 1;
  const padded = match.padEnd(Math.max(0, EFFECT_COLUMN - plainLength));
  return `${where}${style.dim(padded)}  ${step.effects.join(", ")}`;
}

function formatDetailed(step: TraceStep, style: TraceStyle): string[] {
  const indent = "  ".repeat(step.depth + 1);
  const stage = step.stage === undefined ? "" : `  ${style.name(`${step.datapath ?? ""} ${step.stage}`)}`;
  if (step.flow === undefined) return [`${indent}${String(step.table).padStart(2)}. no match${stage}`];
  const match = step.flow.match === "" ? "" : `${step.flow.match}, `;
  const lines = [
    `${indent}${String(step.table).padStart(2)}. ${match}priority ${step.flow.priority}, cookie ${step.flow.cookie}${stage}`,
  ];
  lines.push(`${indent}    ${step.flow.actions}`);
  for (const effect of step.effects) lines.push(style.dim(`${indent}      ${effect}`));
  return lines;
}

function formatTunnel(tunnel: TraceTunnel, style: TraceStyle): string[] {
  const mark = tunnel.asConfigured ? style.good : style.bad;
  const width = Math.max(tunnel.sourceIp.length, tunnel.destinationIp.length);
  const to = tunnel.toChassis === "" ? "" : ` to ${tunnel.toChassis}`;
  return [
    `  ${style.title("tunnel")}   ${tunnel.type} ${tunnel.port}${to}   ${mark(`${tunnel.sourceIp} ==> ${tunnel.destinationIp}`)}`,
    `             source       ${tunnel.sourceIp.padEnd(width)}   ${tunnel.why.source}`,
    `             destination  ${tunnel.destinationIp.padEnd(width)}   ${tunnel.why.destination}`,
  ];
}

function formatDelivery(delivery: TraceDelivery): string {
  return `delivered to ${delivery.logicalPort} (interface ${delivery.interface}, ofport ${delivery.ofPort})`;
}

function formatOutcome(trace: Trace, style: TraceStyle): string[] {
  const lines: string[] = [];
  const count = trace.deliveries.length;
  const missed =
    trace.to !== undefined &&
    count > 0 &&
    trace.tunnels.every((tunnel) => !tunnel.bum) &&
    !trace.deliveries.some((d) => d.logicalPort === trace.to);
  if (count === 1) lines.push(style.good(`Delivered once${missed ? `, but not to ${trace.to ?? ""}` : ""}.`));
  else if (count > 1)
    lines.push(style.good(`Delivered to ${count} ports: ${trace.deliveries.map((d) => d.logicalPort).join(", ")}.`));
  else if (trace.departures.length > 0) lines.push("Not delivered to a port: it leaves the overlay.");
  else if (trace.controller.length > 0) lines.push("Not delivered: ovn-controller has it now.");
  else lines.push(style.bad("Not delivered."));
  const judged = trace.tunnels.filter((tunnel) => !tunnel.bum);
  if (trace.tunnels.length === 0) {
    lines.push("No tunnel was needed.");
  } else if (judged.length === 0) {
    lines.push("BUM traffic: any VTEP may be used.");
  } else if (judged.every((tunnel) => tunnel.asConfigured)) {
    lines.push(style.good("Both VTEPs are the configured ones."));
  } else {
    for (const tunnel of judged.filter((one) => !one.asConfigured)) {
      lines.push(
        style.bad(
          `Not as configured: ${tunnel.sourceIp} ==> ${tunnel.destinationIp} from ${tunnel.fromChassis} to ${tunnel.toChassis}.`,
        ),
      );
    }
  }
  return lines;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** An underlay address of a key: one word is IPv4, four are IPv6. */
export function formatUnderlayAddress(words: readonly number[]): string {
  return words.length === 1 ? formatIpv4(words) : formatIpv6(words);
}

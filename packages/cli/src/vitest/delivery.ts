import {
  createTracer,
  formatTrace,
  type PacketProtocol,
  type Trace,
  type TracerOptions,
  type TraceTunnel,
} from "@ovn-sim/pipeline";
import type { MatchResult } from "./findings.ts";
import { commandLine, resolveSubject, tell } from "./subject.ts";

/** A packet between two logical ports. */
export type Packet = {
  readonly from: string;
  readonly to: string;
  /** Default: icmp, an echo request. */
  readonly proto?: PacketProtocol;
  /** Destination port of tcp and udp. Default: 80 and 53. */
  readonly port?: number;
  /** Which flows it runs through, and for which release; compiled ones by default. */
  readonly options?: TracerOptions;
};

/** The VTEPs that a packet is to take; what is left out may be any. */
export type PacketByVteps = Packet & { readonly source?: string; readonly destination?: string };

/** Whether a packet reaches the port that it is for, once, and no other. */
export function matchDeliver(received: unknown, packet: Packet): MatchResult {
  return matchTrace(received, packet, `deliver once from ${packet.from} to ${packet.to}`, ({ deliveries }) => {
    return deliveries.length === 1 && deliveries[0]!.logicalPort === packet.to;
  });
}

/** Whether a packet is delivered by tunnels of these VTEPs, each of them. */
export function matchUseVteps(received: unknown, packet: PacketByVteps): MatchResult {
  const { source = "any", destination = "any" } = packet;
  const isWanted = ({ sourceIp, destinationIp }: TraceTunnel): boolean =>
    (source === "any" || sourceIp === source) && (destination === "any" || destinationIp === destination);
  const claim = `send from ${packet.from} to ${packet.to} by ${source} ==> ${destination}`;
  return matchTrace(received, packet, claim, ({ tunnels, deliveries }) => {
    return deliveries.length > 0 && tunnels.length > 0 && tunnels.every(isWanted);
  });
}

function matchTrace(
  received: unknown,
  { from, to, proto, port, options = {} }: Packet,
  claim: string,
  isMet: (trace: Trace) => boolean,
): MatchResult {
  const subject = resolveSubject(received);
  const variant = { ...(proto === undefined ? {} : { proto }), ...(port === undefined ? {} : { port }) };
  const traced = createTracer(subject.cluster, options).trace({ kind: "ports", from, to, ...variant });
  if (!traced.ok) throw new Error(tell(traced.errors));
  const pass = isMet(traced.value);
  const replay = ["trace", "--from", from, "--to", to];
  if (proto !== undefined) replay.push("--proto", proto);
  if (port !== undefined) replay.push("--port", `${port}`);
  return {
    pass,
    message: () =>
      [
        `expected the cluster ${pass ? "not " : ""}to ${claim}`,
        formatTrace(traced.value),
        `  see:  ${commandLine(subject, replay)}`,
      ].join("\n\n"),
  };
}

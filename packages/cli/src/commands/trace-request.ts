import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import type { PacketProtocol, TraceRequest } from "@ovn-sim/pipeline";
import { isDiagnostic } from "./is-diagnostic.ts";

/** The options of a command line or of a batch's line: which packet, and what is taken for granted on its way. */
export type TraceOptions = PacketOptions & VariationOptions;

export type VariationOptions = {
  readonly ct?: readonly string[] | undefined;
  readonly reply?: true | undefined;
  readonly lbBackend?: string | undefined;
};

type PacketOptions = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly proto?: PacketProtocol | undefined;
  readonly port?: number | undefined;
  readonly microflow?: string | undefined;
  readonly chassis?: string | undefined;
  readonly flow?: string | undefined;
  readonly oneHop?: true | undefined;
};

/** Which form of packet each option belongs to, and how people write it; `--chassis` goes with every form. */
const OPTIONS = {
  from: { form: "ports", text: "--from" },
  to: { form: "ports", text: "--to" },
  proto: { form: "ports", text: "--proto" },
  port: { form: "ports", text: "--port" },
  microflow: { form: "microflow", text: "a microflow" },
  chassis: { form: "flow", text: "--chassis" },
  flow: { form: "flow", text: "--flow" },
  oneHop: { form: "flow", text: "--one-hop" },
} as const satisfies Record<keyof PacketOptions, { readonly form: TraceRequest["kind"]; readonly text: string }>;

const USAGE = "give --from PORT --to PORT, or a microflow ('inport == …'), or --chassis NAME --flow FLOW [--one-hop]";

/** The names of the packet's options that are given. */
export function givenOptions(options: TraceOptions): readonly (keyof PacketOptions)[] {
  return (Object.keys(OPTIONS) as (keyof PacketOptions)[]).filter((name) => options[name] !== undefined);
}

/** How an option is written on the command line. */
export function optionText(name: keyof PacketOptions): string {
  return OPTIONS[name].text;
}

/** The packet that the options ask for; they must all be of one of the three forms. */
export function requestOf(options: TraceOptions): TraceRequest | Diagnostic {
  const packet = packetOf(options);
  if (isDiagnostic(packet)) return packet;
  const clash = options.reply === true ? (options.ct === undefined ? undefined : "--ct") : undefined;
  const other = clash ?? (options.reply === true && options.oneHop === true ? "--one-hop" : undefined);
  if (other !== undefined)
    return createDiagnostic("OVN8012", {}, `--reply and ${other} do not go together`, REPLY_CLASHES[other]);
  return {
    ...packet,
    ...(options.ct === undefined ? {} : { ct: options.ct }),
    ...(options.reply === undefined ? {} : { reply: options.reply }),
    ...(options.lbBackend === undefined ? {} : { lbBackend: options.lbBackend }),
  };
}

const REPLY_CLASHES = {
  "--ct": "the answer is traced with the connections that the packet leaves behind",
  "--one-hop": "a packet that stops at one chassis has no answer",
} as const;

function packetOf(options: PacketOptions): TraceRequest | Diagnostic {
  const given = givenOptions(options);
  const first = given.find((name) => name !== "chassis") ?? given[0];
  if (first === undefined) return wrong("OVN8008", "no packet to trace");
  const { form } = OPTIONS[first];
  const other = given.find((name) => name !== "chassis" && OPTIONS[name].form !== form);
  if (other !== undefined)
    return wrong("OVN8012", `${optionText(first)} and ${optionText(other)} do not go together, expected one packet`);
  const { from, to, microflow, chassis, flow } = options;
  const start = chassis === undefined ? {} : { chassis };
  if (microflow !== undefined) return { kind: "microflow", text: microflow, ...start };
  if (form === "flow") {
    if (flow === undefined) return wrong("OVN8008", `${optionText(first)} needs --flow`);
    if (chassis === undefined) return wrong("OVN8008", "--flow needs --chassis");
    return { kind: "flow", chassis, flow, oneHop: options.oneHop === true };
  }
  if (from === undefined) return wrong("OVN8008", `${optionText(first)} needs --from`);
  if (to === undefined) return wrong("OVN8008", "--from needs --to");
  if (options.port !== undefined && (options.proto ?? "icmp") === "icmp")
    return wrong("OVN8012", "--port needs --proto tcp or --proto udp");
  return {
    kind: "ports",
    from,
    to,
    ...start,
    ...(options.proto === undefined ? {} : { proto: options.proto }),
    ...(options.port === undefined ? {} : { port: options.port }),
  };
}

function wrong(code: "OVN8008" | "OVN8012", message: string): Diagnostic {
  return createDiagnostic(code, {}, message, USAGE);
}

import { createDiagnostic, type Diagnostic } from "@ovn-sim/model";
import { PACKET_PROTOCOLS, type Tracer, type TraceView } from "@ovn-sim/pipeline";
import { jsonLine } from "../output/json.ts";
import { isDiagnostic } from "./is-diagnostic.ts";
import { splitWords } from "./split-words.ts";
import { requestOf, type TraceOptions, type VariationOptions } from "./trace-request.ts";
import { traceInView } from "./trace-view.ts";

export type BatchOptions = {
  /** Stop every packet of `--flow` at its chassis's outputs. */
  readonly oneHop: true | undefined;
  /** For every line that does not say otherwise. */
  readonly variations: VariationOptions;
  /** What is told of each chassis. */
  readonly view: TraceView;
  readonly write: (text: string) => void;
};

export type BatchResult = {
  /** Lines that ask for something. */
  readonly lines: number;
  /** Those of them that gave no trace. */
  readonly bad: number;
  readonly notes: readonly Diagnostic[];
};

/**
 * Traces one packet a line, and writes one JSON trace a line in the same order. A line that is wrong
 * gives `{"error": …}` in its place; empty lines and lines that start with `#` give nothing.
 */
export function runBatch(text: string, tracer: Tracer, { oneHop, variations, view, write }: BatchOptions): BatchResult {
  let lines = 0;
  let bad = 0;
  const notes = new Set<Diagnostic>();
  text.split(/\r?\n/).forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return;
    lines++;
    const options = parseBatchLine(trimmed);
    const request = isDiagnostic(options) ? options : requestOf(withOneHop({ ...variations, ...options }, oneHop));
    const traced = isDiagnostic(request) ? { ok: false as const, errors: [request] as const } : tracer.trace(request);
    if (traced.ok) {
      for (const note of traced.notes) notes.add(note);
      write(jsonLine(traceInView(traced.value, view)));
      return;
    }
    bad++;
    const first = traced.errors[0];
    write(
      jsonLine({
        error: first.message,
        code: first.code,
        line: index + 1,
        ...(first.hint === undefined ? {} : { hint: first.hint }),
      }),
    );
  });
  return { lines, bad, notes: [...notes] };
}

function withOneHop(options: TraceOptions, oneHop: true | undefined): TraceOptions {
  return options.flow === undefined || oneHop === undefined ? options : { ...options, oneHop };
}

const VALUE_OPTIONS = ["from", "to", "proto", "port", "microflow", "chassis", "flow", "ct", "lb-backend"] as const;
const FLAG_OPTIONS = ["one-hop", "reply"] as const;
type ValueOption = (typeof VALUE_OPTIONS)[number];

function parseBatchLine(line: string): TraceOptions | Diagnostic {
  if (!line.startsWith("--")) return { microflow: unquote(line) };
  const words = splitWords(line);
  if (words === undefined) return wrong("a quote is not closed");
  const values = new Map<ValueOption, string>();
  const flags = new Set<string>();
  const ct: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const [name, inline] = word.startsWith("--") ? cut(word.slice(2), "=") : ["", undefined];
    if (inline === undefined && FLAG_OPTIONS.some((known) => known === name)) {
      flags.add(name);
      continue;
    }
    const option = VALUE_OPTIONS.find((known) => known === name);
    if (option === undefined)
      return wrong(
        `found ${JSON.stringify(word)}, expected one of --${[...VALUE_OPTIONS, ...FLAG_OPTIONS].join(", --")}`,
      );
    const value = inline ?? words[++i];
    if (value === undefined) return wrong(`--${option} has no value`);
    if (option === "ct") ct.push(value);
    else values.set(option, value);
  }
  return batchOptions(values, flags, ct);
}

/** A microflow is often copied with the quotes that a shell wants around it. */
function unquote(line: string): string {
  return line.length > 1 && line.startsWith("'") && line.endsWith("'") ? line.slice(1, -1) : line;
}

function batchOptions(
  values: ReadonlyMap<ValueOption, string>,
  flags: ReadonlySet<string>,
  ct: readonly string[],
): TraceOptions | Diagnostic {
  const lbBackend = values.get("lb-backend");
  const { port: portText, proto: protoText } = Object.fromEntries(values);
  const proto = PACKET_PROTOCOLS.find((known) => known === protoText);
  if (protoText !== undefined && proto === undefined) {
    return wrong(`--proto is ${JSON.stringify(protoText)}, expected ${PACKET_PROTOCOLS.join(", ")}`);
  }
  const port = portText === undefined ? undefined : Number(portText);
  if (portText !== undefined && (!/^\d+$/.test(portText) || Number(portText) > 65_535)) {
    return wrong(`--port is ${JSON.stringify(portText)}, expected a whole number from 0 to 65535`);
  }
  return {
    from: values.get("from"),
    to: values.get("to"),
    microflow: values.get("microflow"),
    chassis: values.get("chassis"),
    flow: values.get("flow"),
    proto,
    port,
    oneHop: flags.has("one-hop") ? true : undefined,
    ...(flags.has("reply") ? { reply: true } : {}),
    ...(ct.length === 0 ? {} : { ct }),
    ...(lbBackend === undefined ? {} : { lbBackend }),
  };
}

function cut(text: string, at: string): [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

function wrong(message: string): Diagnostic {
  return createDiagnostic(
    "OVN8009",
    {},
    message,
    "a line is: --from A --to B, or a microflow, or --chassis NAME --flow FLOW",
  );
}

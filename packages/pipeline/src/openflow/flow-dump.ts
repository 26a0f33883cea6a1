import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import type { ActionOptions } from "./action-text.ts";
import type { Flow } from "./flow.ts";
import { FlowReader } from "./flow-reader.ts";
import { eachLine, headerVersion, isReplyHeader, LineFaults } from "./lines.ts";
import { hasOldWords } from "./lower-old-forms.ts";
import { type Fault, faultToDiagnostic, isFault, shiftFault } from "./text-fault.ts";

export type FlowDump = {
  readonly flows: readonly Flow[];
  /** The OpenFlow version that a header of the dump names, as in `1.5`. */
  readonly version: string | undefined;
  /** Whether something is missing that the dump had: support archives keep the tail of a long one. */
  readonly isCut: boolean;
  /** What the dump lacks, if anything: its beginning, its end, or all but some tables, which is what was asked for. */
  readonly lacks: FlowDumpLack | undefined;
};

export type FlowDumpLack = "beginning" | "end" | "both-ends" | "tables";

export type ParseFlowOptions = ActionOptions & {
  /** The file's name, for diagnostics. */
  readonly file?: string;
};

/**
 * Reads what `ovs-ofctl dump-flows` prints, of any OpenFlow version, with or without statistics, or the
 * flows of a file that `ovs-ofctl add-flows` takes. A line that is no flow becomes an error in `notes`
 * and the others still count; there is no value only when there are lines and none of them is a flow.
 */
export function parseFlows(text: string, options: ParseFlowOptions = {}): Parsed<FlowDump> {
  const lines = readLines(text, { ...options, joinsLoads: options.joinsLoads ?? hasOldWords(text) });
  const cuts = takeCut(lines, text);
  const notes = cuts.map(({ line, message, hint }) =>
    createDiagnostic("OVN3002", options.file === undefined ? { line } : { file: options.file, line }, message, hint),
  );
  const faults = new LineFaults("OVN3001", options.file);
  for (const { fault, line } of lines.faulty) faults.add(fault, line);
  const errors = faults.diagnostics();
  const { flows, version } = lines;
  if (flows.length > 0 || errors.length === 0) {
    const value = { flows, version, isCut: notes.length > 0, lacks: lackOf(cuts) };
    return { ok: true, value, notes: [...notes, ...errors] };
  }
  return { ok: false, errors: [nothingRead(faults.count, options.file), ...errors] };
}

function nothingRead(lines: number, file: string | undefined): Diagnostic {
  const message = `none of ${lines} lines is a flow`;
  return createDiagnostic(
    "OVN3008",
    file === undefined ? {} : { file },
    message,
    "expected the text of ovs-ofctl dump-flows",
  );
}

/** Reads one flow, without a line feed. */
export function parseFlow(text: string, options: ParseFlowOptions = {}): Parsed<Flow> {
  const flow = new FlowReader(options).read(text, 0, text.length);
  if (!isFault(flow)) return { ok: true, value: flow, notes: [] };
  const place = options.file === undefined ? {} : { file: options.file };
  return { ok: false, errors: [faultToDiagnostic(flow, "OVN3001", place)] };
}

type FaultyLine = { readonly fault: Fault; readonly line: number };

/** What the lines of a text are, before anyone judges whether it is whole. */
type Lines = {
  readonly flows: Flow[];
  readonly faulty: FaultyLine[];
  version: string | undefined;
  hasHeader: boolean;
  /** The first line that is no header and no comment. */
  first: { readonly line: number; readonly isIndented: boolean } | undefined;
  /** The last such line, and where it ends. */
  last: { readonly line: number; readonly end: number } | undefined;
  /** How many lines begin with a blank, as `ovs-ofctl` begins every flow. */
  indented: number;
};

const SPACE = 32;
const HASH = 35;

function readLines(text: string, options: ActionOptions): Lines {
  const reader = new FlowReader(options);
  const lines: Lines = {
    flows: [],
    faulty: [],
    version: undefined,
    hasHeader: false,
    first: undefined,
    last: undefined,
    indented: 0,
  };
  eachLine(text, (start, end, line) => {
    if (isReplyHeader(text, start)) {
      lines.hasHeader ||= lines.first === undefined;
      lines.version ??= headerVersion(text.slice(start, end));
      return;
    }
    const code = text.charCodeAt(start);
    if (code === HASH) return;
    const flow = reader.read(text, start, end);
    if (isFault(flow)) lines.faulty.push({ fault: shiftFault(flow, -start), line });
    else lines.flows.push(flow);
    if (code === SPACE) lines.indented++;
    lines.first ??= { line, isIndented: code === SPACE };
    lines.last = { line, end };
  });
  return lines;
}

type Cut = {
  readonly at: "beginning" | "end" | "tables";
  readonly line: number;
  readonly message: string;
  readonly hint: string;
};

function lackOf(cuts: readonly Cut[]): FlowDumpLack | undefined {
  return cuts.length > 1 ? "both-ends" : cuts[0]?.at;
}

const KEEP_TAIL = "support archives keep only the end of a long dump: take it again, whole";

/** Takes out the lines that are only part of a flow, and says where the dump is cut; nothing when it seems whole. */
function takeCut(lines: Lines, text: string): Cut[] {
  const { flows, faulty, first, last } = lines;
  const cuts: Cut[] = [];
  if (!lines.hasHeader && first !== undefined && !first.isIndented && lines.indented > 0) {
    if (faulty[0]?.line === first.line) faulty.shift();
    else flows.shift();
    const message = "the first line begins in the middle of a flow: the dump's beginning is cut off";
    cuts.push({ at: "beginning", line: first.line, message, hint: KEEP_TAIL });
  }
  if (flows.length > 0 && last?.end === text.length && faulty.at(-1)?.line === last.line) {
    faulty.pop();
    const message = "the last line ends in the middle of a flow: the dump's end is cut off";
    cuts.push({ at: "end", line: last.line, message, hint: "take the dump again" });
  }
  if (cuts.length === 0 && flows.length > 0 && flows.every((flow) => flow.table !== 0)) {
    const line = first?.line ?? 1;
    const missing = "no flow is in table 0, where every packet begins";
    if (lines.hasHeader || flows.every((flow) => flow.table === flows[0]!.table)) {
      const hint = "take it again without a table or a match: ovs-ofctl dump-flows br-int";
      cuts.push({ at: "tables", line, message: `${missing}: the dump is of some of the tables only`, hint });
    } else {
      cuts.push({ at: "beginning", line, message: `${missing}: the dump's beginning is cut off`, hint: KEEP_TAIL });
    }
  }
  return cuts;
}

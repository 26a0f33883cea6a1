import { createDiagnostic, type Diagnostic, type Parsed } from "@ovn-sim/model";
import type { Action } from "./action.ts";
import { type ActionCache, type ActionOptions, parseActions } from "./action-text.ts";
import type { Flow, FlowAttributes } from "./flow.ts";
import { fieldByName } from "./field-table.ts";
import { DEFAULT_PRIORITY, FLOW_FLAGS } from "./flow-text.ts";
import { eachLine, headerVersion, isReplyHeader, LineFaults } from "./lines.ts";
import { dependsOnMatch, hasOldWords, lowerByMatch } from "./lower-old-forms.ts";
import type { Match } from "./match.ts";
import { MatchBuilder } from "./match-builder.ts";
import { parseMatchToken } from "./match-parse.ts";
import { parseUint64, scanNumber } from "./number-text.ts";
import { isBlank, tokenEnd } from "./piece.ts";
import { createFault, type Fault, isFault, quoted, shiftFault } from "./text-fault.ts";

export type FlowDump = {
  readonly flows: readonly Flow[];
  /** The OpenFlow version that a header of the dump names, as in `1.5`. */
  readonly version: string | undefined;
  /** Whether something is missing that the dump had: support archives keep the tail of a long one. */
  readonly isCut: boolean;
};

export type ParseFlowOptions = ActionOptions & {
  /** The file's name, for diagnostics. */
  readonly file?: string;
};

/**
 * Reads what `ovs-ofctl dump-flows` prints, of any OpenFlow version, with or without statistics, or the
 * flows of a file that `ovs-ofctl add-flows` takes. A line that is no flow becomes an error in `notes`
 * and the others still count; there is no value only when no line of several is a flow.
 */
export function parseFlows(text: string, options: ParseFlowOptions = {}): Parsed<FlowDump> {
  const reader = new FlowReader({ ...options, joinsLoads: options.joinsLoads ?? hasOldWords(text) });
  const faults = new LineFaults("OVN3001", options.file);
  const notes: Diagnostic[] = [];
  const flows: Flow[] = [];
  let version: string | undefined;
  let hasHeader = false;
  let indented = 0;
  let firstFlow: { readonly line: number; readonly isIndented: boolean; readonly fault: Fault | undefined } | undefined;
  let last: { readonly fault: Fault | undefined; readonly end: number; readonly line: number } | undefined;
  let pending: { readonly fault: Fault; readonly line: number } | undefined;
  eachLine(text, (start, end, line) => {
    if (isReplyHeader(text, start)) {
      hasHeader = true;
      version ??= headerVersion(text.slice(start, end));
      return;
    }
    if (text.charCodeAt(start) === HASH) return;
    if (pending !== undefined) faults.add(pending.fault, pending.line);
    pending = undefined;
    const flow = reader.read(text, start, end);
    const isIndented = text.charCodeAt(start) === SPACE;
    const fault = isFault(flow) ? shiftFault(flow, -start) : undefined;
    if (isIndented) indented++;
    if (firstFlow === undefined && !hasHeader) firstFlow = { line, isIndented, fault };
    else if (fault !== undefined) pending = { fault, line };
    if (!isFault(flow)) flows.push(flow);
    last = { fault, end, line };
  });
  // Control flow analysis does not see what the callback assigns.
  const first = firstFlow as
    | { readonly line: number; readonly isIndented: boolean; readonly fault: Fault | undefined }
    | undefined;
  const final = last as { readonly fault: Fault | undefined; readonly end: number; readonly line: number } | undefined;
  const unsaid = pending as { readonly fault: Fault; readonly line: number } | undefined;
  let isCut = false;
  const noteCut = (line: number, message: string, hint: string): void => {
    isCut = true;
    notes.push(createDiagnostic("OVN3002", faults.place(line), message, hint));
  };
  if (first !== undefined && !first.isIndented && indented > 0) {
    if (first.fault === undefined) flows.shift();
    noteCut(first.line, "the first line begins in the middle of a flow: the dump's beginning is cut off", KEEP_TAIL);
  } else if (first?.fault !== undefined) faults.add(first.fault, first.line);
  if (unsaid !== undefined) {
    if (unsaid.line === final?.line && final.end === text.length && flows.length > 0) {
      noteCut(
        unsaid.line,
        "the last line ends in the middle of a flow: the dump's end is cut off",
        "take the dump again",
      );
    } else faults.add(unsaid.fault, unsaid.line);
  }
  if (!isCut && flows.length > 0 && flows.every((flow) => flow.table !== 0)) {
    noteCut(
      first?.line ?? 1,
      "no flow is in table 0, where every packet begins: the dump's beginning is cut off",
      KEEP_TAIL,
    );
  }
  const errors = faults.diagnostics();
  if (flows.length === 0 && errors.length > 0) {
    const place = options.file === undefined ? {} : { file: options.file };
    const message = `none of ${faults.count} lines is a flow`;
    return {
      ok: false,
      errors: [createDiagnostic("OVN3008", place, message, "expected the text of ovs-ofctl dump-flows"), ...errors],
    };
  }
  return { ok: true, value: { flows, version, isCut }, notes: [...notes, ...errors] };
}

const KEEP_TAIL = "support archives keep only the end of a long dump: take it again, whole";

/** Reads one flow, without a line feed. */
export function parseFlow(text: string, options: ParseFlowOptions = {}): Parsed<Flow> {
  const flow = new FlowReader(options).read(text, 0, text.length);
  if (!isFault(flow)) return { ok: true, value: flow, notes: [] };
  const faults = new LineFaults("OVN3001", options.file);
  faults.add(flow, 1);
  const [first, ...rest] = faults.diagnostics();
  return { ok: false, errors: [first!, ...rest] };
}

const SPACE = 32;
const HASH = 35;
const COMMA = 44;

/** Caches are emptied beyond this many texts, so that a long dump of unlike flows needs no memory for them. */
const MAX_CACHED = 50_000;

type Attributes = { -readonly [K in keyof FlowAttributes]: FlowAttributes[K] };

/** One token of a match, with the name of the field that it is on: the bits, for a part of a field. */
type MatchPart = { readonly name: string; readonly match: Match };

function partName(token: string): string {
  const equals = token.indexOf("=");
  const name = equals < 0 ? token : token.slice(0, equals);
  return fieldByName(name)?.name ?? name;
}

/** The actions of one text; some words of OpenFlow 1.0 mean what the flow's match makes of them. */
type ActionList = { readonly actions: readonly Action[]; readonly dependsOnMatch: boolean };

/**
 * Reads the flows of one dump. The tokens of matches and whole lists of actions recur all over a dump: each
 * distinct text is read once.
 */
class FlowReader {
  readonly #options: ActionOptions;
  readonly #builder = new MatchBuilder();
  readonly #tokenBuilder = new MatchBuilder();
  readonly #tokens = new Map<string, MatchPart>();
  readonly #lists = new Map<string, ActionList>();
  readonly #actions: ActionCache = new Map();

  constructor(options: ActionOptions) {
    this.#options = options;
  }

  /** Faults count from the start of `text`. */
  read(text: string, start: number, end: number): Flow | Fault {
    const builder = this.#builder.reset();
    const names: string[] = [];
    let table = 0;
    let priority = DEFAULT_PRIORITY;
    let cookie: number | bigint = 0;
    let attributes: Attributes | undefined;
    for (let at = start; at < end; ) {
      const code = text.charCodeAt(at);
      if (code === COMMA || isBlank(code)) {
        at++;
        continue;
      }
      if (code === A && (text.startsWith("actions=", at) || text.startsWith("action=", at))) {
        const list = this.#readActions(text, text.indexOf("=", at) + 1, end);
        if (isFault(list)) return list;
        const match = builder.build();
        const actions = list.dependsOnMatch ? lowerByMatch(list.actions, match) : list.actions;
        const flow = { table, priority, cookie, match, actions };
        return attributes === undefined ? flow : { ...flow, attributes };
      }
      const to = tokenEnd(text, at, end);
      if (to < 0) return createFault(at, "a parenthesis or quote is not closed, or closed twice");
      const equals = keyEnd(text, at, to, code);
      if (equals > 0) {
        const key = text.slice(at, equals);
        const value = equals + 1;
        if (key === "priority") {
          priority = scanNumber(text, value, to);
          if (priority < 0 || priority > 0xffff) return badNumber(text, value, to, key, 16);
        } else if (key === "table" || key === "table_id") {
          table = scanNumber(text, value, to);
          if (table < 0 || table > 254) return badTable(text, value, to);
        } else if (key === "cookie") {
          const number = scanNumber(text, value, to);
          cookie = number >= 0 ? number : (parseUint64(text.slice(value, to)) ?? -1);
          if (cookie === -1) return badNumber(text, value, to, key, 64);
        } else {
          attributes ??= {};
          const fault = readAttribute(attributes, key, text.slice(value, to));
          if (fault !== undefined) return shiftFault(fault, value);
        }
      } else {
        const token = text.slice(at, to);
        if (FLOW_FLAGS.has(token)) {
          attributes ??= {};
          attributes.flags = [...FLOW_FLAGS].filter((flag) => flag === token || attributes!.flags?.includes(flag));
        } else {
          const entry = this.#tokens.get(token) ?? this.#readToken(token);
          if (isFault(entry)) return shiftFault(entry, at);
          if (names.includes(entry.name)) {
            return createFault(at, `${quoted(entry.name)} is given twice`, "Open vSwitch would use the last one alone");
          }
          names.push(entry.name);
          builder.add(entry.match);
        }
      }
      at = to;
    }
    return createFault(end, "the flow has no actions", "expected actions=... at its end");
  }

  #readToken(token: string): MatchPart | Fault {
    const builder = this.#tokenBuilder.reset();
    const fault = parseMatchToken(token, builder, this.#options.names);
    if (fault !== undefined) return fault;
    const part = { name: partName(token), match: builder.build() };
    if (this.#tokens.size >= MAX_CACHED) this.#tokens.clear();
    this.#tokens.set(token, part);
    return part;
  }

  #readActions(text: string, start: number, end: number): ActionList | Fault {
    const key = text.slice(start, end);
    const cached = this.#lists.get(key);
    if (cached !== undefined) return cached;
    const actions = parseActions(key, this.#options, this.#actions);
    if (isFault(actions)) return shiftFault(actions, start);
    const list = { actions, dependsOnMatch: this.#options.keepOldForms !== true && dependsOnMatch(actions) };
    if (this.#lists.size >= MAX_CACHED) this.#lists.clear();
    this.#lists.set(key, list);
    return list;
  }
}

const A = 97;

/** First letters of the attributes' names: the rest of the tokens need no look at their key. */
const KEY_STARTS: ReadonlySet<number> = new Set([..."cdhinpt"].map((letter) => letter.charCodeAt(0)));

const ATTRIBUTES: ReadonlySet<string> = new Set([
  "cookie",
  "duration",
  "table",
  "table_id",
  "n_packets",
  "n_bytes",
  "idle_timeout",
  "hard_timeout",
  "importance",
  "idle_age",
  "hard_age",
  "priority",
]);

/** Where the key of an attribute ends; -1 when the token is none. */
function keyEnd(text: string, start: number, end: number, first: number): number {
  if (!KEY_STARTS.has(first)) return -1;
  for (let i = start + 1; i < end; i++) {
    if (text.charCodeAt(i) === EQUALS) return ATTRIBUTES.has(text.slice(start, i)) ? i : -1;
  }
  return -1;
}

const EQUALS = 61;

function readAttribute(attributes: Attributes, key: string, text: string): Fault | undefined {
  switch (key) {
    case "duration":
      if (!/^[0-9]+(?:\.[0-9]+)?s$/.test(text))
        return createFault(0, `duration is ${quoted(text)}`, "expected seconds, as in 12.5s");
      attributes.duration = text;
      return undefined;
    case "n_packets":
    case "n_bytes": {
      const count = parseUint64(text);
      if (count === undefined)
        return createFault(0, `${key} is ${quoted(text)}`, "expected a number of at most 64 bits");
      attributes[key === "n_packets" ? "packets" : "bytes"] = count;
      return undefined;
    }
    default: {
      const number = scanNumber(text, 0, text.length);
      const limit = key === "idle_age" || key === "hard_age" ? 2 ** 32 : 2 ** 16;
      if (number < 0 || number >= limit)
        return createFault(0, `${key} is ${quoted(text)}`, `expected a number below ${limit}`);
      const member = NUMBERS[key];
      if (member !== undefined) attributes[member] = number;
      return undefined;
    }
  }
}

const NUMBERS: Readonly<Record<string, "idleTimeout" | "hardTimeout" | "importance" | "idleAge" | "hardAge">> = {
  idle_timeout: "idleTimeout",
  hard_timeout: "hardTimeout",
  importance: "importance",
  idle_age: "idleAge",
  hard_age: "hardAge",
};

function badNumber(text: string, start: number, end: number, key: string, bits: number): Fault {
  return createFault(start, `${key} is ${quoted(text.slice(start, end))}`, `expected a number of at most ${bits} bits`);
}

function badTable(text: string, start: number, end: number): Fault {
  const found = text.slice(start, end);
  const hint = /^[0-9]/.test(found)
    ? "tables are 0 to 254"
    : "tables are known by number alone: take the dump with --no-names";
  return createFault(start, `table is ${quoted(found)}`, hint);
}

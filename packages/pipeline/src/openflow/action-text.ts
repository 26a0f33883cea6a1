import type { Action } from "./action.ts";
import type { ActionEntry, ActionText, FormatContext, ParseContext } from "./actions/entry.ts";
import { parseSetter, SETTERS } from "./actions/field-actions.ts";
import { createOutput } from "./actions/output.ts";
import { ACTION_TABLE } from "./actions/table.ts";
import { pushLowered } from "./lower-old-forms.ts";
import { Piece, splitTokens } from "./piece.ts";
import { isReservedPort, parsePort, type PortNames } from "./port-text.ts";
import { createFault, type Fault, isFault, quoted } from "./text-fault.ts";

/** How deep actions may nest: Open vSwitch itself stops at 64 levels of translation. */
const MAX_DEPTH = 64;

/** Actions of debugging that ofproto knows and no flow of a network has. */
const UNSUPPORTED: readonly string[] = ["unroll_xlate", "debug_recirc", "debug_slow"];

type Reader = ActionEntry<Action["kind"]>["parse"];

function collectReaders(): ReadonlyMap<string, Reader> {
  const readers = new Map<string, Reader>();
  for (const { words, parse } of Object.values(ACTION_TABLE)) for (const word of words) readers.set(word, parse);
  for (const word of Object.keys(SETTERS)) readers.set(word, parseSetter);
  return readers;
}

const READERS = collectReaders();

export type ActionOptions = {
  /** The bridge's ports, for text with `--names`; without them names stay names. */
  readonly names?: PortNames | undefined;
  /**
   * Whether actions stay as they are written where OpenFlow 1.5 has other words for them: `load`, `enqueue`,
   * `mod_vlan_vid`. By default they become what a dump of OpenFlow 1.5 would show.
   */
  readonly keepOldForms?: boolean;
  /**
   * Whether the text is of OpenFlow 1.0 or 1.1, which cut a `set_field` of 128 bits into two loads: these become one
   * again. False by default; a dump as a whole is looked at for it.
   */
  readonly joinsLoads?: boolean;
};

/** The actions read so far by their text: flows say the same few over and over, and then share them. */
export type ActionCache = Map<string, Action>;

/** A cache is emptied beyond this many texts, so that hostile input needs no memory for it. */
const MAX_CACHED = 50_000;

/**
 * Reads actions as `ovs-ofctl` takes and prints them (ovs-actions(7)), in the forms of every OpenFlow version; `drop`
 * is no action at all. Actions of equal text that go through one `cache` become one object.
 */
export function parseActions(
  text: string,
  options: ActionOptions = {},
  cache: ActionCache = new Map(),
): readonly Action[] | Fault {
  return parseList(new Piece(text), options, cache, MAX_DEPTH);
}

function parseList(piece: Piece, options: ActionOptions, cache: ActionCache, depth: number): readonly Action[] | Fault {
  if (depth === 0) return piece.fault(`actions nest deeper than ${MAX_DEPTH} levels`);
  const tokens = splitTokens(piece);
  if (isFault(tokens)) return tokens;
  const context: ParseContext = {
    names: options.names,
    parseList: (inner) => parseList(inner, options, cache, depth - 1),
  };
  const actions: Action[] = [];
  for (const token of tokens) {
    const { text } = token;
    if (text === "drop") {
      if (tokens.length > 1) return token.fault("drop stands beside other actions", "drop must be the only one");
      return actions;
    }
    const action = cache.get(text) ?? parseOne(token, context);
    if (isFault(action)) return action;
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(text, action);
    if (options.keepOldForms === true) actions.push(action);
    else pushLowered(actions, action, options.joinsLoads === true);
  }
  return actions;
}

/** Reads one action that {@link splitTokens} cut out. */
function parseOne(whole: Piece, context: ParseContext): Action | Fault {
  const text = cut(whole);
  const reader = READERS.get(text.name);
  if (reader !== undefined) return reader(text, context);
  if (UNSUPPORTED.includes(text.name)) return whole.fault(`action ${text.name} is not supported`);
  const port = text.form === "bare" ? parsePort(whole.text, context.names) : undefined;
  const known =
    typeof port === "number" || (port !== undefined && (isReservedPort(port) || whole.text.startsWith('"')));
  if (port !== undefined && known) return createOutput(port);
  return createFault(whole.start, `${quoted(whole.text)} is no action`, "actions are in ovs-actions(7)");
}

/** Cuts an action at its name, so that `name:body`, `name(body)` and `name(body)tail` are one form. */
function cut(whole: Piece): ActionText {
  const { source, start, end } = whole;
  let at = start;
  while (at < end && isWordCharacter(source.charCodeAt(at))) at++;
  const name = source.slice(start, at).toLowerCase();
  const none = new Piece(source, end, end);
  if (source[at] === ":" && at < end)
    return { name, form: "colon", body: new Piece(source, at + 1, end), tail: none, whole };
  if (source[at] !== "(" || at >= end) {
    return { name: at === end ? name : "", form: "bare", body: none, tail: none, whole };
  }
  const close = source.lastIndexOf(")", end - 1);
  return {
    name,
    form: "parentheses",
    body: new Piece(source, at + 1, close),
    tail: new Piece(source, close + 1, end),
    whole,
  };
}

function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95;
}

/** Writes actions as `ovs-ofctl dump-flows` does; none at all as `drop`. */
export function formatActions(actions: readonly Action[], options: ActionOptions = {}): string {
  return actions.length === 0 ? "drop" : actions.map((action) => formatAction(action, options)).join(",");
}

/** Writes one action. */
export function formatAction(action: Action, options: ActionOptions = {}): string {
  const context: FormatContext = { names: options.names, formatList: (actions) => formatActions(actions, options) };
  const entry = ACTION_TABLE[action.kind] as ActionEntry<Action["kind"]>;
  return entry.format(action, context);
}

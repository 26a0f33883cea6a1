import type { Action } from "./action.ts";
import { type ActionCache, type ActionOptions, parseActions } from "./action-text.ts";
import { fieldByName } from "./field-table.ts";
import type { Flow } from "./flow.ts";
import { createHead, type FlowHead, readAttribute, readFlag } from "./flow-attributes.ts";
import { dependsOnMatch, lowerByMatch } from "./lower-old-forms.ts";
import type { Match } from "./match.ts";
import { MatchBuilder } from "./match-builder.ts";
import { parseMatchToken } from "./match-parse.ts";
import { isBlank, tokenEnd } from "./piece.ts";
import { createFault, type Fault, isFault, quoted, shiftFault } from "./text-fault.ts";

const COMMA = 44;
const LETTER_A = 97;

/** Caches are emptied beyond this many texts, so that a long dump of unlike flows needs no memory for them. */
const MAX_CACHED = 50_000;

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
export class FlowReader {
  readonly #options: ActionOptions;
  readonly #builder = new MatchBuilder();
  readonly #tokenBuilder = new MatchBuilder();
  readonly #parts = new Map<string, MatchPart>();
  readonly #lists = new Map<string, ActionList>();
  readonly #actions: ActionCache = new Map();

  constructor(options: ActionOptions) {
    this.#options = options;
  }

  /** Reads the flow that `text` holds from `start` to `end`; faults count from the start of `text`. */
  read(text: string, start: number, end: number): Flow | Fault {
    this.#builder.reset();
    const head = createHead();
    const names: string[] = [];
    for (let at = start; at < end; ) {
      const code = text.charCodeAt(at);
      if (code === COMMA || isBlank(code)) {
        at++;
        continue;
      }
      if (code === LETTER_A && (text.startsWith("actions=", at) || text.startsWith("action=", at))) {
        return this.#finish(head, text, text.indexOf("=", at) + 1, end);
      }
      const to = tokenEnd(text, at, end);
      if (to < 0) return createFault(at, "a parenthesis or quote is not closed, or closed twice");
      const attribute = readAttribute(head, text, at, to);
      const fault = attribute === false ? this.#addPart(text, at, to, head, names) : attribute;
      if (fault !== undefined) return fault;
      at = to;
    }
    return createFault(end, "the flow has no actions", "expected actions=... at its end");
  }

  #finish(head: FlowHead, text: string, start: number, end: number): Flow | Fault {
    const list = this.#readActions(text, start, end);
    if (isFault(list)) return list;
    const { table, priority, cookie, attributes } = head;
    const match = this.#builder.build();
    const actions = list.dependsOnMatch ? lowerByMatch(list.actions, match) : list.actions;
    if (attributes === undefined) return { table, priority, cookie, match, actions };
    return { table, priority, cookie, match, actions, attributes };
  }

  /** Adds one token that is no attribute: a part of the match, or a flag. */
  #addPart(text: string, start: number, end: number, head: FlowHead, names: string[]): Fault | undefined {
    const token = text.slice(start, end);
    const known = this.#parts.get(token);
    if (known === undefined && readFlag(head, token)) return undefined;
    const part = known ?? this.#readPart(token);
    if (isFault(part)) return shiftFault(part, start);
    if (names.includes(part.name)) {
      return createFault(start, `${quoted(part.name)} is given twice`, "Open vSwitch would use the last one alone");
    }
    names.push(part.name);
    this.#builder.add(part.match);
    return undefined;
  }

  #readPart(token: string): MatchPart | Fault {
    const builder = this.#tokenBuilder.reset();
    const fault = parseMatchToken(token, builder, this.#options.names);
    if (fault !== undefined) return fault;
    const part = { name: partName(token), match: builder.build() };
    if (this.#parts.size >= MAX_CACHED) this.#parts.clear();
    this.#parts.set(token, part);
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

import { type FirstPatches, isSince } from "../../release/index.ts";
import { ActionParser, type ParseEnvironment } from "./action-parser.ts";
import type { BuiltAction, ResultSpec, StatementSpec } from "./action-spec.ts";
import { parseLoad, parseMove, parseVirtualLoad } from "./assignment.ts";
import type { ActionFault, ActionList, ParsedAction } from "./parsed.ts";
import { ACTIONS } from "./table.ts";

export type ParsedLogicalActions =
  | { readonly ok: true; readonly value: ActionList }
  | { readonly ok: false; readonly fault: ActionFault };

/** Parses the actions of a logical flow (ovn-sb(5), Logical_Flow `actions`). */
export function parseLogicalActions(source: string, environment: ParseEnvironment): ParsedLogicalActions {
  const parser = new ActionParser(source, environment, parseSequence);
  const actions = parseSequence(parser, "end");
  if (actions === undefined || parser.fault !== undefined) {
    const { start, end } = parser.lexer;
    return { ok: false, fault: parser.fault ?? { start, end, message: "no action" } };
  }
  return { ok: true, value: { actions, prerequisites: parser.prerequisites } };
}

/** Actions up to and past the token that ends them; `drop;` stands for none. */
function parseSequence(parser: ActionParser, end: "end" | "}"): readonly ParsedAction[] | undefined {
  const { lexer } = parser;
  if (parser.is("id") && lexer.text === "drop" && lexer.isFollowedBy(";")) {
    lexer.next();
    lexer.next();
    return parser.is(end)
      ? skip(parser, [])
      : parser.unexpected(end === "end" ? "the end behind `drop;'" : "`}' behind `drop;'");
  }
  const actions: ParsedAction[] = [];
  while (!parser.is(end)) {
    const action = parseAction(parser);
    if (action === undefined || !parser.expect(";")) return undefined;
    actions.push(action);
  }
  return skip(parser, actions);
}

/** Goes past the current token. */
function skip<T>(parser: ActionParser, value: T): T {
  if (!parser.is("end")) parser.lexer.next();
  return value;
}

function parseAction(parser: ActionParser): ParsedAction | undefined {
  const { lexer } = parser;
  if (parser.is("template")) return parser.fail(`template variable ^${lexer.text} has no value`);
  if (!parser.is("id")) return parser.unexpected("an action");
  const name = lexer.text;
  if (isAssignment(parser)) return named(name, parseAssignment(parser));
  const spec = Object.hasOwn(ACTIONS.statements, name) ? ACTIONS.statements[name] : undefined;
  if (spec === undefined) return parser.fail(`no action is called ${name}`);
  if (!isKnown(parser, name, spec)) return undefined;
  lexer.next();
  if (spec.needs !== undefined) parser.require(spec.needs);
  return named(name, spec.parse(parser));
}

function named(name: string, built: BuiltAction | undefined): ParsedAction | undefined {
  return built && { name, ...built };
}

/** `=`, `<->` or `[` behind the name; `==` and `<=` are no assignments. */
function isAssignment({ lexer }: ActionParser): boolean {
  return lexer.isFollowedBy("=") || lexer.isFollowedBy("[") || lexer.isFollowedBy("<");
}

/** Whether the release has the action; tells a fault otherwise. */
function isKnown(parser: ActionParser, name: string, { since }: StatementSpec | ResultSpec): boolean {
  const { version } = parser.environment;
  if (since === undefined || isSince(since, version)) return true;
  parser.fail(`OVN ${version.release}.${version.patch} has no action ${name}, which came with ${formatFirst(since)}`);
  return false;
}

function formatFirst(since: FirstPatches): string {
  return Object.entries(since)
    .map(([release, patch]) => `${release}.${patch}`)
    .join(", ");
}

function parseAssignment(parser: ActionParser): BuiltAction | undefined {
  const { lexer } = parser;
  const { start } = lexer;
  const virtual = parser.environment.symbols.symbols.get(lexer.text);
  if (virtual?.scope === "virtual") {
    lexer.next();
    return parser.expect("=") ? parseVirtualLoad(parser, virtual) : undefined;
  }
  const dst = parser.takePlace();
  if (dst === undefined) return undefined;
  if (parser.match("<->")) return parseMove(parser, dst, true, start);
  if (!parser.match("=")) return parser.unexpected("`=' or `<->'");
  if (!parser.is("id")) return parseLoad(parser, dst, start);
  const name = lexer.text;
  const spec = Object.hasOwn(ACTIONS.results, name) ? ACTIONS.results[name] : undefined;
  if (spec === undefined || !lexer.isFollowedBy("(")) return parseMove(parser, dst, false, start);
  if (!isKnown(parser, name, spec)) return undefined;
  lexer.next();
  if (spec.needs !== undefined) parser.require(spec.needs);
  return spec.parse(parser, dst);
}

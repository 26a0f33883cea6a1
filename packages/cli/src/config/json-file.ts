import { type AnyNode, evaluate, type Location, parse, type ValueNode } from "@humanwhocodes/momoa";
import { createDiagnostic, type Diagnostic, type DiagnosticCode, type Parsed, type Place } from "@ovn-sim/model";
import type * as z from "zod/mini";
import { readText } from "../snapshot/read-files.ts";

/** A value of a file that people write, with the way back to where each part of it stands. */
export type JsonFile<T> = {
  readonly value: T;
  readonly placeOf: (path: readonly PropertyKey[]) => Place;
};

export type JsonFileOptions = {
  /** The code of what is wrong with the file's content. */
  readonly code: DiagnosticCode;
  /** What to do about it. */
  readonly hint: string;
};

/** Reads a JSON file and holds it against a schema; each fault is told with its place in the file. */
export function readJsonFile<T>(file: string, schema: z.ZodMiniType<T>, options: JsonFileOptions): Parsed<JsonFile<T>> {
  const read = readText(file);
  if ("error" in read) return { ok: false, errors: [read.error] };
  return parseJsonFile(file, read.text, schema, options);
}

export function parseJsonFile<T>(
  file: string,
  text: string,
  schema: z.ZodMiniType<T>,
  { code, hint }: JsonFileOptions,
): Parsed<JsonFile<T>> {
  const tree = parseTree(file, text.replace(/^\ufeff/, ""), code);
  if ("severity" in tree) return { ok: false, errors: [tree] };
  const placeOf = (path: readonly PropertyKey[]): Place => ({ file, ...placeOfNode(nodeAt(tree, path)) });
  const value = evaluate(tree);
  const checked = schema.safeParse(value);
  if (checked.success) return { ok: true, value: { value: checked.data, placeOf }, notes: [] };
  const [first, ...others] = checked.error.issues
    .flatMap((issue) => faultsOf(issue, value))
    .map(({ path, message }) => createDiagnostic(code, placeOf(path), message, hint));
  return { ok: false, errors: [first!, ...others] };
}

function parseTree(file: string, text: string, code: DiagnosticCode): ValueNode | Diagnostic {
  try {
    return parse(text, { mode: "json" }).body;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { line, column } = error as Error & Partial<Location>;
    const place = line === undefined || column === undefined ? { file } : { file, line, character: column - 1 };
    const said = error.message.replace(/\s*\(\d+:\d+\)$/, "").replace(/\.$/, "");
    return createDiagnostic(code, place, `the file is no JSON: ${said.charAt(0).toLowerCase()}${said.slice(1)}`);
  }
}

/** The node at the end of a path, or the last one on the way that is there; of a member, its name. */
function nodeAt(root: ValueNode, path: readonly PropertyKey[]): AnyNode {
  let at: ValueNode = root;
  let found: AnyNode = root;
  for (const key of path) {
    if (at.type === "Object") {
      const member = at.members.find(({ name }) => (name.type === "String" ? name.value : name.name) === key);
      if (member === undefined) return found;
      found = member.name;
      at = member.value;
    } else if (at.type === "Array" && typeof key === "number" && at.elements[key] !== undefined) {
      at = at.elements[key].value;
      found = at;
    } else return found;
  }
  return found;
}

function placeOfNode({ loc }: AnyNode): Place {
  return { line: loc.start.line, character: loc.start.column - 1 };
}

type Fault = { readonly path: readonly PropertyKey[]; readonly message: string };

/** What was found and what was expected, in the words that all diagnostics have. */
function faultsOf(issue: z.core.$ZodIssue, root: unknown): readonly Fault[] {
  const { path } = issue;
  const where = path.length === 0 ? "the file" : pathText(path);
  const found = valueAt(root, path);
  const missing = found === undefined;
  const expects = (what: string): readonly Fault[] => [
    {
      path,
      message: missing ? `${where} is missing, expected ${what}` : `${where} is ${shown(found)}, expected ${what}`,
    },
  ];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `${pathText([...path, key])} is not known here`,
      }));
    case "invalid_key":
      return [{ path, message: `${where} is not known here` }];
    case "invalid_type":
      return expects(TYPE_NAMES[issue.expected] ?? issue.expected);
    case "invalid_value":
      return expects(`one of ${issue.values.map(String).join(", ")}`);
    case "too_small":
      return expects(issue.origin === "string" ? "a text that is not empty" : `${String(issue.minimum)} or more`);
    case "invalid_format":
      return expects(issue.format === "date" ? "a date as 2026-12-31" : `text of the form ${issue.format}`);
    default:
      return expects(issue.message);
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at === 0 ? "" : "."}${String(key)}`))
    .join("");
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let at = root;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

const LONGEST = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

import { createDiagnostic, type Parsed } from "@ovn-sim/model";
import { type ActionOptions, formatActions, parseActions } from "./action-text.ts";
import { compact } from "./actions/entry.ts";
import type { Bucket, Group } from "./flow.ts";
import { eachLine, isReplyHeader, LineFaults } from "./lines.ts";
import { hasOldWords } from "./lower-old-forms.ts";
import { parseUint, parseUint64 } from "./number-text.ts";
import { Piece, splitArgument, splitTokens } from "./piece.ts";
import { formatPort, isReservedPort, parsePort } from "./port-text.ts";
import { type Fault, isFault, quoted, shiftFault } from "./text-fault.ts";

const TYPES = ["all", "select", "indirect", "ff"] as const satisfies readonly Group["type"][];

type Settable<T> = { -readonly [K in keyof T]: T[K] };

export type ParseGroupOptions = ActionOptions & { readonly file?: string };

/**
 * Reads what `ovs-ofctl dump-groups` prints (ovs-ofctl(8), "Group Syntax"), or the groups of a file that `add-groups`
 * takes. A line that is no group becomes an error in `notes`.
 */
export function parseGroups(text: string, options: ParseGroupOptions = {}): Parsed<readonly Group[]> {
  const faults = new LineFaults("OVN3003", options.file);
  const groups: Group[] = [];
  const joinsLoads = options.joinsLoads ?? hasOldWords(text);
  eachLine(text, (start, end, line) => {
    if (isReplyHeader(text, start) || text[start] === "#") return;
    const group = parseGroup(text.slice(start, end), { ...options, joinsLoads });
    if (isFault(group)) faults.add(group, line);
    else groups.push(group);
  });
  const errors = faults.diagnostics();
  if (groups.length > 0 || errors.length === 0) return { ok: true, value: groups, notes: errors };
  const place = options.file === undefined ? {} : { file: options.file };
  const none = createDiagnostic(
    "OVN3008",
    place,
    `none of ${faults.count} lines is a group`,
    "expected the text of ovs-ofctl dump-groups",
  );
  return { ok: false, errors: [none, ...errors] };
}

/** Reads one group. */
export function parseGroup(text: string, options: ActionOptions = {}): Group | Fault {
  const line = new Piece(text);
  const tokens = splitTokens(line);
  if (isFault(tokens)) return tokens;
  const first = tokens.findIndex((token) => BUCKET.test(token.text));
  const head = first < 0 ? tokens : tokens.slice(0, first);
  const group = parseHead(head, line);
  if (isFault(group)) return group;
  const buckets: Bucket[] = [];
  for (let at = first; at >= 0 && at < tokens.length; ) {
    let next = at + 1;
    while (next < tokens.length && !BUCKET.test(tokens[next]!.text)) next++;
    const bucket = parseBucket(tokens.slice(at, next), group.type, options);
    if (isFault(bucket)) return bucket;
    buckets.push(bucket);
    at = next;
  }
  return { ...group, buckets };
}

const BUCKET = /^buckets?[=:]/;

function parseHead(tokens: readonly Piece[], line: Piece): Omit<Group, "buckets"> | Fault {
  const found: Settable<Partial<Group>> = {};
  for (const token of tokens) {
    const { key, value } = splitArgument(token);
    const text = value?.text ?? "";
    switch (key) {
      case "group_id": {
        const id = parseUint(text, 32);
        if (id === undefined) return token.fault(`group_id is ${quoted(text)}`, "expected a number of at most 32 bits");
        found.id = id;
        break;
      }
      case "type": {
        const type = text === "fast_failover" ? "ff" : TYPES.find((name) => name === text);
        if (type === undefined) return token.fault(`type is ${quoted(text)}`, `expected one of ${TYPES.join(", ")}`);
        found.type = type;
        break;
      }
      case "selection_method":
        found.selectionMethod = text;
        break;
      case "selection_method_param": {
        const param = parseUint64(text);
        if (param === undefined)
          return token.fault(`${key} is ${quoted(text)}`, "expected a number of at most 64 bits");
        if (param !== 0) found.selectionParam = param;
        break;
      }
      case "fields":
        found.fields = text;
        break;
      default:
        return token.fault(
          `${quoted(token.text)} is no attribute of a group`,
          "expected group_id, type, selection_method, fields or bucket",
        );
    }
  }
  const { id, type } = found;
  if (id === undefined) return line.fault("the group has no group_id");
  if (type === undefined) return line.fault("the group has no type");
  return { ...found, id, type };
}

/** One bucket: its attributes, then its actions up to the next bucket. */
function parseBucket(tokens: readonly Piece[], type: Group["type"], options: ActionOptions): Bucket | Fault {
  const found: { id?: number; weight?: number; watchPort?: Bucket["watchPort"]; watchGroup?: number } = {};
  const end = tokens.at(-1)!.end;
  for (const [i, whole] of tokens.entries()) {
    const token = i === 0 ? whole.part(whole.start + (BUCKET.exec(whole.text)?.[0].length ?? 0), whole.end) : whole;
    if (token.isEmpty) continue;
    const { key, value } = splitArgument(token);
    const text = value?.text ?? "";
    switch (key) {
      case "bucket_id":
      case "weight":
      case "watch_group": {
        const number = parseUint(text, key === "weight" ? 16 : 32);
        if (number === undefined) return token.fault(`${key} is ${quoted(text)}`, "expected a number");
        found[key === "bucket_id" ? "id" : key === "weight" ? "weight" : "watchGroup"] = number;
        break;
      }
      case "watch_port": {
        const port = parsePort(text, options.names);
        if (port === undefined) return token.fault(`watch_port is ${quoted(text)}`, "expected a port");
        found.watchPort = port;
        break;
      }
      default:
        return finishBucket(found, type, token, end, options);
    }
  }
  return finishBucket(found, type, undefined, end, options);
}

function finishBucket(
  found: {
    readonly id?: number;
    readonly weight?: number;
    readonly watchPort?: Bucket["watchPort"];
    readonly watchGroup?: number;
  },
  type: Group["type"],
  first: Piece | undefined,
  end: number,
  options: ActionOptions,
): Bucket | Fault {
  let from = first?.start ?? end;
  if (first?.text.startsWith("actions=") === true) from += "actions=".length;
  const actions = first === undefined ? [] : parseActions(first.source.slice(from, end), options);
  if (isFault(actions)) return shiftFault(actions, from);
  const { id, weight, watchPort, watchGroup } = found;
  return compact<Bucket>({
    id,
    weight: weight === defaultWeight(type) ? undefined : weight,
    watchPort: watchPort === "ANY" ? undefined : watchPort,
    watchGroup: watchGroup === 0xffff_ffff ? undefined : watchGroup,
    actions,
  });
}

/** The weight of a bucket that states none, which does not print. */
function defaultWeight(type: Group["type"]): number {
  return type === "select" ? 1 : 0;
}

/** Writes a group as `ovs-ofctl -O OpenFlow15 dump-groups` does, short of the blank before each line. */
export function formatGroup(group: Group, options: ActionOptions = {}): string {
  let text = `group_id=${group.id},type=${group.type}`;
  if (group.selectionMethod !== undefined) {
    text += `,selection_method=${group.selectionMethod}`;
    if (group.selectionParam !== undefined) text += `,selection_method_param=${group.selectionParam}`;
    if (group.fields !== undefined)
      text += group.fields.includes(",") ? `,fields(${group.fields})` : `,fields=${group.fields}`;
  }
  for (const bucket of group.buckets) text += `,${formatBucket(bucket, options)}`;
  return text;
}

function formatBucket(bucket: Bucket, options: ActionOptions): string {
  let text = "bucket=";
  if (bucket.id !== undefined) text += `bucket_id:${bucket.id},`;
  if (bucket.weight !== undefined) text += `weight:${bucket.weight},`;
  if (bucket.watchPort !== undefined) {
    const port = isReservedPort(bucket.watchPort) ? bucket.watchPort : formatPort(bucket.watchPort, options.names);
    text += `watch_port:${port},`;
  }
  if (bucket.watchGroup !== undefined) text += `watch_group:${bucket.watchGroup},`;
  return `${text}actions=${formatActions(bucket.actions, options)}`;
}

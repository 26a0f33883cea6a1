import type { Action, CtArgs, PortRef } from "../openflow/action.ts";
import { FIELDS, VLAN_CFI_BIT } from "../openflow/field-table.ts";
import type { Subfield } from "../openflow/match.ts";
import { type PortNames, portToNumber, RESERVED_PORTS } from "../openflow/port-text.ts";
import { toWords } from "../openflow/words.ts";
import { notInActionSet } from "./action-set.ts";
import {
  type MoveSegment,
  type Needs,
  OPERATION_CODES,
  type Operation,
  type OperationName,
  type Operations,
  type Place,
  type Program,
} from "./operation.ts";
import { impliedWrites, lowMask, mergeWrites, type Segment, segmentsOf, writesOf } from "./place.ts";

/** How to lower, and what lowering needs to know of the bridge. */
export type LoweringContext = {
  readonly portNames: PortNames | undefined;
  /** Make one operation of `set_field` and `load` actions in a row: faster, but nobody can be told of each. */
  readonly fused: boolean;
  /** How many clones are around the actions. */
  readonly nesting: number;
};

type Lowered = { readonly name: OperationName; readonly operation: Operation };

/** Lowers one kind of action. */
type Lowerer<K extends Action["kind"]> = (action: Extract<Action, { kind: K }>, context: LoweringContext) => Lowered;

/** `resubmit` without a table: the current one. */
export const CURRENT_TABLE = 255;

/** As deep as Open vSwitch lets actions nest. */
const MOST_NESTED = 100;

/** Actions that `ct(exec(…))` may hold: ovs-actions(7), "The ct action". */
const EXEC_KINDS: ReadonlySet<Action["kind"]> = new Set(["set_field", "load", "move"]);

/** Operations after which nothing more is to be said of a packet that ends in them. */
const SPEAK_FOR_THEMSELVES: ReadonlySet<OperationName> = new Set([
  "resubmit",
  "goto_table",
  "output",
  "output_reg",
  "output_in_port",
  "flood",
  "output_none",
  "group",
  "bundle",
  "clone",
  "check_pkt_larger",
  "unsupported",
]);

const VID_SHIFT = FIELDS.dl_vlan.shift;
const VID_MASK = 0xfff << VID_SHIFT;
const PCP_SHIFT = FIELDS.dl_vlan_pcp.shift;
const PCP_MASK = 0x7 << PCP_SHIFT;

const NOTHING = lowered("nothing", {});

/** Each action of ovs-actions(7) that `openflow` parses, as an operation of the machine. */
const LOWERERS: { readonly [K in Action["kind"]]: Lowerer<K> } = {
  output: ({ port }, context) => lowerOutput(port, 0, context),
  output_trunc: ({ port, maxLen }, context) => lowerTruncated(port, maxLen, context),
  output_reg: ({ src }) => lowered("output_reg", { source: placeOf(src) }),
  controller: ({ args }) => lowered("controller", { args }),
  group: ({ group }) => lowered("group", { group }),
  bundle: ({ args }, context) => {
    const members: number[] = [];
    for (const member of args.members) {
      const number = portToNumber(member, context.portNames);
      if (number === undefined) return unknownPort("bundle", member);
      members.push(number);
    }
    return lowered("bundle", { args, members, target: args.dst === undefined ? undefined : placeOf(args.dst) });
  },
  resubmit: ({ inPort, table, ct }, context) => {
    const number = inPort === undefined ? RESERVED_PORTS.IN_PORT : portToNumber(inPort, context.portNames);
    if (number === undefined) return unknownPort("resubmit", inPort!);
    const plain = table !== undefined && table !== CURRENT_TABLE && number === RESERVED_PORTS.IN_PORT && ct !== true;
    if (plain) return lowered("goto_table", { table });
    return lowered("resubmit", { table: table ?? CURRENT_TABLE, inPort: number, ct: ct ?? false });
  },
  clone: ({ actions }, context) => {
    if (context.nesting >= MOST_NESTED) return unsupported(`clone nested more than ${MOST_NESTED} deep`, true);
    return lowered("clone", { program: lowerActions(actions, { ...context, nesting: context.nesting + 1 }) });
  },
  set_field: ({ field, value, mask }) => lowerSet({ field, lo: 0, bits: field.bits }, value, mask),
  load: ({ value, dst }) => lowerSet(dst, value),
  move: ({ src, dst }) => lowerMove(src, dst),
  push: ({ src }) => lowered("push", { source: placeOf(src), bytes: Math.ceil(src.bits / 8) }),
  pop: ({ dst }) => lowered("pop", { target: placeOf(dst), implied: impliedWrites(dst.field) }),
  delete_field: ({ field }) => {
    const words = Array.from({ length: field.words }, (_, i) => [field.word + i, -1, 0]);
    const implied = impliedWrites(field).map((part, i) => (i % 3 === 2 ? 0 : part));
    return lowered("delete_field", { writes: [...words.flat(), ...implied] });
  },
  push_vlan: () => lowered("push_vlan", {}),
  pop_vlan: () => lowered("pop_vlan", {}),
  set_vlan_vid: ({ vid, push }) => lowerSetTag(VID_MASK, vid << VID_SHIFT, push),
  set_vlan_pcp: ({ pcp, push }) => lowerSetTag(PCP_MASK, pcp << PCP_SHIFT, push),
  push_mpls: () => unsupported("push_mpls", false),
  pop_mpls: () => unsupported("pop_mpls", false),
  dec_mpls_ttl: () => unsupported("dec_mpls_ttl", false),
  dec_nsh_ttl: () => unsupported("dec_nsh_ttl", false),
  dec_ttl: ({ ids }) => lowered("dec_ttl", { controllers: ids ?? [0] }),
  ct: ({ args }, context) => lowerCt(args, context),
  ct_clear: () => lowered("ct_clear", {}),
  conjunction: () => NOTHING,
  learn: ({ args }) => lowered("learn", { args }),
  check_pkt_larger: ({ length, dst }) =>
    lowered("check_pkt_larger", { length, target: placeOf(dst), implied: impliedWrites(dst.field) }),
  multipath: () => unsupported("multipath", false),
  sample: () => NOTHING,
  note: () => NOTHING,
  meter: ({ meter }) => lowered("meter", { meter }),
  set_queue: () => NOTHING,
  pop_queue: () => NOTHING,
  enqueue: ({ port }, context) => lowerOutput(port, 0, context),
  fin_timeout: () => NOTHING,
  encap: ({ header }) => unsupported(`encap(${header})`, false),
  decap: () => unsupported("decap", false),
  goto_table: ({ table }) => lowered("goto_table", { table }),
  write_metadata: ({ value, mask }) => {
    const field = FIELDS.metadata;
    const words = toWords(value, field.words);
    return lowerSet(
      { field, lo: 0, bits: field.bits },
      words,
      mask === undefined ? undefined : toWords(mask, field.words),
    );
  },
  write_actions: ({ actions }) => {
    const stranger = notInActionSet(actions)[0];
    return stranger === undefined
      ? lowered("write_actions", { actions })
      : unsupported(`write_actions(${stranger.kind})`, true);
  },
  clear_actions: () => lowered("clear_actions", {}),
  exit: () => lowered("exit", {}),
};

/** More actions than this are run as any other list is, with a look at the limit before each. */
export const MOST_STRAIGHT = 64;

/** Lowers a list of actions. An action that the machine cannot carry out becomes an operation that says so by name when it is met. */
export function lowerActions(actions: readonly Action[], context: LoweringContext): Program {
  const single = actions.map((action) => lowerAction(action, context));
  const parts = context.fused ? fuseSets(single) : single;
  const last = parts.at(-1);
  return {
    codes: Uint8Array.from(parts, ({ name }) => OPERATION_CODES[name]),
    operations: parts.map(({ operation }) => operation),
    actions: context.fused ? NO_ACTIONS : actions,
    endsHere: last !== undefined && !SPEAK_FOR_THEMSELVES.has(last.name),
    leadsTo: actions.length > MOST_STRAIGHT ? -1 : leadsTo(parts),
  };
}

function leadsTo(parts: readonly Lowered[]): number {
  const last = parts.at(-1);
  if (last?.name !== "goto_table") return -1;
  const isStraight = parts.slice(0, -1).every(({ name }) => name === "set" || name === "move");
  return isStraight ? (last.operation as Operations["goto_table"]).table : -1;
}

function lowerAction(action: Action, context: LoweringContext): Lowered {
  const lower = LOWERERS[action.kind] as ((action: Action, context: LoweringContext) => Lowered) | undefined;
  return lower === undefined ? unsupported(action.kind, false) : lower(action, context);
}

const NO_ACTIONS: readonly Action[] = [];

/** Joins sets in a row that ask nothing of the packet. */
function fuseSets(parts: readonly Lowered[]): readonly Lowered[] {
  const fused: Lowered[] = [];
  let run: Operations["set"] | undefined;
  for (const part of parts) {
    const set = part.name === "set" ? (part.operation as Operations["set"]) : undefined;
    if (set === undefined || set.needs !== undefined) {
      fused.push(part);
      run = undefined;
      continue;
    }
    if (run !== undefined) fused.pop();
    run = run === undefined ? set : { ...set, writes: mergeWrites([run.writes, set.writes]), count: run.count + 1 };
    fused.push(lowered("set", run));
  }
  return fused;
}

function lowered<N extends OperationName>(name: N, operation: Operations[N]): Lowered {
  return { name, operation };
}

function unsupported(action: string, continues: boolean): Lowered {
  return lowered("unsupported", { action, continues });
}

function unknownPort(action: string, port: PortRef): Lowered {
  return unsupported(`${action}: the bridge has no port named ${port}`, true);
}

function lowerOutput(port: PortRef, maxBytes: number, context: LoweringContext): Lowered {
  const number = portToNumber(port, context.portNames);
  switch (number) {
    case undefined:
      return unknownPort("output", port);
    case RESERVED_PORTS.IN_PORT:
      return lowered("output_in_port", { maxBytes });
    case RESERVED_PORTS.TABLE:
      return lowered("goto_table", { table: 0 });
    case RESERVED_PORTS.NORMAL:
      return unsupported("output:NORMAL", true);
    case RESERVED_PORTS.FLOOD:
      return lowered("flood", { all: false });
    case RESERVED_PORTS.ALL:
      return lowered("flood", { all: true });
    case RESERVED_PORTS.CONTROLLER:
      return lowered("controller", { args: {} });
    case RESERVED_PORTS.ANY:
      return lowered("output_none", {});
    default:
      return lowered("output", { ofPort: number, maxBytes });
  }
}

/** ovs-actions(7), "The output action": a truncated output has only one port. */
function lowerTruncated(port: PortRef, maxBytes: number, context: LoweringContext): Lowered {
  const whole = lowerOutput(port, maxBytes, context);
  const one = whole.name === "output" || whole.name === "output_in_port" || whole.name === "unsupported";
  return one ? whole : lowered("output_none", {});
}

function needsOf({ field }: Subfield): Needs {
  return field.prerequisite === "none" || field.prerequisite === "ethernet" ? undefined : field.prerequisite;
}

function placeOf(sub: Subfield): Place {
  return { sub, segments: segmentsOf(sub), needs: needsOf(sub) };
}

function lowerSet(dst: Subfield, value: readonly number[], mask?: readonly number[]): Lowered {
  return lowered("set", { writes: writesOf(dst, value, mask), needs: needsOf(dst), dst, count: 1 });
}

/** OpenFlow 1.0's way to write part of a tag: without `push` a packet without a tag is left alone. */
function lowerSetTag(mask: number, value: number, push: boolean): Lowered {
  const field = FIELDS.vlan_tci;
  const writes = [field.word, mask | VLAN_CFI_BIT, value | VLAN_CFI_BIT];
  const dst = { field, lo: 0, bits: field.bits };
  return lowered("set", { writes, needs: push ? undefined : "vlan", dst, count: 1 });
}

function lowerMove(src: Subfield, dst: Subfield): Lowered {
  return lowered("move", {
    needs: needsOf(dst),
    sourceNeeds: needsOf(src),
    segments: moveSegments(segmentsOf(src), segmentsOf(dst)),
    implied: impliedWrites(dst.field),
    dst,
  });
}

/** Cuts the target's segments where the source's end; bits that the source lacks become 0. */
function moveSegments(from: readonly Segment[], to: readonly Segment[]): readonly MoveSegment[] {
  const moves: MoveSegment[] = [];
  for (const target of to) {
    for (let at = target.at; at < target.at + target.bits; ) {
      const end = target.at + target.bits;
      const source = from.find((segment) => at >= segment.at && at < segment.at + segment.bits);
      const next = from.find((segment) => segment.at > at)?.at ?? end;
      const upTo = Math.min(end, source === undefined ? next : source.at + source.bits);
      moves.push({
        fromWord: source?.word ?? -1,
        fromShift: source === undefined ? 0 : source.shift + at - source.at,
        toWord: target.word,
        toShift: target.shift + at - target.at,
        mask: lowMask(upTo - at),
      });
      at = upTo;
    }
  }
  return moves;
}

function lowerCt(args: CtArgs, context: LoweringContext): Lowered {
  const exec = args.exec ?? [];
  const stranger = exec.find(({ kind }) => !EXEC_KINDS.has(kind));
  if (stranger !== undefined) return unsupported(`ct(exec(${stranger.kind}))`, false);
  return lowered("ct", {
    commit: args.commit ?? false,
    force: args.force ?? false,
    zone: typeof args.zone === "number" ? args.zone & 0xffff : 0,
    zoneSource: typeof args.zone === "object" ? placeOf(args.zone) : undefined,
    table: args.table ?? -1,
    nat: args.nat,
    exec: lowerActions(exec, { ...context, fused: false }),
  });
}

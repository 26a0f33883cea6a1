import { type Action, FIELDS, type MatchBuilder, subfield } from "../openflow/index.ts";
import { load, resubmit } from "./actions.ts";
import type { PhysicalContext } from "./context.ts";
import type { GroupParts, MemberActions } from "./multicast-group.ts";

/** Actions of this size, in bytes of the controller's own form, close a part. */
const PART_BYTES = 8192;

/** What reg6 holds between the parts of a group counts from here. */
const FIRST_PART = 0x9000;

/** The opcode by which ovn-controller takes a packet on to the next part. */
const SPLIT_OPCODE = 27;

const PART_REGISTER = subfield("reg6");

type Chain = {
  readonly table: number;
  readonly priority: number;
  readonly match: () => MatchBuilder;
  readonly part: keyof MemberActions;
  /** What ends the last part. */
  readonly last: readonly Action[];
};

/**
 * The flows of a group before the switch could take actions of any size: long lists are cut, and each part
 * sends the packet through the controller to the next one, which reg6 tells apart.
 */
export function addSplitGroup(context: PhysicalContext, parts: GroupParts): void {
  const { tables, registers } = context;
  const { group, datapath, members, fanOut, hasRamp } = parts;
  const key = group.tunnel_key;
  const restored = load(key, registers.outport);
  const out = () => context.matchOutport(datapath.key, key);
  addChain(context, parts, { table: tables.localOutput, priority: 100, match: out, part: "local", last: [restored] });

  const isEnded = context.profile.physical.multicastSplitEnd === "own-part";
  const hasRemote = isEnded || members.some((member) => member !== undefined && member.remote.length > 0);
  if (!hasRemote && fanOut.length === 0) return;
  addChain(context, parts, {
    table: tables.remoteOutput,
    priority: 100,
    match: () => (hasRamp ? context.withFlags(out(), [], ["receivedFromRamp"]) : out()),
    part: "remote",
    last: [...(hasRemote ? [restored] : []), ...fanOut, resubmit(context.afterRemoteOutput)],
  });

  const hasRampCopies = isEnded || members.some((member) => member !== undefined && member.ramp.length > 0);
  if (!hasRampCopies || !hasRamp) return;
  addChain(context, parts, {
    table: tables.remoteOutput,
    priority: 120,
    match: () => context.withFlags(out(), ["receivedFromRamp", "allowLoopback"]),
    part: "ramp",
    last: [restored, resubmit(context.afterRemoteOutput)],
  });
}

function addChain(context: PhysicalContext, { group, members }: GroupParts, chain: Chain): void {
  const source = { table: "Multicast_Group", uuid: group.uuid };
  const isEnded = context.profile.physical.multicastSplitEnd === "own-part";
  const reset = load(0, PART_REGISTER);
  let actions: Action[] = [reset];
  let part = FIRST_PART;
  const close = (isLast: boolean): void => {
    const isFirst = part === FIRST_PART;
    const match = chain.match();
    if (!isFirst) match.setSubfield(PART_REGISTER, part);
    const built = match.build();
    if (isLast) actions.push(...chain.last);
    else actions.push(toNextPart(++part, group.tunnel_key, chain.table));
    context.add(chain.table, chain.priority + (isFirst ? 0 : 10), built, actions, source);
    actions = [reset];
  };
  for (const [index, member] of members.entries()) {
    if (member === undefined) continue;
    actions.push(...member[chain.part]);
    const isLast = !isEnded && index === members.length - 1;
    if (isLast || sizeOf(actions) >= PART_BYTES) close(isLast);
  }
  if (isEnded) close(true);
}

function toNextPart(part: number, groupKey: number, table: number): Action {
  const userdata = [0, 0, 0, SPLIT_OPCODE, 0, 0, 0, 0, ...bytesOf(part), ...bytesOf(groupKey), table];
  return { kind: "controller", args: { userdata } };
}

const bytesOf = (word: number): number[] => [word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff];

/** Every action of the controller starts at a multiple of eight bytes. */
const aligned = (bytes: number): number => (bytes + 7) & ~7;

/** The Geneve option's field is as long as an option may get, whatever is mapped to it. */
const OPTION_BYTES = 124;

function sizeOf(actions: readonly Action[]): number {
  return actions.reduce((bytes, action) => bytes + sizeOfOne(action), 0);
}

function sizeOfOne(action: Action): number {
  switch (action.kind) {
    case "set_field": {
      const bytes = action.field === FIELDS.tun_metadata0 ? OPTION_BYTES : action.field.bytes;
      return 16 + 2 * aligned(bytes);
    }
    case "move":
      return 40;
    default:
      return 16;
  }
}

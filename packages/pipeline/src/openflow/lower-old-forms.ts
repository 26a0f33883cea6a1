import type { Action } from "./action.ts";
import type { Field } from "./field.ts";
import { FIELDS, VLAN_CFI_BIT } from "./field-table.ts";
import type { Match } from "./match.ts";
import { onesWords } from "./words.ts";

/*
 * A dump of OpenFlow 1.0, which `ovs-ofctl` takes unless it is told otherwise, says the same actions in other words than one
 * of OpenFlow 1.5. What is here turns the older words into the newer ones, as Open vSwitch does between the two.
 */

/**
 * Whether a dump is of OpenFlow 1.0 or 1.1, as far as its words tell: these have `load` where later ones have `set_field`, but for
 * the tunnel options, whose length no `load` can say.
 */
export function hasOldWords(text: string): boolean {
  return !SET_FIELD.test(text);
}

/** The value is bounded, so that a text of nothing but beginnings is still read in one go. */
const SET_FIELD = /set_field:[^,()]{1,100}->(?!tun_metadata)/;

type Load = Extract<Action, { readonly kind: "load" }>;
type SetField = Extract<Action, { readonly kind: "set_field" }>;

/**
 * Adds an action to a list in the words of OpenFlow 1.5, where those do not depend on the flow's match. With `joinsLoads`,
 * two loads that fill a field of 128 bits become one `set_field`.
 */
export function pushLowered(actions: Action[], action: Action, joinsLoads: boolean): void {
  switch (action.kind) {
    case "load": {
      const lowered = loadToSetField(action);
      const joined = joinsLoads ? joinHalves(actions.at(-1), lowered) : undefined;
      if (joined === undefined) actions.push(lowered);
      else actions[actions.length - 1] = joined;
      return;
    }
    case "enqueue":
      actions.push(
        { kind: "set_queue", queue: action.queue },
        { kind: "output", port: action.port },
        { kind: "pop_queue" },
      );
      return;
    default:
      actions.push(action);
  }
}

/** The `set_field` that does what a `load` does. */
export function loadToSetField({ value, dst }: Load): SetField {
  const { field, lo, bits } = dst;
  const shifted = shiftLeft(value, lo, field.words);
  const isWhole = bits === field.bits && (bits % 8 === 0 || field.format === "tunnel-flags");
  if (isWhole) return { kind: "set_field", field, value: shifted };
  return { kind: "set_field", field, value: shifted, mask: shiftLeft(onesWords(bits), lo, field.words) };
}

/**
 * The one `set_field` that two in a row do, when the first sets the lower half of a field of 128 bits and the
 * second the upper: a `load` carries 64 bits at most, so OpenFlow 1.0 shows a wider `set_field` in two. Two that were
 * apart from the start look the same there, and come out as one that does the same.
 */
function joinHalves(low: Action | undefined, high: SetField): SetField | undefined {
  if (low?.kind !== "set_field" || low.field !== high.field || low.field.bits !== 128) return undefined;
  if (!covers(low.mask, LOW_HALF) || !covers(high.mask, HIGH_HALF)) return undefined;
  return { kind: "set_field", field: low.field, value: [...high.value.slice(0, 2), ...low.value.slice(2)] };
}

const LOW_HALF = [0, 0, 0xffff_ffff, 0xffff_ffff];
const HIGH_HALF = [0xffff_ffff, 0xffff_ffff, 0, 0];

function covers(mask: readonly number[] | undefined, half: readonly number[]): boolean {
  return mask?.every((word, i) => word === half[i]) === true;
}

/** Words shifted left by `bits`, in `count` words. */
function shiftLeft(words: readonly number[], bits: number, count: number): number[] {
  const out = new Array<number>(count).fill(0);
  const skip = bits >>> 5;
  const shift = bits & 31;
  for (let i = 0; i < words.length; i++) {
    const word = words[words.length - 1 - i]!;
    const at = count - 1 - i - skip;
    if (at >= 0) out[at] = (out[at]! | (word << shift)) >>> 0;
    if (shift !== 0 && at >= 1) out[at - 1] = (out[at - 1]! | (word >>> (32 - shift))) >>> 0;
  }
  return out;
}

/** Whether {@link lowerByMatch} has anything to do. */
export function dependsOnMatch(actions: readonly Action[]): boolean {
  return actions.some((action) => {
    switch (action.kind) {
      case "set_vlan_vid":
      case "set_vlan_pcp":
        return true;
      case "set_field":
        return action.field === FIELDS.tcp_src || action.field === FIELDS.tcp_dst;
      case "clone":
      case "write_actions":
        return dependsOnMatch(action.actions);
      default:
        return false;
    }
  });
}

const VLAN_ETHERTYPE = 0x8100;
const VID_CFI = 0x1000;

/**
 * Turns `mod_vlan_vid` and its like into `push_vlan` and `set_field`, and a transport port into that of the protocol that
 * the flow matches. Whether a tag must be pushed first is read from the match and the actions before; a packet that
 * the match says nothing of is taken to have none.
 */
export function lowerByMatch(actions: readonly Action[], match: Match): readonly Action[] {
  return lowerList(actions, wantsTag(match), bitsOf(match, FIELDS.nw_proto.word) & 0xff);
}

function lowerList(actions: readonly Action[], startsTagged: boolean, proto: number): readonly Action[] {
  const lowered: Action[] = [];
  let isTagged = startsTagged;
  for (const action of actions) {
    switch (action.kind) {
      case "push_vlan":
      case "pop_vlan":
        isTagged = action.kind === "push_vlan";
        lowered.push(action);
        break;
      case "set_vlan_vid":
      case "set_vlan_pcp":
        if (action.push && !isTagged) lowered.push({ kind: "push_vlan", ethertype: VLAN_ETHERTYPE });
        isTagged = true;
        lowered.push(
          action.kind === "set_vlan_vid"
            ? { kind: "set_field", field: FIELDS.vlan_vid, value: [action.vid | VID_CFI] }
            : { kind: "set_field", field: FIELDS.vlan_pcp, value: [action.pcp] },
        );
        break;
      case "clone":
      case "write_actions":
        lowered.push({ kind: action.kind, actions: lowerList(action.actions, isTagged, proto) });
        break;
      case "set_field":
        lowered.push({ ...action, field: portField(action.field, proto) });
        break;
      default:
        lowered.push(action);
    }
  }
  return lowered;
}

/** The ports of each transport, by IP protocol: they share one place in the key. */
const PORTS: ReadonlyMap<number, { readonly src: Field; readonly dst: Field }> = new Map([
  [17, { src: FIELDS.udp_src, dst: FIELDS.udp_dst }],
  [132, { src: FIELDS.sctp_src, dst: FIELDS.sctp_dst }],
]);

function portField(field: Field, proto: number): Field {
  const ports = PORTS.get(proto);
  if (ports === undefined) return field;
  return field === FIELDS.tcp_src ? ports.src : field === FIELDS.tcp_dst ? ports.dst : field;
}

/** The value of a word as far as the match gives it. */
function bitsOf({ shape, values }: Match, word: number): number {
  const at = shape.words.indexOf(word);
  return at < 0 ? 0 : values[at]!;
}

function wantsTag(match: Match): boolean {
  return (bitsOf(match, FIELDS.vlan_tci.word) & VLAN_CFI_BIT) !== 0;
}

import type { Action } from "../openflow/action.ts";

/** Actions of which only the last counts, in the order in which a set carries them out. */
const ONCE: readonly Action["kind"][] = [
  "pop_vlan",
  "pop_mpls",
  "decap",
  "encap",
  "push_mpls",
  "push_vlan",
  "dec_ttl",
  "dec_mpls_ttl",
  "dec_nsh_ttl",
];
/** Actions that a set carries out in the order given. */
const IN_ORDER: ReadonlySet<Action["kind"]> = new Set([
  "set_field",
  "load",
  "move",
  "set_queue",
  "set_vlan_vid",
  "set_vlan_pcp",
]);
/** Actions that end a set: of several, the one latest in this list, and of that kind the last, is carried out. */
const LAST: readonly Action["kind"][] = ["ct", "ct_clear", "resubmit", "output", "group"];

/**
 * The list of actions that an action set (`write_actions`, or a group's bucket) comes to:
 * ovs-actions(7), "The Action Set". A set without a final action does nothing.
 */
export function listActionSet(actions: readonly Action[]): readonly Action[] {
  let final: Action | undefined;
  for (const action of actions) {
    const rank = LAST.indexOf(action.kind);
    if (rank >= 0 && (final === undefined || rank >= LAST.indexOf(final.kind))) final = action;
  }
  if (final === undefined) return [];
  const once = ONCE.map((kind) => actions.findLast((action) => action.kind === kind));
  return [...once.filter((action) => action !== undefined), ...actions.filter(({ kind }) => IN_ORDER.has(kind)), final];
}

/** The actions that have no place in an action set. */
export function notInActionSet(actions: readonly Action[]): readonly Action[] {
  return actions.filter(({ kind }) => !ONCE.includes(kind) && !IN_ORDER.has(kind) && !LAST.includes(kind));
}

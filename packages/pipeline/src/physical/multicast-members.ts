import type { ClusterChassis, MulticastGroup } from "@ovn-sim/model";
import type { PortBook, PortFacts } from "../chassis/index.ts";
import type { PhysicalContext } from "./context.ts";

/**
 * The members of a group, told apart by who has to look at them. Nearly all are plain: VIFs with one chassis. To every
 * other chassis such a member means nothing but a copy to its own, so that a chassis looks at its own ones and at the
 * few special ones, and not at tens of thousands. It is the same for every chassis.
 */
type GroupMembers = {
  /** In the order that a set of references has: that of the UUIDs. */
  readonly all: readonly PortFacts[];
  /** Places among `all`, ascending, of members that every chassis looks at. */
  readonly special: readonly number[];
  /** The same of plain members, by the chassis that they are bound to; chassis are in the order of their first member. */
  readonly plain: ReadonlyMap<ClusterChassis, readonly number[]>;
};

const known = new WeakMap<MulticastGroup, GroupMembers>();

/** Of each book the group that was looked at last: the groups of a switch often have the same ports. */
const last = new WeakMap<PortBook, { readonly group: MulticastGroup; readonly members: GroupMembers }>();

function membersOf({ book }: PhysicalContext, group: MulticastGroup): GroupMembers {
  const found = known.get(group);
  if (found !== undefined) return found;
  const before = last.get(book);
  const members = before !== undefined && hasSamePorts(before.group, group) ? before.members : readMembers(book, group);
  known.set(group, members);
  last.set(book, { group, members });
  return members;
}

function hasSamePorts(one: MulticastGroup, other: MulticastGroup): boolean {
  const [some, others] = [one.ports, other.ports];
  return (
    one.datapath === other.datapath && some.length === others.length && some.every((uuid, i) => uuid === others[i])
  );
}

function readMembers(book: PortBook, group: MulticastGroup): GroupMembers {
  const { datapath } = group;
  const all: PortFacts[] = [];
  const special: number[] = [];
  const plain = new Map<ClusterChassis, number[]>();
  for (const uuid of inOrder(group.ports)) {
    const facts = book.byUuid(uuid);
    if (facts === undefined) continue;
    const [chassis] = facts.bound;
    const isPlain = facts.kind === "vif" && facts.bound.length === 1 && facts.datapath === datapath;
    const places = isPlain ? plain.get(chassis!) : special;
    if (places === undefined) plain.set(chassis!, [all.length]);
    else places.push(all.length);
    all.push(facts);
  }
  return { all, special, plain };
}

/** UUIDs in their order, which a database that ovsdb-server wrote has them in. */
function inOrder(uuids: readonly string[]): readonly string[] {
  for (let i = 1; i < uuids.length; i++) if (uuids[i]! < uuids[i - 1]!) return uuids.toSorted();
  return uuids;
}

/** A member that a chassis looks at, and its place among all members of the group. */
export type SeenMember = { readonly facts: PortFacts; readonly place: number };

/** What a chassis has to know of a group. */
export type SeenMembers = {
  readonly seen: readonly SeenMember[];
  /** The chassis of the members that it need not look at, each with the place of its first one. */
  readonly unseen: readonly { readonly chassis: ClusterChassis; readonly place: number }[];
};

/** Every member in the order of their UUIDs: the plain way, which {@link seenMembers} shortens. */
export function allMembers(context: PhysicalContext, group: MulticastGroup): SeenMembers {
  return { seen: membersOf(context, group).all.map((facts, place) => ({ facts, place })), unseen: [] };
}

/** The members of a group that are this chassis's or special, in the order of their UUIDs, and where the others are. */
export function seenMembers(context: PhysicalContext, group: MulticastGroup): SeenMembers {
  const { view } = context;
  const { all, special, plain } = membersOf(context, group);
  const places = [...special, ...(plain.get(view.chassis) ?? [])].sort((a, b) => a - b);
  const unseen: { readonly chassis: ClusterChassis; readonly place: number }[] = [];
  for (const [chassis, [place]] of plain) if (chassis !== view.chassis) unseen.push({ chassis, place: place! });
  return { seen: places.map((place) => ({ facts: all[place]!, place })), unseen };
}

/**
 * Whether this chassis must look at all members: where each has actions of its own, where the places among all members
 * count, and where a patch port of the integration bridge bears the name of a VIF.
 */
export function mustSeeAll({ view, profile, book }: PhysicalContext): boolean {
  const { multicastZoneOfEveryMember, multicastSplit } = profile.physical;
  const isNamedAsVif = (name: string): boolean => book.named(name)?.kind === "vif";
  return multicastZoneOfEveryMember || multicastSplit || [...view.patchOfports.keys()].some(isNamedAsVif);
}

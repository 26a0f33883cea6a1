import type { ClusterChassis, MulticastGroup } from "@ovn-sim/model";
import type { PortBook, PortFacts } from "../chassis/index.ts";
import type { PhysicalContext } from "./context.ts";

/**
 * The members of a group, told apart by who has to look at them. Nearly all are plain: VIFs with one chassis. To every
 * other chassis such a member means nothing but a copy to its own, so that a chassis looks at its own ones and at the
 * few special ones, and not at tens of thousands. It is the same for every chassis.
 */
type GroupMembers = {
  /** The numbers of the ports in the order that a set of references has: that of the UUIDs. */
  readonly all: readonly number[];
  /** Places among `all`, ascending, of members that every chassis looks at. */
  readonly special: readonly number[];
  /** The same of plain members, by the number of the chassis that they are bound to. */
  readonly plain: ReadonlyMap<number, readonly number[]>;
};

const known = new WeakMap<MulticastGroup, GroupMembers>();

/** Of each book the group that was looked at last: the groups of a switch often have the same ports. */
const last = new WeakMap<PortBook, LastGroup>();

type LastGroup = { readonly group: MulticastGroup; readonly number: number; readonly members: GroupMembers };

function membersOf({ book, view }: PhysicalContext, group: MulticastGroup): GroupMembers {
  const found = known.get(group);
  if (found !== undefined) return found;
  const { Multicast_Group: groups, Port_Binding: rows } = view.cluster.southbound.tables;
  const number = groups.numberOf(group.uuid);
  const before = last.get(book);
  const isAsBefore = before?.group.datapath === group.datapath && groups.isSameAt("ports", before.number, number);
  const members = isAsBefore ? before.members : tellApart(book, group, groups.referencesAt("ports", number, rows));
  known.set(group, members);
  last.set(book, { group, number, members });
  return members;
}

function tellApart(book: PortBook, { datapath }: MulticastGroup, ports: readonly number[]): GroupMembers {
  const all = inOrder(book, ports);
  const special: number[] = [];
  const plain = new Map<number, number[]>();
  const { datapaths, homes } = book;
  const own = book.numberOfDatapath(datapath);
  for (let place = 0; place < all.length; place++) {
    const number = all[place]!;
    const home = homes[number]!;
    const isPlain = book.plain[number] === 1 && datapaths[number] === own && book.chassisOf(home) !== undefined;
    const places = isPlain ? plain.get(home) : special;
    if (places === undefined) plain.set(home, [place]);
    else places.push(place);
  }
  return { all, special, plain };
}

/** Ports in the order of their UUIDs, which a database that ovsdb-server wrote has them in: of nearly all the first words tell it. */
function inOrder({ cookies, sources }: PortBook, numbers: readonly number[]): readonly number[] {
  const order = (a: number, b: number): number =>
    cookies[a]! - cookies[b]! || (sources[a]!.uuid < sources[b]!.uuid ? -1 : 1);
  for (let i = 1; i < numbers.length; i++) {
    if (order(numbers[i - 1]!, numbers[i]!) > 0) return numbers.toSorted(order);
  }
  return numbers;
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
  const { all } = membersOf(context, group);
  return { seen: all.map((number, place) => ({ facts: context.book.at(number), place })), unseen: [] };
}

/** The members of a group that are this chassis's or special, in the order of their UUIDs, and where the others are. */
export function seenMembers(context: PhysicalContext, group: MulticastGroup): SeenMembers {
  const { book, view } = context;
  const { all, special, plain } = membersOf(context, group);
  const own = book.numberOfChassis(view.chassis);
  const places = [...special, ...(plain.get(own) ?? [])].sort((a, b) => a - b);
  const unseen: { readonly chassis: ClusterChassis; readonly place: number }[] = [];
  for (const [home, [place]] of plain) {
    if (home !== own) unseen.push({ chassis: book.chassisOf(home)!, place: place! });
  }
  return { seen: places.map((place) => ({ facts: book.at(all[place]!), place })), unseen };
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

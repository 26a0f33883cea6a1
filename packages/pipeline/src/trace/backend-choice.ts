import { formatIpv4, formatIpv6 } from "@ovn-sim/model";
import type { BridgeBucket, BucketSelector } from "../machine/index.ts";
import { type Action, wordsToBigint } from "../openflow/index.ts";
import type { TraceChoice } from "./types.ts";

/** What the caller wants of the select groups on the way. */
export type Wish = {
  /** The member to take wherever there is one of that name. */
  readonly member?: string | undefined;
  /** The index of the member to take at each group in turn. */
  readonly script?: readonly number[];
};

/** Takes a member of each select group that a packet comes to, and keeps what it took. */
export class BackendChooser {
  readonly choices: TraceChoice[] = [];
  /** The index taken at each group, and how many there were. */
  readonly #taken: { readonly index: number; readonly of: number }[] = [];
  readonly #wish: Wish;

  constructor(wish: Wish) {
    this.#wish = wish;
  }

  selectorFor(hop: number, chassis: string): BucketSelector {
    return ({ group, buckets, byHash }) => {
      const members = buckets.map(nameBucket);
      const { script } = this.#wish;
      const wanted = script === undefined ? this.#indexOfWanted(members) : (script[this.choices.length] ?? 0);
      const hashed = wanted < 0 && buckets.length > 1 ? byHash() : undefined;
      const index = wanted >= 0 ? wanted : hashed === undefined ? 0 : buckets.indexOf(hashed);
      const by = wanted >= 0 ? "told" : buckets.length === 1 ? "only" : hashed === undefined ? "first" : "hash";
      this.choices.push({ hop, chassis, group, members, taken: members[index]!, by });
      this.#taken.push({ index, of: buckets.length });
      return buckets[index];
    };
  }

  /** Whether the wanted member was at one of the groups. */
  get isFound(): boolean {
    const { member } = this.#wish;
    return member === undefined || this.choices.some(({ members }) => members.some((name) => isNamed(name, member)));
  }

  /** The script of the next combination of members; undefined after the last. */
  nextScript(): readonly number[] | undefined {
    const last = this.#taken.findLastIndex(({ index, of }) => index + 1 < of);
    if (last < 0) return undefined;
    return this.#taken.slice(0, last + 1).map(({ index }, i) => (i === last ? index + 1 : index));
  }

  #indexOfWanted(members: readonly string[]): number {
    const { member } = this.#wish;
    return member === undefined ? -1 : members.findIndex((name) => isNamed(name, member));
  }
}

/** What was taken because nobody said what to take, in a sentence for each group. */
export function describeFreeChoices(choices: readonly TraceChoice[]): string[] {
  return choices
    .filter(({ by }) => by === "first" || by === "hash")
    .map(({ chassis, group, members, taken, by }) => {
      const how = by === "hash" ? "by the packet's hash" : "the first, as the packet's hash is not known";
      return `${chassis}: group ${group}: ${taken} is taken of ${members.length} members (${how})`;
    });
}

/** A member goes by its whole name, or by its address without the port. */
function isNamed(name: string, wanted: string): boolean {
  const [given, without] = [wanted.toLowerCase(), name.replace(/:\d+$/, "")];
  return name === given || without === given || without === `[${given}]`;
}

/** A load balancer's backend goes by its address and port, any other member by the number that it loads. */
export function nameBucket({ id, list }: BridgeBucket): string {
  for (const action of list) {
    const name = nameOf(action);
    if (name !== undefined) return name;
  }
  return `bucket ${id}`;
}

function nameOf(action: Action): string | undefined {
  switch (action.kind) {
    case "ct": {
      const { addressLow: address, portLow } = action.args.nat ?? {};
      if (address === undefined) return undefined;
      if (address.length === 1) return `${formatIpv4(address)}${portLow === undefined ? "" : `:${portLow}`}`;
      return portLow === undefined ? formatIpv6(address) : `[${formatIpv6(address)}]:${portLow}`;
    }
    case "load":
      return String(wordsToBigint(action.value));
    case "set_field": {
      const { value, mask } = action;
      if (mask === undefined) return String(wordsToBigint(value));
      const [bits, covered] = [wordsToBigint(value), wordsToBigint(mask)];
      return String(covered === 0n ? bits : bits / (covered & -covered));
    }
    default:
      return undefined;
  }
}

import type { Cidr } from "../address/words.ts";

/** A rule of the routing policy database (ip-rule(8)). */
export type IpRule = {
  /** The lower, the earlier. */
  readonly priority: number;
  readonly negated: boolean;
  /** Absent: any address. */
  readonly from: Cidr | undefined;
  readonly to: Cidr | undefined;
  /** What else must hold (`iif`, `fwmark`, `ipproto`, …), as words. */
  readonly conditions: readonly string[];
  readonly action: IpRuleAction;
};

export type IpRuleAction =
  | {
      readonly kind: "lookup";
      readonly table: string;
      /** Routes whose prefix is no longer than this do not count (`suppress_prefixlength`). */
      readonly suppressed: number | undefined;
    }
  /** `unreachable`, `prohibit`, `blackhole`, `goto`, `nop`. */
  | { readonly kind: "other"; readonly text: string };

/** A route (ip-route(8)). */
export type IpRoute = {
  /** By its name or number, as told; `main` when the text names none. */
  readonly table: string;
  /** `unicast`, `local`, `blackhole`, … */
  readonly type: string;
  readonly destination: Cidr;
  /** The devices: several when the route has several next hops. */
  readonly devices: readonly string[];
  /** The source address that the host prefers for it. */
  readonly source: string | undefined;
  readonly metric: number;
};

/** How a host routes, as far as it told: the rules and routes of both IP versions. */
export type Underlay = { readonly rules: readonly IpRule[]; readonly routes: readonly IpRoute[] };

/** What a text about a host's routing holds: the output of `ip rule` or of `ip route show table all`, with or without `-j`. */
export type UnderlayKind = "rules" | "routes";

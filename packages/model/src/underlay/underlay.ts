import type { Cidr } from "../address/words.ts";

/** A rule of the routing policy database (ip-rule(8)). */
export type IpRule = {
  /** The lower, the earlier. */
  readonly priority: number;
  readonly negated: boolean;
  /** Absent: any address. */
  readonly from: Cidr | undefined;
  readonly to: Cidr | undefined;
  /** What else must hold (`iif`, `fwmark`, `ipproto`, …), as words; such a rule may not be that of a VTEP's packets. */
  readonly conditions: readonly string[];
  readonly action: IpRuleAction;
};

export type IpRuleAction =
  | { readonly kind: "lookup"; readonly table: string }
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

/** How a host routes, as far as it told. */
export type Underlay = { readonly rules: readonly IpRule[]; readonly routes: readonly IpRoute[] };

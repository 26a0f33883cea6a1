import type { Words } from "../address/words.ts";
import { prefixHolds } from "./prefix.ts";
import type { IpRoute, IpRule, Underlay } from "./underlay.ts";

/** Marks are 0 and nothing came in by an interface: what a host itself sends, as it sends encapsulated packets. */
const OF_OWN_PACKETS = "iif lo";

/** What a host does with a packet of its own. */
export type RouteAnswer =
  | { readonly kind: "route"; readonly rule: IpRule; readonly route: IpRoute }
  /** No route, or one that says so. */
  | { readonly kind: "none"; readonly why: string };

/** Finds the route of a packet that the host itself sends from one address to another, rule by rule (ip-rule(8)). */
export function lookupRoute({ rules, routes }: Underlay, source: Words, destination: Words): RouteAnswer {
  for (const rule of rules.toSorted((a, b) => a.priority - b.priority)) {
    if (!isRuleFor(rule, source, destination)) continue;
    const { action } = rule;
    if (action.kind === "other") {
      if (/^(?:goto|nop)/.test(action.text)) continue;
      return { kind: "none", why: `rule ${rule.priority} says ${action.text}` };
    }
    const route = bestRoute(routes, action.table, destination, action.suppressed);
    if (route === undefined || route.type === "throw") continue;
    if (route.type === "unicast" || route.type === "local") return { kind: "route", rule, route };
    return { kind: "none", why: `the route of table ${action.table} says ${route.type}` };
  }
  return { kind: "none", why: "no table has a route" };
}

/** Whether a rule is for a packet of the host's own, as far as its addresses say. */
export function isRuleFor(rule: IpRule, source: Words, destination: Words): boolean {
  if (rule.conditions.some((condition) => condition !== OF_OWN_PACKETS)) return false;
  const holds =
    (rule.from === undefined || prefixHolds(rule.from, source)) &&
    (rule.to === undefined || prefixHolds(rule.to, destination));
  return holds !== rule.negated;
}

/** The most specific route of a table, among those the one with the lowest metric. */
function bestRoute(
  routes: readonly IpRoute[],
  table: string,
  destination: Words,
  suppressed: number | undefined,
): IpRoute | undefined {
  let best: IpRoute | undefined;
  for (const route of routes) {
    if (route.table !== table || !prefixHolds(route.destination, destination)) continue;
    if (suppressed !== undefined && route.destination.prefixBits <= suppressed) continue;
    const order = best === undefined ? 1 : route.destination.prefixBits - best.destination.prefixBits;
    if (order > 0 || (order === 0 && route.metric < best!.metric)) best = route;
  }
  return best;
}

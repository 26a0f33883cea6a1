import { isIpv4 } from "../address/ipv4.ts";
import { isIpv6 } from "../address/ipv6.ts";
import { ROUTE_TYPES } from "./routes-text.ts";
import type { UnderlayKind } from "./underlay.ts";

/** Enough of a text to tell what it is. */
const HEAD = 4096;

const RULE = /^\d+:\s+(?:not\s+)?from\s/;
/** A word that comes behind the destination of a route. */
const BEHIND_DESTINATION = /^(?:via|dev|proto|scope|metric|nhid|table|src|nexthop)$/;

/** Tells the output of `ip rule` and of `ip route` by what it holds; absent for any other text. */
export function detectUnderlay(text: string): UnderlayKind | undefined {
  const head = text.slice(0, HEAD).trimStart();
  if (head.startsWith("[")) {
    if (!/^\[\s*\{/.test(head)) return undefined;
    const first = head.slice(0, head.indexOf("}") + 1);
    if (/"priority"\s*:/.test(first) && /"(?:src|table|action)"\s*:/.test(first)) return "rules";
    if (/"dst"\s*:/.test(first) && /"(?:dev|gateway|nexthops|protocol|type|flags)"\s*:/.test(first)) return "routes";
    return undefined;
  }
  const [line = ""] = head.split("\n");
  if (RULE.test(line)) return "rules";
  const words = line.trim().split(/\s+/);
  const [destination = "", next = ""] = ROUTE_TYPES.has(words[0]!) ? words.slice(1) : words;
  const [address = ""] = destination.split("/");
  const isDestination = destination === "default" || isIpv4(address) || isIpv6(address);
  return isDestination && BEHIND_DESTINATION.test(next) ? "routes" : undefined;
}

import { createDiagnostic, type Diagnostic, type Parsed } from "../diagnostic/diagnostic.ts";
import { readJsonRows } from "./json-rows.ts";
import { parsePrefix } from "./prefix.ts";
import type { IpRoute } from "./underlay.ts";

/** The types of routes that ip-route(8) names before the destination. */
export const ROUTE_TYPES: ReadonlySet<string> = new Set([
  "unicast",
  "local",
  "broadcast",
  "multicast",
  "throw",
  "unreachable",
  "prohibit",
  "blackhole",
  "nat",
  "anycast",
]);

const ANY = { ipv4: { value: [0], prefixBits: 0 }, ipv6: { value: [0, 0, 0, 0], prefixBits: 0 } } as const;

/** What of a route was read, before it is known which IP version its `default` is of. */
type Read = Omit<IpRoute, "destination" | "devices"> & {
  readonly to: string;
  readonly gateway: string | undefined;
  readonly devices: string[];
};

/**
 * Reads what `ip route show table all` prints, or the same with `-j`; a line that is no route is left out and told.
 * Without `table all` the text names no table, and every route counts as one of `main`.
 */
export function parseIpRoutes(text: string, options: { readonly file?: string } = {}): Parsed<readonly IpRoute[]> {
  const { file } = options;
  if (text.trimStart().startsWith("[")) {
    const read = readJsonRows(text, file, "route", routeOfJson);
    return read.ok ? { ...read, value: finishRoutes(read.value) } : read;
  }
  const routes: Read[] = [];
  const notes: Diagnostic[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] === "") continue;
    const last = routes.at(-1);
    if (words[0] === "nexthop" && last !== undefined) {
      const device = wordAfter(words, "dev");
      if (device !== undefined) last.devices.push(device);
      continue;
    }
    const route = routeOfWords(words);
    if (route !== undefined) routes.push(route);
    else {
      const place = { ...(file !== undefined && { file }), line: at + 1 };
      const message = `found ${JSON.stringify(line.trim().slice(0, 80))}, expected a route as ip route prints it: DESTINATION via GATEWAY dev DEVICE`;
      notes.push(createDiagnostic("OVN7402", place, message));
    }
  }
  if (routes.length > 0 || notes.length === 0) return { ok: true, value: finishRoutes(routes), notes };
  return { ok: false, errors: [notes[0]!, ...notes.slice(1)] };
}

function wordAfter(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
}

function routeOfWords(words: readonly string[]): Read | undefined {
  const isTyped = ROUTE_TYPES.has(words[0]!);
  const [to = "", ...rest] = isTyped ? words.slice(1) : words;
  if (to !== "default" && parsePrefix(to) === undefined) return undefined;
  const via = wordAfter(rest, "via");
  const device = wordAfter(rest, "dev");
  return {
    type: isTyped ? words[0]! : "unicast",
    to,
    table: wordAfter(rest, "table") ?? "main",
    gateway: via === "inet" || via === "inet6" ? undefined : via,
    devices: device === undefined ? [] : [device],
    source: wordAfter(rest, "src"),
    metric: Number(wordAfter(rest, "metric") ?? 0),
  };
}

function routeOfJson(row: Readonly<Record<string, unknown>>): Read | undefined {
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  const to = text(row["dst"]);
  if (to === undefined || (to !== "default" && parsePrefix(to) === undefined)) return undefined;
  const hops = Array.isArray(row["nexthops"]) ? (row["nexthops"] as readonly unknown[]) : [];
  const devices = [row, ...hops].flatMap((hop) => {
    const device = typeof hop === "object" && hop !== null ? text((hop as Record<string, unknown>)["dev"]) : undefined;
    return device === undefined ? [] : [device];
  });
  const { metric, table } = row;
  return {
    type: text(row["type"]) ?? "unicast",
    to,
    table: typeof table === "number" ? String(table) : (text(table) ?? "main"),
    gateway: text(row["gateway"]),
    devices,
    source: text(row["prefsrc"]),
    metric: typeof metric === "number" ? metric : 0,
  };
}

/** A `default` is of the IP version of its gateway or source, else of the text's other routes. */
function finishRoutes(routes: readonly Read[]): readonly IpRoute[] {
  const isOther = routes.some(({ to }) => to.includes(":"));
  return routes.map(({ to, gateway, ...route }) => {
    const hint = gateway ?? route.source;
    const isV6 = hint === undefined ? isOther : hint.includes(":");
    return { ...route, destination: to === "default" ? ANY[isV6 ? "ipv6" : "ipv4"] : parsePrefix(to)! };
  });
}

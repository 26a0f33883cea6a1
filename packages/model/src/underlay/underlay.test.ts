import { expect, test } from "vitest";
import { parseIpv4 } from "../address/ipv4.ts";
import { detectUnderlay } from "./detect.ts";
import { formatPrefix } from "./prefix.ts";
import { lookupRoute } from "./route-lookup.ts";
import { parseIpRoutes } from "./routes-text.ts";
import { parseIpRules } from "./rules-text.ts";

/** As iproute2 6.15 prints them. */
const RULES = `0:	from all lookup local
100:	from 172.16.1.1 lookup 101
110:	from 172.16.2.0/24 to 172.16.0.0/16 iif lo lookup storage
120:	not from all fwmark 0x1 lookup 200 suppress_prefixlength 0
130:	from fd00::1 blackhole
32766:	from all lookup main
32767:	from all lookup default
`;
const RULES_JSON = `[{"priority":0,"src":"all","table":"local"},{"priority":100,"src":"172.16.1.1","table":"101"},{"priority":110,"src":"172.16.2.0","srclen":24,"dst":"172.16.0.0","dstlen":16,"iif":"lo","table":"storage"},{"priority":120,"not":null,"src":"all","fwmark":"0x1","table":"200","suppress_prefixlen":0},{"priority":130,"src":"fd00::1","action":"blackhole"},{"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]`;
const ROUTES = `default via 192.0.2.1 dev eth0 proto dhcp metric 100 
172.16.1.0/24 dev eth1 table 101 proto static scope link 
default table storage proto static metric 20 
	nexthop via 172.16.2.254 dev eth2 weight 1 
	nexthop via 172.16.3.254 dev eth3 weight 1 
unreachable 10.0.0.0/8 metric 1024 
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2 
local 172.16.1.1 dev eth1 table local proto kernel scope host src 172.16.1.1 
`;
const ROUTES_JSON = `[{"dst":"default","gateway":"192.0.2.1","dev":"eth0","protocol":"dhcp","metric":100,"flags":[]},{"dst":"172.16.1.0/24","dev":"eth1","table":"101","protocol":"static","scope":"link","flags":[]},{"dst":"default","table":"storage","protocol":"static","metric":20,"flags":[],"nexthops":[{"gateway":"172.16.2.254","dev":"eth2","weight":1,"flags":[]},{"gateway":"172.16.3.254","dev":"eth3","weight":1,"flags":[]}]},{"type":"unreachable","dst":"10.0.0.0/8","metric":1024,"flags":[]},{"dst":"192.0.2.0/24","dev":"eth0","protocol":"kernel","scope":"link","prefsrc":"192.0.2.2","flags":[]},{"type":"local","dst":"172.16.1.1","dev":"eth1","table":"local","protocol":"kernel","scope":"host","prefsrc":"172.16.1.1","flags":[]}]`;

const valueOf = <T>(parsed: { readonly ok: boolean; readonly value?: T }): T => {
  expect(parsed).toMatchObject({ ok: true, notes: [] });
  return parsed.value!;
};

test("rules read the same from text and from JSON", () => {
  const read = valueOf(parseIpRules(RULES));
  expect(valueOf(parseIpRules(RULES_JSON))).toEqual(read);
  expect(
    read.map(({ priority, from, to, conditions, action, negated }) => [
      priority,
      from && formatPrefix(from),
      to && formatPrefix(to),
      conditions,
      action.kind === "lookup" ? action.table : action.text,
      negated,
    ]),
  ).toEqual([
    [0, undefined, undefined, [], "local", false],
    [100, "172.16.1.1", undefined, [], "101", false],
    [110, "172.16.2.0/24", "172.16.0.0/16", ["iif lo"], "storage", false],
    [120, undefined, undefined, ["fwmark 0x1"], "200", true],
    [130, "fd00::1", undefined, [], "blackhole", false],
    [32766, undefined, undefined, [], "main", false],
    [32767, undefined, undefined, [], "default", false],
  ]);
});

test("routes read the same from text and from JSON", () => {
  const read = valueOf(parseIpRoutes(ROUTES));
  expect(valueOf(parseIpRoutes(ROUTES_JSON))).toEqual(read);
  expect(
    read.map(({ table, type, destination, devices, metric }) => [
      table,
      type,
      formatPrefix(destination),
      devices.join(),
      metric,
    ]),
  ).toEqual([
    ["main", "unicast", "0.0.0.0/0", "eth0", 100],
    ["101", "unicast", "172.16.1.0/24", "eth1", 0],
    ["storage", "unicast", "0.0.0.0/0", "eth2,eth3", 20],
    ["main", "unreachable", "10.0.0.0/8", "", 1024],
    ["main", "unicast", "192.0.2.0/24", "eth0", 0],
    ["local", "local", "172.16.1.1", "eth1", 0],
  ]);
});

test("what it is shows in the text", () => {
  expect([RULES, RULES_JSON, ROUTES, ROUTES_JSON].map(detectUnderlay)).toEqual(["rules", "rules", "routes", "routes"]);
  const others = [
    "",
    "[]",
    "{}",
    '[{"ifname":"eth0"}]',
    "OVSDB JSON 12 ab",
    " cookie=0x0, table=0 actions=drop",
    "10.0.0.1 is an address",
    "default",
  ];
  expect(others.map(detectUnderlay)).toEqual(others.map(() => undefined));
});

test("what is neither is told with its line", () => {
  const rules = parseIpRules("100: from 1.2.3.4 lookup 1\nnonsense\n", { file: "rules.txt" });
  expect(rules).toMatchObject({ ok: true, notes: [{ code: "OVN7401", place: { file: "rules.txt", line: 2 } }] });
  expect(parseIpRoutes("nonsense\n")).toMatchObject({ ok: false, errors: [{ code: "OVN7402", place: { line: 1 } }] });
  expect(parseIpRoutes("[{")).toMatchObject({ ok: false, errors: [{ code: "OVN7403" }] });
  expect(parseIpRules("100: from all lookup")).toMatchObject({ ok: false });
});

test("a packet finds its route by the rule of its source", () => {
  const underlay = { rules: valueOf(parseIpRules(RULES)), routes: valueOf(parseIpRoutes(ROUTES)) };
  const from = (source: string, destination: string) =>
    lookupRoute(underlay, parseIpv4(source)!, parseIpv4(destination)!);
  expect(from("172.16.1.1", "172.16.1.2")).toMatchObject({
    kind: "route",
    rule: { priority: 100 },
    route: { devices: ["eth1"] },
  });
  expect(from("172.16.2.1", "172.16.9.2")).toMatchObject({
    kind: "route",
    rule: { priority: 110 },
    route: { devices: ["eth2", "eth3"] },
  });
  expect(from("172.16.1.1", "8.8.8.8")).toMatchObject({
    kind: "route",
    rule: { priority: 32766 },
    route: { devices: ["eth0"] },
  });
  expect(from("172.16.1.1", "10.1.1.1")).toMatchObject({
    kind: "none",
    why: "the route of table main says unreachable",
  });
});

import fc from "fast-check";
import type { Command } from "../lab/scenario.ts";

const network = fc.constantFrom("red", "blue", "green");
const port = fc.constantFrom("p1", "p2", "p3", "p4");
const priority = fc.integer({ min: 1, max: 32_767 }).map(String);

const address = fc.constantFrom("10.30.0.10", "10.30.0.11", "10.30.1.12", "10.30.0.0/24", "10.30.0.0/255.255.0.255");
const number = fc.integer({ min: 1, max: 65_535 });

/** A term of a match; the ports that it names are those of the flow's own switch or of no one. */
const term: fc.Arbitrary<string> = fc.oneof(
  address.map((ip) => `ip4.src == ${ip}`),
  fc.uniqueArray(address, { minLength: 2, maxLength: 3 }).map((all) => `ip4.dst == {${all.join(", ")}}`),
  fc.constantFrom(
    "ip4.src == $trusted",
    "ip4.dst != $trusted",
    "ip4",
    "ip6",
    "arp",
    "icmp4",
    "!ip",
    "ct.est",
    "eth.mcast",
    "ip.frag",
  ),
  fc.tuple(number, number).map(([a, b]) => `tcp.dst >= ${Math.min(a, b)} && tcp.dst <= ${Math.max(a, b)}`),
  number.map((n) => `udp.src != ${n}`),
  fc.tuple(fc.constantFrom("<", "<=", ">", ">="), number).map(([op, n]) => `tcp.src ${op} ${n}`),
  fc.uniqueArray(number, { minLength: 2, maxLength: 4 }).map((all) => `tcp.dst == {${all.join(", ")}}`),
  fc.constantFrom(
    "eth.src == 02:ac:10:00:00:00/ff:ff:ff:ff:ff:f0",
    "ip.proto == 47",
    "ip.ttl < 5",
    "icmp4.type == {3, 8}",
    "inport == @guarded",
    "outport == @guarded",
    'inport == {"p1", "p2"}',
    'outport == "p3"',
    "ip4.src == $guarded_ip4",
    "ip6.dst == $guarded_ip6",
    "ct.new && !ct.rel",
    "reg0[0..15] == 7",
    "vlan.present",
    'inport == {@guarded, "p3"} && ip',
    "!(ip4.src == {10.30.0.10, 10.30.0.11} || tcp.dst == {80, 81})",
    "ip4.src == {$trusted, $guarded_ip4, 10.0.0.0/9}",
    "ip4.src != {$trusted, 10.9.9.9}",
    "eth.type != 0x800",
    "eth.src[40] && ip",
    "10 <= ip.ttl <= 20",
    "ip.ecn != 0",
    "ip.dscp == {1, 2, 3, 40}",
    "tcp.flags[1] && !tcp.flags[4]",
    "tcp.dst[3..8] == 5",
    "sctp.dst == {36412, 38412}",
    "icmp6.type == {128, 129} && icmp6.code == 0",
    "nd_ns && nd.target == {fd30:0::10, fd30:0::11}",
    "arp.op == {1, 2} && arp.spa != 10.30.0.9",
    "ip4.dst < 10.30.0.5",
    "ip6.dst == ::1/::1",
    "ct_mark == 1/1",
    "ct.rpl && ct.est",
    "flags.loopback == 0 && ip4",
    'is_chassis_resident("p1")',
    '!is_chassis_resident("p2") && ip4',
    "(ip4.src == $trusted && tcp.dst == {1, 2}) || (ip4.dst == $guarded_ip4 && udp.dst == {3, 4})",
    "1",
    "ip4 && !ip4",
  ),
);

const match: fc.Arbitrary<string> = fc
  .tuple(fc.array(term, { minLength: 1, maxLength: 3 }), fc.constantFrom("&&", "||"))
  .map(([terms, join]) => terms.map((one) => `(${one})`).join(` ${join} `));

const acl: fc.Arbitrary<Command> = fc
  .tuple(
    fc.oneof(network, fc.constant("guarded")),
    fc.constantFrom("to-lport", "from-lport"),
    priority,
    match,
    fc.constantFrom("allow", "allow-related", "allow-stateless", "drop", "reject"),
  )
  .map(([on, direction, level, expression, verdict]) => ["acl-add", on, direction, level, expression, verdict]);

const balancer: fc.Arbitrary<readonly Command[]> = fc
  .tuple(
    fc.nat(9),
    network,
    fc.constantFrom("tcp", "udp"),
    fc.boolean(),
    fc.uniqueArray(fc.constantFrom("10.30.0.10:80", "10.30.0.11:8080", "10.30.1.12:80"), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([n, on, proto, onRouter, backends]) => [
    ["--may-exist", "lb-add", `lb${n}`, `10.99.0.${n + 1}:80`, backends.join(","), proto],
    onRouter ? ["--may-exist", "lr-lb-add", "core", `lb${n}`] : ["--may-exist", "ls-lb-add", on, `lb${n}`],
  ]);

const security: fc.Arbitrary<Command> = fc
  .tuple(
    port,
    fc.constantFrom(
      "02:ac:10:00:00:0a",
      "02:ac:10:00:00:0a 10.30.0.10",
      "02:ac:10:00:00:0b 10.30.0.0/24 fd30:0::b",
      "02:ac:10:00:00:0b fd30:0::b 10.30.0.11",
      "02:ac:10:00:00:0a 10.30.0.10 224.0.0.5 10.30.0.0/28",
      "VRRPv3 02:ac:10:00:00:0a 00:00:5e:00:01:05 10.30.0.10",
    ),
  )
  .map(([name, addresses]) => ["lsp-set-port-security", name, addresses]);

const routing: fc.Arbitrary<Command> = fc.oneof(
  fc.nat(9).map((n) => ["--may-exist", "lr-route-add", "core", `10.70.${n}.0/24`, "10.30.0.10"]),
  fc
    .nat(9)
    .map((n) => ["--may-exist", "--policy=src-ip", "lr-route-add", "core", `10.30.0.${n + 10}/32`, "10.30.0.11"]),
  fc
    .tuple(priority, address, fc.constantFrom("drop", "allow"))
    .map(([level, ip, verdict]) => ["lr-policy-add", "core", level, `ip4.src == ${ip}`, verdict]),
  fc
    .nat(5)
    .map((n) => ["--may-exist", "lr-nat-add", "core", "dnat_and_snat", `198.18.0.${n + 20}`, `10.30.0.${n + 10}`]),
);

const GROUP: readonly Command[] = [
  ["create", "Address_Set", "name=trusted", 'addresses=["10.30.0.10","10.30.1.12","10.30.9.0/24"]'],
  ["pg-add", "guarded"],
];

/** Policies over the switches, ports and the router that a generated cluster may have. */
export const policiesArbitrary: fc.Arbitrary<readonly Command[]> = fc
  .tuple(
    fc.array(acl, { maxLength: 4 }),
    fc.array(balancer, { maxLength: 2 }),
    fc.array(security, { maxLength: 2 }),
    fc.array(routing, { maxLength: 2 }),
    fc.subarray(["p1", "p2", "p3", "p4"]),
  )
  .map(([acls, balancers, securities, routes, members]) => {
    const members_ = members.map((name): Command => ["pg-set-ports", "guarded", name]);
    return [...GROUP, ...members_.slice(0, 1), ...unique(acls), ...balancers.flat(), ...securities, ...unique(routes)];
  });

function unique(commands: readonly Command[]): readonly Command[] {
  const said = new Map(commands.map((command) => [command.slice(0, 5).join(" "), command]));
  return [...said.values()];
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEnvironment } from "../../../test-support/logical-actions/environment.ts";
import { readGolden } from "../../../test-support/logical-actions/golden.ts";
import { formatLogicalActions } from "./parsed.ts";
import { parseLogicalActions } from "./parse-actions.ts";

const environment = parseEnvironment("26.03.1");

/** The actions as OVN prints them, or where the fault is and what it is. */
function read(source: string, version = environment): string {
  const parsed = parseLogicalActions(source, version);
  if (parsed.ok) return formatLogicalActions(parsed.value.actions);
  const { start, end, message } = parsed.fault;
  return `${start}-${end}: ${message}`;
}

describe("actions as OVN prints them", () => {
  // As the format functions of OVN's lib/actions.c write them.
  test.each([
    ["drop;", "drop;"],
    ["", "drop;"],
    ["next(pipeline=egress,table=3);", "next(pipeline=egress, table=3);"],
    ["next(table=4);", "next(4);"],
    ["reg1[0..31]=1;", "reg1 = 1;"],
    ["reg1[ 3 .. 3 ] = 0x1;", "reg1[3] = 0x1;"],
    ["ip4.src=10.0.0.0/255.0.0.0;", "ip4.src = 10.0.0.0/8;"],
    ["ip.ttl --;", "ip.ttl--;"],
    ["eth.src<->eth.dst;", "eth.src <-> eth.dst;"],
    ['outport="ab\\"c";output;', 'outport = "ab\\"c"; output;'],
    ["ct_next;", "ct_next(dnat);"],
    ["ct_commit{};", "ct_commit;"],
    ["ct_commit { ct_mark.blocked=1; };", "ct_commit { ct_mark.blocked = 1; };"],
    ["ct_snat(10.0.0.1,1024-2047);", "ct_snat(10.0.0.1,1024-2047);"],
    [
      "ct_lb_mark(backends=10.0.0.2:80,[fd00::2]:80;skip_snat);",
      "ct_lb_mark(backends=10.0.0.2:80,[fd00::2]:80; skip_snat);",
    ],
    ["arp{eth.dst=ff:ff:ff:ff:ff:ff;output;};output;", "arp { eth.dst = ff:ff:ff:ff:ff:ff; output; }; output;"],
    ['log(name="n",severity=info,verdict=drop);', 'log(name="n", verdict=drop, severity=info);'],
    [
      "reg0[0]=put_dhcp_opts(router=10.0.0.1,offerip=10.0.0.4);",
      "reg0[0] = put_dhcp_opts(router = 10.0.0.1, offerip = 10.0.0.4);",
    ],
    ['commit_ecmp_nh(ipv6="true",proto=udp);', "commit_ecmp_nh(ipv6 = true, proto = udp);"],
  ])("%s", (source, text) => {
    expect(read(source)).toBe(text);
  });

  test("an old release takes arguments of ct_commit", () => {
    const version = parseEnvironment("24.03.2");
    expect(read("ct_commit();", version)).toBe("ct_commit;");
    expect(read("ct_commit(ct_mark=1/1, ct_label=255);", version)).toBe("ct_commit(ct_mark=0x1/0x1, ct_label=0xff);");
  });
});

describe("faults, with where they are", () => {
  test.each([
    ["foo;", "0-3: no action is called foo"],
    ["next", "4-4: expected `;', found the end"],
    ["next; drop;", "6-10: no action is called drop"],
    ["drop; next;", "6-10: expected the end behind `drop;', found `next'"],
    ["reg0 = ;", "7-8: expected a number for reg0, found `;'"],
    ["reg0 == 1;", "5-7: expected `=' or `<->', found `=='"],
    ['reg0 = "x";', '7-10: expected a number for reg0, found `"x"\''],
    ["reg0 = 0x1ffffffff;", "7-18: 33-bit constant 0x1ffffffff does not fit reg0, which has 32 bits"],
    ["outport = 5;", "10-11: expected the name of a port for outport, found `5'"],
    ["inport = reg0;", "0-14: cannot assign reg0, which holds a number, and inport, which holds a name"],
    ["reg0 = eth.dst;", "0-15: cannot assign reg0 (32 bits) and eth.dst (48 bits): expected the same width"],
    ["eth.type = 0x800;", "0-16: eth.type cannot be changed here"],
    ["ip4 = 1;", "0-3: ip4 is a predicate: expected a field"],
    ['inport[1] = "p";', "7-8: cannot select bits of inport, which holds a name"],
    ["reg0[32] = 1;", "5-8: cannot select bits 32..32 of 32-bit field reg0"],
    ["reg0[5..3] = 1;", "5-10: bits 5..3 are in the wrong order"],
    ["next(pipeline=sideways, table=2);", "14-22: expected `ingress' or `egress', found `sideways'"],
    ["next(99);", "4-9: there is no logical table 99: the last is 33"],
    ["clone next;", "6-10: expected `{', found `next'"],
    ["clone { next;", "13-13: expected an action, found the end"],
    ["arp { output; } output;", "16-22: expected `;', found `output'"],
    ["ct_commit { ip4.src = 1.2.3.4; };", "12-29: ip4.src cannot be changed in ct_commit"],
    ["ct_mark = 1;", "0-11: ct_mark cannot be changed here"],
    ["ct_lb_mark(backends=1.2.3.4:70000);", "28-33: expected a port of at most 65535"],
    ["ct_dnat(fd00::1/64);", "8-18: expected an IPv4 or IPv6 address, found `fd00::1/64'"],
    ["get_arp(reg0, ip4.dst);", "8-13: reg0 is a 32-bit field: expected a field that holds a name"],
    ["put_nd(inport, ip4.src, eth.src);", "15-23: ip4.src is a 32-bit field: expected a 128-bit field"],
    ["reg0[0..1] = put_dhcp_opts(offerip = 10.0.0.1);", "26-27: reg0[0..1] is a 2-bit field: expected a 1-bit field"],
    ["reg0[0] = put_dhcp_opts(router = 10.0.0.1);", "42-43: put_dhcp_opts needs offerip"],
    ["reg0[0] = put_dhcp_opts(offerip = 10.0.0.1, colour = 3);", "44-50: no DHCPv4 option is called colour"],
    ['reg0[0] = put_dhcp_opts(offerip = 10.0.0.1, router = "x");', "53-56: option router takes a number"],
    ["log(verdict=maybe);", "12-17: expected a verdict (allow, drop, reject, pass), found `maybe'"],
    ["set_queue(70000);", "10-15: expected a queue of at most 61440"],
    ["reg0 = select(1=0, 2=2);", "15-18: a weight cannot be 0"],
    ['trigger_event(event = "unknown");', '22-31: no event is called "unknown"'],
    ["reg0 = $set;", "7-11: expected a number for reg0, found `$set'"],
    ["reg0 = ^value;", "7-13: expected a number for reg0, found `^value'"],
    ["^value;", "0-6: template variable ^value has no value"],
    ['log(name="no end);', "9-18: the input ends inside a quoted string"],
    ["tcp_reset { reg0 = 1; reg1 = ; };", "29-30: expected a number for reg1, found `;'"],
    ["chk_lb_aff(); next;", "0-10: no action is called chk_lb_aff"],
  ])("%s", (source, fault) => {
    expect(read(source)).toBe(fault);
  });

  test("actions nest 31 deep, as in OVN", () => {
    const nest = (depth: number) => `${"clone { ".repeat(depth)}next;${" };".repeat(depth)}`;
    expect(read(nest(31))).toBe(nest(31));
    expect(read(nest(32))).toMatch(/: actions are nested more than 32 deep$/);
  });

  test.each([
    ["reg0 = ct_nw_dst();", "24.03.4"],
    ["reg0[0..7] = ct_state_save();", "25.03.0"],
    ["flood_remote;", "24.09.3"],
    ["ct_commit_to_zone(snat);", "24.03.1"],
  ])("%s came after %s", (source, version) => {
    expect(read(source, parseEnvironment(version))).toMatch(/^\d+-\d+: (OVN .* has no action|no action is called)/);
  });
});

test.each([
  ["24.03.3", "7-8: expected `;', found `('"],
  ["24.09.0", "7-8: expected `;', found `('"],
  ["24.03.4", "ct_next(snat);"],
  ["24.09.1", "ct_next(snat);"],
])("whether ct_next takes a zone in %s", (version, text) => {
  expect(read("ct_next(snat);", parseEnvironment(version))).toBe(text);
});

describe("what actions ask of the packet", () => {
  const needs = (source: string) => {
    const parsed = parseLogicalActions(source, environment);
    return parsed.ok ? parsed.value.prerequisites : parsed.fault.message;
  };
  // "Prerequisite" in ovn-sb(5), Logical_Flow actions and symbols.
  test.each([
    ["next;", []],
    ["ip.ttl--;", ["ip"]],
    ["tcp.dst = 80; tcp.src = 80;", ["tcp"]],
    ["ip4.src <-> ip4.dst;", ["ip4"]],
    ["ct_commit { ct_mark = 1; };", ["ip"]],
    ["arp { ip4.dst = 1.2.3.4; };", ["ip"]],
    ["nd_na { ip6.src = fd00::1; };", ["nd_ns"]],
    ["clone { ip.ttl--; };", ["ip"]],
  ])("%s", (source, expected) => {
    expect(needs(source)).toEqual(expected);
  });
});

describe("every action of the golden tables", () => {
  const texts = readGolden("26.03.1")
    .map(({ actions }) => actions)
    .filter((actions) => parseLogicalActions(actions, environment).ok);

  test.each([...new Set(texts)])("%s reads back as it prints", (source) => {
    const text = read(source);
    expect(read(text)).toBe(text);
  });

  test("a list of actions is its parts one after the other", () => {
    const parts = texts.filter((text) => !/^drop\b/.test(text));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }), (chosen) => {
        expect(read(chosen.join("\n"))).toBe(chosen.map((text) => read(text)).join(" "));
        const nested = `clone { ${chosen.join("\n")}\n};`;
        expect(read(nested)).toBe(`clone { ${chosen.map((text) => read(text)).join(" ")} };`);
      }),
    );
  });

  test("no text makes the parser throw or name a place outside of it", () => {
    const piece = fc.oneof(fc.constantFrom(...texts), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 3 }), fc.nat(), fc.nat({ max: 40 }), (pieces, from, cut) => {
        const whole = pieces.join("");
        const at = whole.length === 0 ? 0 : from % whole.length;
        const source = whole.slice(0, at) + whole.slice(at + cut);
        const parsed = parseLogicalActions(source, environment);
        if (parsed.ok) return;
        const { start, end } = parsed.fault;
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(source.length);
      }),
    );
  });
});
